package hurl

import (
	"strings"

	"assay/runner/internal/source"
)

// body is an unparsed body: kind is "text" (with the media type from its fence or its form),
// "file", "base64" or "hex".
type body struct {
	kind, media, text string
	line              int
}

// starts reports whether a body starts on a line.
func starts(line string) bool {
	if strings.HasPrefix(line, "[") && sectionLine().MatchString(line) {
		return false
	}
	if scalar().MatchString(uncommented(line)) {
		return true
	}
	if namedByTemplate().MatchString(line) {
		return false
	}
	for _, prefix := range []string{"```", "`", "{", "[", "<", "file,", "base64,", "hex,", `"`} {
		if strings.HasPrefix(line, prefix) {
			return true
		}
	}
	return false
}

// namedByTemplate is a header, or another pair, whose name is a variable.
var namedByTemplate = source.Pattern(`^\{\{[^{}"]+\}\}[^:{}"]*:`)

// scalar is a JSON body that is a number or a word.
var scalar = source.Pattern(`^(-?\d+(\.\d+)?([eE][-+]?\d+)?|true|false|null)$`)

// body reads the body that starts on this line; nil if none does.
func (o *outline) body(line string) *body {
	if !starts(line) {
		return nil
	}
	b := &body{kind: "text", line: o.at + 1}
	switch {
	case strings.HasPrefix(line, "```"):
		o.fenced(b)
	case strings.HasPrefix(line, "`"):
		b.text = strings.Trim(line, "`")
		o.at++
	case strings.HasPrefix(line, "{"), strings.HasPrefix(line, "["), strings.HasPrefix(line, `"`):
		o.json(b)
	case scalar().MatchString(uncommented(line)):
		b.media, b.text = "application/json", uncommented(line)
		o.at++
	case strings.HasPrefix(line, "<"):
		b.media = "application/xml"
		b.text = o.until()
	default:
		kind, rest, _ := strings.Cut(line, ",")
		b.kind, b.text = kind, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(uncommented(rest)), ";"))
		o.at++
	}
	return b
}

// fences are the media types of fences with a word.
var fences = map[string]string{"json": "application/json", "xml": "application/xml", "graphql": "graphql", "base64": "", "hex": "", "raw": ""}

// fenced reads ```json … ```.
func (o *outline) fenced(b *body) {
	first := o.line()
	word := strings.TrimSpace(strings.Split(first[3:], ",")[0])
	if inner, ok := strings.CutSuffix(first[3:], "```"); ok && len(first) >= 6 {
		b.text = inner
		o.at++
		return
	}
	b.media = fences[word]
	if word == "base64" || word == "hex" {
		b.kind = word
	}
	o.at++
	var lines []string
	for ; o.more(); o.at++ {
		if strings.TrimSpace(o.lines[o.at]) == "```" {
			o.at++
			b.text = strings.Join(lines, "\n") + "\n"
			return
		}
		if last, ok := strings.CutSuffix(o.lines[o.at], "```"); ok {
			o.at++
			b.text = strings.Join(append(lines, last), "\n")
			return
		}
		lines = append(lines, o.lines[o.at])
	}
	o.problem(b.line, "the body's ``` is not closed")
}

// json reads a JSON value, templates among it, by its brackets.
func (o *outline) json(b *body) {
	b.media = "application/json"
	depth, quoted := 0, false
	var lines []string
	for ; o.more(); o.at++ {
		line := o.lines[o.at]
		lines = append(lines, line)
		for i := 0; i < len(line); i++ {
			switch c := line[i]; {
			case quoted && c == '\\':
				i++
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				depth--
			}
		}
		if depth <= 0 && !quoted {
			o.at++
			b.text = strings.Join(lines, "\n")
			return
		}
	}
	o.problem(b.line, "the JSON body is not closed")
}

// until reads lines up to the next request or response, and to the comments in
// front of it.
func (o *outline) until() string {
	var lines []string
	for ; o.more(); o.at++ {
		line := o.line()
		if httpLine().MatchString(line) || requestLine().MatchString(line) {
			break
		}
		lines = append(lines, o.lines[o.at])
	}
	for n := len(lines); n > 0; n-- {
		if last := strings.TrimSpace(lines[n-1]); last != "" && !strings.HasPrefix(last, "#") {
			break
		}
		lines = lines[:n-1]
		o.at--
	}
	return strings.TrimRight(strings.Join(lines, "\n"), " ")
}
