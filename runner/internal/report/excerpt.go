package report

import (
	"strings"
	"unicode/utf8"
)

// excerptSize is about how many bytes of a long body are shown.
const excerptSize = 480

// excerpt is a body cut around the place that the failures are about, whole when
// it is short.
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

// interesting is the offset in a body that the first failure about the body
// points to, -1 when none does.
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

// quotedPart is what stands in the first pair of quotes of an actual value,
// without the quotes, cut where an escape or a cut begins.
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

// lastName is the last name of the JSONPath that a text ends with, as it stands in a
// JSON text: "detail" with its quotes for $.error.detail.
func lastName(path string) string {
	path = strings.TrimRight(path, "]'\"0123456789*[.")
	i := strings.LastIndexAny(path, ".'\"")
	if i < 0 || i+1 == len(path) {
		return ""
	}
	return `"` + path[i+1:] + `"`
}
