package hurl

import (
	"encoding/xml"
	"io"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// body is an unparsed body: kind is "text" (with the media type from its fence or its form),
// "file", "base64" or "hex".
type body struct {
	kind, media, text string
	line              int

	plain bool // {{name}} in it is no variable, as in XML
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
	for _, prefix := range []string{fence, "`", "{", "[", "<", "file,", "base64,", "hex,", `"`} {
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
	case strings.HasPrefix(line, fence):
		o.fenced(b)
	case strings.HasPrefix(line, "`"):
		b.text = unescaped(line[1:closing(line)])
		o.at++
	case strings.HasPrefix(line, "{"), strings.HasPrefix(line, "["), strings.HasPrefix(line, `"`):
		o.json(b)
	case scalar().MatchString(uncommented(line)):
		b.media, b.text = "application/json", uncommented(line)
		o.at++
	case strings.HasPrefix(line, "<"):
		b.media = "application/xml"
		b.text, b.plain = o.xml(), true
	default:
		kind, rest, _ := strings.Cut(line, ",")
		b.kind, b.text = kind, strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(uncommented(rest)), ";"))
		o.at++
	}
	return b
}

// fence opens and closes a text of several lines.
const fence = "```"

// fences are the media types of fences with a word.
var fences = map[string]string{"json": "application/json", "xml": "application/xml", "graphql": "graphql", "base64": "", "hex": "", "raw": ""}

// opening reads the words behind the ``` that opens a fence, as in ```json,escape; ok reports
// whether all are known. Hurl reads novariable, and replaces variables all the same.
func opening(first string) (kind string, escape, ok bool) {
	ok = true
	for i, word := range strings.Split(strings.TrimPrefix(first, fence), ",") {
		word = strings.TrimSpace(word)
		switch _, known := fences[word]; {
		case i == 0 && known:
			kind = word
		case word == "escape":
			escape = true
		case word != "" && word != "novariable":
			ok = false
		}
	}
	return kind, escape, ok
}

// fenced reads ```json … ```.
func (o *outline) fenced(b *body) {
	first := o.line()
	if inner, ok := strings.CutSuffix(first[len(fence):], fence); ok && len(first) >= 2*len(fence) {
		b.text = inner
		o.at++
		return
	}
	word, escape, ok := opening(first)
	if !ok {
		o.problem(b.line, "the words behind ``` are not known: %s", cut(first))
		o.at = len(o.lines)
		return
	}
	b.media = fences[word]
	if word == "base64" || word == "hex" {
		b.kind = word
	}
	o.at++
	text, ok := o.untilFence()
	if !ok {
		o.problem(b.line, "the body's ``` is not closed")
		return
	}
	if b.text = text; escape {
		b.text = unescaped(text)
	}
}

// untilFence reads the lines up to the closing ```, and the text in front of it.
func (o *outline) untilFence() (string, bool) {
	var lines []string
	for ; o.more(); o.at++ {
		line := o.lines[o.at]
		if strings.TrimSpace(line) == fence {
			o.at++
			return strings.Join(append(lines, ""), "\n"), true
		}
		if last, ok := strings.CutSuffix(strings.TrimRight(line, " \t"), fence); ok {
			o.at++
			return strings.Join(append(lines, last), "\n"), true
		}
		lines = append(lines, line)
	}
	return "", false
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

// xml reads an XML document to the end of its root element; a text that is none, to the next
// request or response.
func (o *outline) xml() string {
	from := o.at
	lines := &lineReader{lines: o.lines[from:]}
	d := xml.NewDecoder(lines)
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return o.until()
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			if depth--; depth > 0 {
				continue
			}
			o.at = from + lines.line + 1
			text := strings.Join(o.lines[from:o.at], "\n")
			return text[:d.InputOffset()]
		}
	}
}

// lineReader reads lines one byte at a time, so that none is read early; line is the current one.
type lineReader struct {
	lines    []string
	line, at int
}

func (r *lineReader) ReadByte() (byte, error) {
	for r.line < len(r.lines) && r.at > len(r.lines[r.line]) {
		r.line, r.at = r.line+1, 0
	}
	if r.line == len(r.lines) {
		return 0, io.EOF
	}
	line := r.lines[r.line]
	r.at++
	if r.at > len(line) {
		return '\n', nil
	}
	return line[r.at-1], nil
}

func (r *lineReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	b, err := r.ReadByte()
	if err != nil {
		return 0, err
	}
	p[0] = b
	return 1, nil
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

// bodyText converts the text of a body to the document's syntax.
func (r *reader) bodyText(b *body) string {
	if b.plain {
		return importer.Literal(b.text)
	}
	return r.text(r.inlined(b.text))
}
