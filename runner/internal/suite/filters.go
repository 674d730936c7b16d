package suite

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

var (
	shapeHeaderNames = lang.Of("a list of header names", lang.OneOrMany(lang.Schema{"type": "string", "minLength": 1}))
	shapeJSONPaths   = lang.Of("a list of JSONPaths", lang.OneOrMany(lang.Schema{"type": "string", "pattern": `^\$`}))
	shapePatterns    = lang.Of("a list of regular expressions", lang.OneOrMany(lang.Schema{"type": "string"}))
)

// presets are the names of exchange.VolatilePresets.
var presets = slices.Sorted(maps.Keys(exchange.VolatilePresets))

var volatileTable = table[*exchange.Volatile]{what: "volatile", rows: func() []field[*exchange.Volatile] {
	return []field[*exchange.Volatile]{
		{key: "preset", shape: lang.OneOf(presets...), meaning: "llm: what every answer of a language model has anew: ids, times, fingerprint, usage, timings, x-ratelimit-*", read: func(d *doc, n *yaml.Node, v *exchange.Volatile) {
			preset := exchange.VolatilePresets[d.oneOf(n, "preset", presets)]
			v.Headers = append(v.Headers, preset.Headers...)
			v.Families = append(v.Families, preset.Families...)
			v.JSON = append(v.JSON, preset.JSON...)
		}},
		{key: "headers", shape: shapeHeaderNames, meaning: "names of headers", read: func(d *doc, n *yaml.Node, v *exchange.Volatile) {
			for _, name := range d.words(n, "headers") {
				v.Headers = append(v.Headers, strings.ToLower(name.text))
			}
		}},
		{key: "json", shape: shapeJSONPaths, meaning: "JSONPaths (RFC 9535) into JSON bodies", read: func(d *doc, n *yaml.Node, v *exchange.Volatile) {
			v.JSON = append(v.JSON, d.jsonPaths(n, "json")...)
		}},
		{key: "body", shape: shapePatterns, meaning: "regular expressions (RE2) over text bodies", read: func(d *doc, n *yaml.Node, v *exchange.Volatile) {
			for _, p := range d.words(n, "body") {
				if re := d.pattern(p, "body"); re != nil {
					v.Body = append(v.Body, re)
				}
			}
		}},
	}
}}

var redactTable = table[*Redact]{what: "redact", rows: func() []field[*Redact] {
	return []field[*Redact]{
		{key: "headers", shape: shapeHeaderNames, meaning: "names of headers whose values are masked", read: func(d *doc, n *yaml.Node, r *Redact) {
			r.Headers = texts(d.words(n, "headers"))
		}},
		{key: "json", shape: shapeJSONPaths, meaning: "JSONPaths (RFC 9535) of values to mask", read: func(d *doc, n *yaml.Node, r *Redact) {
			r.JSON = d.jsonPaths(n, "json")
		}},
		{key: "regex", shape: shapePatterns, meaning: "regular expressions (RE2): what they match is masked", read: func(d *doc, n *yaml.Node, r *Redact) {
			for _, p := range d.words(n, "regex") {
				if d.pattern(p, "regex") != nil {
					r.Regex = append(r.Regex, p.text)
				}
			}
		}},
	}
}}

func (d *doc) jsonPaths(n *yaml.Node, key string) []string {
	paths := d.words(n, key)
	for _, p := range paths {
		d.checkJSONPath(p.at, key, p.text)
	}
	return texts(paths)
}

// checkJSONPath reports an invalid JSONPath.
func (l *loading) checkJSONPath(at source.Pos, key, path string) {
	if _, err := value.Query(path); err != nil {
		l.problems.Add(at, "%s: %q is no JSONPath (RFC 9535): %s", key, cut(path), value.PathMistake(err)).Next = value.PathMeant(path)
	}
}

// pattern compiles a regular expression; nil after an error.
func (d *doc) pattern(p placed, key string) *regexp.Regexp {
	re, err := regexp.Compile(p.text)
	if err != nil {
		d.problems.Add(p.at, "%s: %q is no regular expression (RE2): %s", key, cut(p.text), strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return re
}
