package importer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/origin"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
	"assay/runner/internal/yamlfmt"
)

// mostInBraces is the greatest width of a map or list in braces, in columns.
const mostInBraces = 88

// Text settles the draft and writes it as a document for path. Parts that a suite refuses are
// removed and listed; the error is a source.Problems if nothing is left.
func (d *Draft) Text(path string) ([]byte, error) {
	d.settle()
	d.hideAll()
	d.prune()
	return d.untilSound(path)
}

// encode writes the draft as it is, without the comment at the top.
func (d *Draft) encode() ([]byte, error) {
	top := &yaml.Node{Kind: yaml.MappingNode}
	add := func(key string, value *yaml.Node, above string) {
		if value != nil {
			top.Content = append(top.Content, keyNode(key, above), value)
		}
	}
	text := func(key, value string) {
		if value != "" {
			add(key, scalar(value), "")
		}
	}
	text("suite", d.Suite)
	text("target", d.Target)
	add("environments", section(d.environments()), "The first one is the default; --env chooses another.")
	text("fixtures", d.Fixtures)
	text("openapi", d.OpenAPI)
	add("vars", section(d.vars()), "")
	add("secrets", section(d.secrets()), "The values are read from these environment variables, and only by live runs.")
	add("redact", section(d.redactions()), "")
	limits, above := d.limits()
	add("limits", section(limits), above)
	add("request", section(d.sharedRequest()), "")
	add("probes", d.probes(), "")
	add("findings", d.findings(), "")
	out, err := yamlfmt.Encode(&yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{top}})
	if err != nil {
		return nil, fmt.Errorf("writing the suite: %w", err)
	}
	return out, nil
}

// whole returns the document with the comment at the top. That may list very many parts, so it is
// neither encoded nor parsed as YAML.
func (d *Draft) whole(document []byte) []byte {
	head := comment(d.head())
	if head == "" {
		return document
	}
	text := append([]byte(head+"\n\n"), document...)
	if d.sound != nil && bytes.Equal(document, d.soundText) {
		d.soundText = text
	}
	return text
}

// head returns the comment at the top.
func (d *Draft) head() string {
	var lines []string
	if d.About != "" {
		lines = append(lines, d.About, "")
	}
	if len(d.Left) > 0 {
		lines = append(lines, "Not carried over:")
	}
	hide := d.hiding()
	for _, p := range d.Left {
		at := ""
		if p.Pos.Line > 0 {
			at = fmt.Sprintf("line %d: ", p.Pos.Line)
			if p.Pos.File != nil && p.Pos.File.Name != d.From.Name {
				at = filepath.Base(p.Pos.File.Name) + ", " + at
			}
		}
		lines = append(lines, "- "+at+hide(p.Text()))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// hideAll removes the secrets' values from every text.
func (d *Draft) hideAll() {
	d.Suite = d.hide(d.Suite)
	for _, p := range d.Probes {
		p.URL, p.About, p.Above = d.hide(p.URL), d.hide(p.About), d.hide(p.Above)
		p.texts(d.hide)
	}
	for _, f := range d.Findings {
		f.Claim, f.Above = d.hide(f.Claim), d.hide(f.Above)
		each(f.Expect, d.hide)
		each(f.More, d.hide)
	}
	each(d.shared.Headers, d.hide)
	each(d.shared.Cookies, d.hide)
	for i := range d.Vars {
		d.Vars[i].Value = each(d.Vars[i].Value, d.hide)
	}
	for i, e := range d.Environments {
		if d.hide(e.Name) != e.Name { // it is the value of a secret
			e.Name = fmt.Sprintf("environment-%d-of-%d", i+1, len(d.Environments))
		}
		e.Target = d.hide(e.Target)
		each(e.Vars, d.hide)
	}
}

func (d *Draft) vars() Map {
	var m Map
	for _, v := range d.Vars {
		value := v.Value
		if v.Env != "" {
			value = Map{{Key: "env", Value: v.Env}, {Key: "default", Value: v.Value}}
		}
		m = append(m, Entry{Key: v.Name, Value: value, Above: v.Above})
	}
	return m
}

func (d *Draft) environments() Map {
	var m Map
	for _, e := range d.Environments {
		var one Map
		if e.Target != "" {
			one.Set("target", e.Target)
		}
		if len(e.Vars) > 0 {
			one.Set("vars", e.Vars)
		}
		if len(e.Secrets) > 0 {
			one.Set("secrets", e.Secrets)
		}
		m = append(m, Entry{Key: e.Name, Value: one})
	}
	return m
}

// Variables returns the environment variables that live runs need: those of the secrets, in all
// environments, and of vars whose value is a stand-in.
func (d *Draft) Variables() []string {
	var names []string
	for _, s := range d.Secrets {
		over := 0
		for _, e := range d.Environments {
			if name, ok := e.Secrets.Get(s.Name).(string); ok {
				names = append(names, name)
				over++
			}
		}
		if over == 0 || over < len(d.Environments) {
			names = append(names, s.Env)
		}
	}
	for _, v := range d.Vars {
		everywhere := len(d.Environments) > 0
		for _, e := range d.Environments {
			everywhere = everywhere && e.Vars.Get(v.Name) != nil
		}
		if v.Unset && !everywhere {
			names = append(names, v.Env)
		}
	}
	return names
}

func (d *Draft) secrets() Map {
	var m Map
	for _, s := range d.Secrets {
		m = append(m, Entry{Key: s.Name, Value: s.Env, Above: s.Above})
	}
	return m
}

func (d *Draft) redactions() Map {
	var paths List
	for _, path := range d.RedactJSON {
		paths = append(paths, path)
	}
	if len(paths) == 0 {
		return nil
	}
	return MapOf("json", paths)
}

// sharedRequest returns the map under request:.
func (d *Draft) sharedRequest() Map {
	var m Map
	if len(d.shared.Headers) > 0 {
		m.Set("headers", d.shared.Headers)
	}
	if len(d.shared.Cookies) > 0 {
		m.Set("cookies", d.shared.Cookies)
	}
	if d.shared.Auth != nil {
		m.Set("auth", d.shared.Auth)
	}
	return append(m, d.Shared...)
}

func (d *Draft) probes() *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	for _, p := range d.Probes {
		out.Content = append(out.Content, keyNode(p.ID, p.Above), block(p.declared()))
	}
	return out
}

// declared returns the probe's map in the document.
func (p *Probe) declared() Map {
	var m Map
	if p.About != "" {
		m.Set("about", p.About)
	}
	implied := "GET"
	if p.Body != nil {
		implied = "POST"
	}
	if p.Method != "" && p.Method != implied {
		m.Set("method", p.Method)
	}
	if asked, _ := origin.Split(p.URL); asked == "" {
		m.Set("path", p.URL)
	} else {
		m.Set("url", p.URL)
	}
	for _, part := range []Entry{{Key: "query", Value: p.Query}, {Key: "headers", Value: p.Headers}, {Key: "cookies", Value: p.Cookies}} {
		if len(part.Value.(Map)) > 0 {
			m = append(m, part)
		}
	}
	switch {
	case p.Auth == NoAuth:
		m.Set("auth", nil)
	case p.Auth != nil:
		m.Set("auth", p.Auth)
	}
	if p.Body != nil {
		m = append(m, *p.Body)
	}
	m = append(m, p.Options...)
	if len(p.Capture) > 0 {
		m.Set("capture", p.Capture)
	}
	return append(m, p.More...)
}

func (d *Draft) findings() *yaml.Node {
	out := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range d.Findings {
		m := Map{{Key: "claim", Value: f.Claim}, {Key: "probe", Value: f.Probe}, {Key: "expect", Value: f.Expect}}
		if f.Claim == "" {
			m = m[1:]
		}
		out.Content = append(out.Content, keyNode(f.ID, f.Above), block(append(m, f.More...)))
	}
	return out
}

// section returns a map of the top level, nil if it is empty.
func section(m Map) *yaml.Node {
	if len(m) == 0 {
		return nil
	}
	return block(m)
}

// block writes a map over several lines, with values in braces if they fit.
func block(m Map) *yaml.Node {
	n := node(m)
	for _, c := range n.Content {
		yamlfmt.Brace(c, mostInBraces)
	}
	return n
}

// node converts a value to YAML.
func node(v any) *yaml.Node {
	switch v := v.(type) {
	case Map:
		n := &yaml.Node{Kind: yaml.MappingNode}
		for _, e := range v {
			n.Content = append(n.Content, keyNode(e.Key, e.Above), node(e.Value))
		}
		if len(v) == 0 {
			n.Style = yaml.FlowStyle
		}
		return n
	case List:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		for _, item := range v {
			n.Content = append(n.Content, node(item))
		}
		if len(v) == 0 {
			n.Style = yaml.FlowStyle
		}
		return n
	case string:
		return scalar(v)
	case json.Number:
		return number(v)
	case int:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: strconv.Itoa(v)}
	case bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: strconv.FormatBool(v)}
	}
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Value: "null"}
}

func number(v json.Number) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!int", Value: v.String()}
	if strings.ContainsAny(n.Value, ".eE") {
		n.Tag = "!!float"
	}
	return n
}

// scalar writes a text, as a block if it has several lines.
func scalar(s string) *yaml.Node {
	s = strings.ToValidUTF8(s, "\ufffd")
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	switch {
	case strings.ContainsAny(s, "\r\t\x00") || strings.Contains(s, " \n") || suite.Ambiguous(s):
		n.Style = yaml.DoubleQuotedStyle
	case strings.ContainsAny(s, "\\\"") && !strings.Contains(s, "\n"):
		n.Style = yaml.SingleQuotedStyle
	case strings.Contains(strings.TrimRight(s, "\n"), "\n"):
		n.Style = yaml.LiteralStyle
	}
	return n
}

func keyNode(key, above string) *yaml.Node {
	n := scalar(key)
	n.HeadComment = comment(above)
	return n
}

// comment formats a text as the lines of a comment.
func comment(text string) string {
	if text == "" {
		return ""
	}
	lines := strings.Split(strings.Map(printable, strings.ToValidUTF8(text, "\ufffd")), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight("# "+strings.Join(strings.Fields(line), " "), " ")
	}
	return strings.Join(lines, "\n")
}

// printable keeps control characters out of comments, where YAML has no escapes.
func printable(r rune) rune {
	if r != '\n' && unicode.IsControl(r) || r == '\ufeff' || r == '\u2028' || r == '\u2029' {
		return ' '
	}
	return r
}

// NameOf returns the suite's name for a file: its name without folder and extensions.
func NameOf(path string) string {
	name := filepath.Base(path)
	if i := strings.IndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	return name
}

// Listed returns the parts that could not be carried over, a line each, with secrets hidden.
func (d *Draft) Listed() []string {
	out := make([]string, len(d.Left))
	hide := d.hiding()
	for i, p := range d.Left {
		one := *p
		one.Severity = source.Error
		out[i] = hide(one.Error())
	}
	return out
}
