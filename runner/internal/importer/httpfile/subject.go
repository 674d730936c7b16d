package httpfile

import (
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
)

// subject is the part of an answer that is judged or captured, by the key of an expectation.
type subject struct {
	key    string // status, headers, media, body, json, duration
	at     string // the path for json, the name for headers
	length bool   // its length
}

// subjectOf returns the part of an answer that an expression denotes, where the answer has this
// name: JetBrains' response.body is parsed, httpyac's is response.parsedBody.
func subjectOf(v *javascript.Value, response string) (subject, bool) {
	if v == nil || len(v.Chain) < 2 || v.Chain[0].Name != response || v.Chain[0].Called {
		return subject{}, false
	}
	links := v.Chain[1:]
	switch name := v.Name(); {
	case len(links) == 1 && (name == response+".status" || name == response+".statusCode"):
		return subject{key: "status"}, true
	case len(links) == 1 && name == response+".body":
		return subject{key: "body"}, true
	case name == response+".contentType.mimeType":
		return subject{key: "media"}, true
	case name == response+".headers.valueOf" && len(v.Args()) == 1:
		text, ok := v.Args()[0].Text()
		return subject{key: "headers", at: text}, ok && text != ""
	case len(links) == 2 && links[0].Name == "headers" && links[1].Name != "" && !links[1].Called:
		return subject{key: "headers", at: links[1].Name}, true
	}
	for _, body := range []string{".body", ".parsedBody"} {
		if path, ok := v.Below(response + body); ok {
			return lengthOf(path), true
		}
	}
	return subject{}, false
}

// lengthOf returns the part at a path; ".length" at its end is JavaScript's word.
func lengthOf(path string) subject {
	if of, ok := strings.CutSuffix(path, ".length"); ok {
		return subject{key: "json", at: of, length: true}
	}
	return subject{key: "json", at: path}
}

// capture returns the source of a capture for the part; nil if there is none.
func (s subject) capture() importer.Map {
	switch {
	case s.length:
		return nil
	case s.key == "json" && s.at == "$":
		return importer.MapOf("body", true)
	case s.key == "json":
		return importer.MapOf("json", s.at)
	case s.key == "headers":
		return importer.MapOf("header", s.at)
	case s.key == "status" || s.key == "body":
		return importer.MapOf(s.key, true)
	}
	return nil
}

// expectation returns the expectation that a predicate holds of the part.
func (s subject) expectation(predicate any) (key string, value any) {
	if s.length {
		predicate = importer.MapOf("length", predicate)
	}
	switch s.key {
	case "json", "headers":
		return s.key, importer.MapOf(s.at, predicate)
	case "media":
		return "headers", importer.MapOf("Content-Type", predicate)
	}
	return s.key, predicate
}
