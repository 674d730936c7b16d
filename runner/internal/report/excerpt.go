package report

import (
	"strings"
	"unicode/utf8"
)

// excerptSize is the approximate number of bytes shown of a long body.
const excerptSize = 480

// excerpt returns a body cut around the place that the failures are about; a short body whole.
func excerpt(body string, failures []Failure) string {
	if len(body) <= excerptSize+excerptSize/4 {
		return body
	}
	at := max(interesting(body, failures), 0)
	start := max(at-excerptSize/3, 0)
	end := min(start+excerptSize, len(body))
	start = max(end-excerptSize, 0)
	for start > 0 && !utf8.RuneStart(body[start]) {
		start--
	}
	for end < len(body) && !utf8.RuneStart(body[end]) {
		end++
	}
	text := body[start:end]
	if start > 0 {
		text = "… " + text
	}
	if end < len(body) {
		text += " …"
	}
	return text
}

// interesting returns the offset in a body that the first failure about the body points to, -1 if
// none does.
func interesting(body string, failures []Failure) int {
	for i := range failures {
		switch failures[i].Kind {
		case "json", "body", "schema", "xml", "stream":
		default:
			continue
		}
		for _, needle := range []string{quotedPart(failures[i].Actual), lastName(failures[i].Subject)} {
			if needle == "" {
				continue
			}
			if at := strings.Index(body, needle); at >= 0 {
				return at
			}
		}
	}
	return -1
}

// quotedPart returns the text in the first pair of quotes of an actual value, up to an escape or a
// cut.
func quotedPart(actual string) string {
	_, rest, ok := strings.Cut(actual, `"`)
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "\"\\…"); i >= 0 {
		rest = rest[:i]
	}
	if len(rest) < 3 {
		return ""
	}
	return rest
}

// lastName returns the last name of the JSONPath at the end of a text, as written in JSON: "detail"
// with its quotes for $.error.detail.
func lastName(path string) string {
	path = strings.TrimRight(path, "]'\"0123456789*[.")
	i := strings.LastIndexAny(path, ".'\"")
	if i < 0 || i+1 == len(path) {
		return ""
	}
	return `"` + path[i+1:] + `"`
}
