package hurl

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/importer"
)

// capture reads a line "name: query" of [Captures].
func (r *reader) capture(p *importer.Probe, c pair) {
	words, err := r.tokens(c.value)
	hidden := len(words) > 1 && words[len(words)-1].word == "redact"
	if hidden {
		words = words[:len(words)-1]
	}
	if err == nil && r.alias(c.key, words) {
		return
	}
	name := r.VarName(c.key)
	var from importer.Map
	why := "its line is not understood"
	if err == nil {
		from, why = r.captureOf(words)
	}
	if from == nil {
		r.Drop(r.at(c.line), "capture it by json, xml, header, regex, status, cookie or body", "the capture %s: %s is left out: %s", c.key, c.value, why)
		return
	}
	if hidden {
		r.redacted(c, from)
	}
	p.Capture.Set(name, from)
	p.Capture[len(p.Capture)-1].At = r.at(c.line)
	r.captured[c.key] = words
	delete(r.scalars, c.key)
	delete(r.values, c.key)
	r.refs[c.key] = "${" + p.ID + "." + name + "}"
}

// alias gives a variable of the file another name: "name: variable \"other\"".
func (r *reader) alias(name string, words []token) bool {
	if len(words) != 2 || words[0].word != "variable" {
		return false
	}
	other, _ := words[1].value.(string)
	ref, ok := r.refs[other]
	if !ok {
		return false
	}
	r.refs[name] = ref
	for _, of := range []map[string]string{r.values, r.scalars} {
		if value, ok := of[other]; ok {
			of[name] = value
		} else {
			delete(of, name)
		}
	}
	return true
}

// redacted masks in answers the part that a capture with the word redact takes.
func (r *reader) redacted(c pair, from importer.Map) {
	path, _ := from[0].Value.(string)
	switch {
	case from[0].Key != "json" || len(from) > 1:
		r.Drop(r.at(c.line), "say under redact: what is masked", "the value of the capture %s is not masked: %s", c.key, c.value)
	case !slices.Contains(r.RedactJSON, path):
		r.RedactJSON = append(r.RedactJSON, path)
	}
}

// captureOf converts a query of [Captures] with its filters to the source of a capture, or returns
// why a suite has none.
func (r *reader) captureOf(words []token) (importer.Map, string) {
	from, filters, why := sourceOf(words)
	if why != "" {
		return nil, why
	}
	for len(filters) > 0 {
		path, _ := from[0].Value.(string)
		onItem := from[0].Key == "json" && len(from) == 1
		switch word := filters[0].word; {
		case onItem && !definite(path) && (word == "nth" || word == "first" || word == "last"):
			return nil, "a suite does not pick one of the values that a path with *, .., : or ? gives"
		case onItem && word == "nth" && len(filters) > 1:
			n, isNumber := filters[1].value.(json.Number)
			if !isNumber {
				return nil, "which one is known to a run only"
			}
			from[0].Value, filters = fmt.Sprintf("%s[%v]", path, n), filters[2:]
		case onItem && word == "first":
			from[0].Value, filters = path+"[0]", filters[1:]
		case onItem && word == "last":
			from[0].Value, filters = path+"[-1]", filters[1:]
		case word == "regex" && len(filters) > 1 && from.Get("regex") == nil && from.Get("as") == nil:
			pattern, _ := filters[1].value.(string)
			if _, why := whereGroup(pattern); why != "" {
				return nil, why
			}
			if from[0].Key == "body" {
				from = nil
			}
			from, filters = append(from, importer.Entry{Key: "regex", Value: pattern}), filters[2:]
		case word == "toString" && len(filters) == 1:
			from, filters = append(from, importer.Entry{Key: "as", Value: "text"}), nil
		default:
			return nil, fmt.Sprintf("a suite has no word for the filter %q of a capture", word)
		}
	}
	if path, _ := from[0].Value.(string); from[0].Key == "json" && r.options.Version == 7 && !definite(path) {
		return nil, "several values are a list, which a template cannot hold"
	}
	return from, ""
}

// sourceOf reads the query of a capture.
func sourceOf(words []token) (from importer.Map, filters []token, why string) {
	if len(words) == 0 {
		return nil, nil, "it has no query"
	}
	word := words[0].word
	if word == "status" || word == "body" {
		return importer.MapOf(word, true), words[1:], ""
	}
	var argument string
	if len(words) > 1 {
		argument, _ = words[1].value.(string)
	}
	switch {
	case argument == "":
	case word == "jsonpath":
		return importer.MapOf("json", importer.JSONPath(argument)), words[2:], ""
	case word == "xpath" && !computed().MatchString(argument):
		return nil, nil, "it captures nodes, which have no text in Hurl"
	case word == "xpath":
		return importer.MapOf("xml", defaultNamespace(argument)), words[2:], ""
	case word == "header":
		return importer.MapOf(word, argument), words[2:], ""
	case word == "regex":
		_, why := whereGroup(argument)
		return importer.MapOf(word, argument), words[2:], why
	case word == "cookie" && !strings.Contains(argument, "["):
		return importer.MapOf("cookie", argument), words[2:], ""
	}
	return nil, nil, fmt.Sprintf("a suite captures nothing by %q", word)
}
