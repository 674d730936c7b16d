package insomnia

import (
	"encoding/base64"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/yamltree"
	"assay/runner/internal/source"
)

var (
	template = source.Pattern(`(?s)(\{\{\s*[^{}]+?\s*\}\}|\{%\s*.+?\s*%\}|\{#.*?#\})`)
	argument = source.Pattern(`'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|([^\s,'"]+)`)
)

// step matches a step of a template's path: ['er'], ["er"] or [0].
var step = source.Pattern(`\[(?:'([^'\]]*)'|"([^"\]]*)"|(\d+))\]`)

// variable returns the name of a template: {{ _.base['url'] }} is base.url.
func variable(text string) string {
	name := strings.TrimSpace(strings.Trim(text, "{}-"))
	name = step().ReplaceAllString(name, ".$1$2$3")
	return strings.TrimPrefix(name, "_.")
}

// text converts the templates of a text to references.
func (r *reader) text(n yamltree.Node) string {
	return importer.Filled(n.Text(), template(), func(one string) string {
		switch {
		case strings.HasPrefix(one, "{%"):
			return r.tag(one, n.At())
		case strings.HasPrefix(one, "{#"): // a comment
			return ""
		}
		return r.reference(variable(one), n.At())
	})
}

// reference returns the replacement for a variable: of the folders around the request, of an
// environment, or of the process's environment.
func (r *reader) reference(name string, at source.Pos) string {
	for i := len(r.folders) - 1; i >= 0; i-- {
		for _, v := range values(r.folders[i].Get("environment"), "") {
			if v.name == name {
				r.names.Declare(name, r.inPlace(v.text))
			}
		}
	}
	if ref, ok := r.names.Reference(name); ok {
		return ref
	}
	ref, env := r.names.FromEnv(name)
	r.Drop(at, "set it in the environment, or write it under vars:", "the export gives {{ _.%s }} no value; it is read from the environment variable %s", name, env)
	return ref
}

// tag returns the replacement for a tag: a value that is made, or a part of another response.
func (r *reader) tag(one string, at source.Pos) string {
	var words []string
	for _, m := range argument().FindAllStringSubmatch(strings.TrimSpace(strings.Trim(one, "{%}")), -1) {
		words = append(words, plain(m[1]+m[2]+m[3]))
	}
	words = append(words, "", "", "", "")
	switch {
	case words[0] == "uuid":
		return "${uuid}"
	case words[0] == "now" && (words[1] == "unix" || words[1] == "seconds"), words[0] == "timestamp":
		return "${unix}"
	case words[0] == "now" && (words[1] == "" || words[1] == "iso-8601"):
		return "${now}"
	case words[0] == "response":
		if ref := r.response(words[1], words[2], words[3]); ref != "" {
			return ref
		}
	}
	ref, env := r.names.FromEnv(words[0])
	r.Drop(at, "write what it makes under vars:, or capture it", "the tag %s is left out; its value is read from the environment variable %s", one, env)
	return ref
}

// plain decodes an argument: b64::…::46b is its text in base64.
func plain(text string) string {
	inner, ok := strings.CutPrefix(text, "b64::")
	if !ok {
		return text
	}
	inner, _, _ = strings.Cut(inner, "::")
	if raw, err := base64.StdEncoding.DecodeString(inner); err == nil {
		return string(raw)
	}
	return text
}

// response returns the reference to a part of the answer to an earlier request; "" for a part that
// a suite does not capture.
func (r *reader) response(part, id, filter string) string {
	p := r.probes[id]
	switch {
	case p == nil:
		return ""
	case part == "raw":
		return r.Capture(p, "body", importer.MapOf("body", true))
	case part == "header" && filter != "":
		return r.Capture(p, filter, importer.MapOf("header", filter))
	case part == "body" && strings.HasPrefix(filter, "$"):
		words := strings.FieldsFunc(filter, func(c rune) bool { return strings.ContainsRune("$.[]'\"*", c) })
		hint := "value"
		if len(words) > 0 {
			hint = words[len(words)-1]
		}
		return r.Capture(p, hint, importer.MapOf("json", importer.JSONPath(filter)))
	case part == "body" && strings.HasPrefix(filter, "/"):
		return r.Capture(p, "value", importer.MapOf("xml", filter))
	}
	return ""
}
