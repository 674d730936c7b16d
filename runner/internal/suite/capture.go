package suite

import (
	"errors"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// captureSources are the ways to extract a value from a response.
var captureSources = table[*Capture]{what: "a capture", rows: func() []field[*Capture] {
	return []field[*Capture]{
		captureText("json", lang.Of("a JSONPath", lang.Schema{"type": "string", "pattern": `^(\$|.*\$\{)`}.Names("JSONPath")), "a JSONPath (RFC 9535) of one node", func(d *doc, at source.Pos, arg string) {
			if !subst.Has(arg) {
				d.checkJSONPath(at, "json", arg)
			}
		}),
		captureText("xml", lang.Text, "the text of one node, or what is computed, as XPath 1.0 over XML or HTML", func(d *doc, at source.Pos, arg string) {
			switch _, err := expect.NewXPath(arg); {
			case errors.Is(err, expect.ErrNoXPath):
				d.problems.Add(at, "xml: %v", err).Next = source.LinkNext(expect.XPathPackage)
			case err != nil && !subst.Has(arg):
				d.problems.Add(at, "xml: %q is no XPath: %v", cut(arg), err)
			}
		}),
		captureText("header", lang.Of(lang.Text.Words, lang.Text.Schema.Names("header")), "the first value of this header", nil),
		{key: "regex", shape: lang.Text, meaning: "the first group of this regular expression (RE2) over the body; beside one of the others, over its text", read: func(d *doc, n *yaml.Node, c *Capture) {
			text, ok := d.text(n, "regex")
			c.Part = subst.Expand(text, d.varValue)
			switch {
			case !ok:
			case c.Part == "":
				d.expected(n, "regex", "a regular expression")
			case !subst.Has(c.Part):
				d.checkGroup(d.at(n), c.Part)
			}
		}},
		captureFlag("status", "the status code"),
		captureText("cookie", lang.Text, "the value of this cookie", nil),
		captureFlag("body", "the whole body as text"),
		{key: "as", shape: lang.OneOf("text"), meaning: "text, beside one of these: the value's text, also where it is a number", read: func(d *doc, n *yaml.Node, c *Capture) {
			c.Text = d.oneOf(n, "as", []string{"text"}) == "text"
		}},
	}
}}

func captureText(key string, s lang.Shape, meaning string, check func(d *doc, at source.Pos, arg string)) field[*Capture] {
	return field[*Capture]{key: key, shape: s, meaning: meaning, read: func(d *doc, n *yaml.Node, c *Capture) {
		c.From = key
		arg, ok := d.textFor(n, key, s.Words)
		c.Arg = subst.Expand(arg, d.varValue)
		switch {
		case !ok:
		case c.Arg == "":
			d.expected(n, key, s.Words)
		case check != nil:
			check(d, d.at(n), c.Arg)
		}
	}}
}

func captureFlag(key, meaning string) field[*Capture] {
	return field[*Capture]{key: key, shape: lang.Of("true", lang.Schema{"const": true}), meaning: meaning, read: func(d *doc, n *yaml.Node, c *Capture) {
		c.From = key
		if n.Tag != "!!bool" || !strings.EqualFold(n.Value, "true") {
			d.expected(n, key, "true")
		}
	}}
}

func (d *doc) checkGroup(at source.Pos, arg string) {
	re, err := regexp.Compile(arg)
	if err != nil {
		d.pattern(placed{arg, at}, "regex")
	} else if re.NumSubexp() == 0 {
		d.problems.Add(at, "regex: %q has no group, and the first group is what is captured", cut(arg)).Next = `put ( ) around the part to take, as in id=(\d+)`
	}
}

func (d *doc) captures(n *yaml.Node) []Capture {
	entries := d.named(n, "capture", namePattern)
	out := make([]Capture, 0, len(entries))
	for _, e := range entries {
		c := Capture{Name: e.Key, At: d.at(e.KeyNode)}
		captureSources.read(d, e.Value, &c)
		named := sources(e.Value)
		if c.Part != "" && named == 0 { // a part of the body is what it is about
			c.From, c.Arg, c.Part, named = "regex", c.Part, "", 1
		}
		if isMap(e.Value) && (named > 1 || named == 0 && !captureSources.hasUnknown(e.Value)) {
			d.expected(e.Value, "capture."+cut(e.Key), "one source, as in {json: $.id}, and regex: beside it for a part").Message += " with other than one source"
		}
		out = append(out, c)
	}
	return out
}

// sources returns the number of known sources that a capture names, without regex:.
func sources(n *yaml.Node) int {
	count := 0
	for _, e := range source.Entries(n) {
		if e.Key != "as" && e.Key != "regex" && captureSources.has(e.Key) {
			count++
		}
	}
	return count
}
