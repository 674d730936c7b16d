package hurl

import (
	"strings"

	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// entry is one request with its expected response, as written.
type entry struct {
	line            int
	comments        []string
	method, address string
	headers         []pair
	sections        map[string][]pair
	body            *body
	response        *response
}

// response is the part of an entry below its HTTP line.
type response struct {
	line            int
	version, status string
	headers         []pair
	captures        []pair
	asserts         []pair // key is empty, value the line
	body            *body
}

// pair is a "key: value" line.
type pair struct {
	key, value string
	line       int
}

// option returns the value of a key of [Options].
func (e *entry) option(name string) string {
	for _, o := range e.sections["Options"] {
		if o.key == name {
			return o.value
		}
	}
	return ""
}

// outline reads the lines of a file into entries.
type outline struct {
	from     *source.File
	lines    []string
	at       int // index of the next line
	problems source.Problems
}

var (
	requestLine = source.Pattern(`^([A-Z][A-Z]+)\s+(\S.*)$`)
	httpLine    = source.Pattern(`^HTTP(/[\d.]+)?\s+(\d+|\*)\s*(#.*)?$`)
	sectionLine = source.Pattern(`^\[([A-Za-z]+)\]\s*(#.*)?$`)
)

// sections maps the names of sections, including old ones.
var sections = map[string]string{
	"QueryStringParams": "Query", "Query": "Query", "FormParams": "Form", "Form": "Form",
	"MultipartFormData": "Multipart", "Multipart": "Multipart", "Cookies": "Cookies", "BasicAuth": "BasicAuth", "Options": "Options",
	"Captures": "Captures", "Asserts": "Asserts",
}

func (o *outline) more() bool { return o.at < len(o.lines) }

// line returns the next line, trimmed.
func (o *outline) line() string { return strings.TrimSpace(o.lines[o.at]) }

// problem records a syntax error.
func (o *outline) problem(line int, format string, args ...any) {
	o.problems.Add(source.Pos{File: o.from, Line: line, Col: 1}, format, args...).Next = "check the file with hurlfmt"
}

func (o *outline) entries() []*entry {
	var out []*entry
	var comments []string
	for o.more() {
		line := o.line()
		switch m := requestLine().FindStringSubmatch(line); {
		case line == "":
			comments = nil
			o.at++
		case strings.HasPrefix(line, "#"):
			comments = append(comments, strings.TrimSpace(strings.TrimLeft(line, "#")))
			o.at++
		case m != nil && !httpLine().MatchString(line):
			e := &entry{line: o.at + 1, comments: comments, method: m[1], address: uncommented(m[2]), sections: map[string][]pair{}}
			comments = nil
			o.at++
			o.requestParts(e)
			out = append(out, e)
		default:
			o.problem(o.at+1, "expected a request like GET https://…, got %q", cut(line))
			return out
		}
	}
	return out
}

// requestParts reads headers, sections and body of a request, and its response.
func (o *outline) requestParts(e *entry) {
	for o.more() {
		line := o.line()
		if o.skipped(line) {
			continue
		}
		if m := httpLine().FindStringSubmatch(line); m != nil {
			e.response = &response{line: o.at + 1, version: strings.TrimPrefix(m[1], "/"), status: m[2]}
			o.at++
			o.responseParts(e)
			return
		}
		if requestLine().MatchString(line) {
			return
		}
		if name, ok := o.section(line); ok {
			e.sections[name] = append(e.sections[name], o.pairs()...)
			continue
		}
		if b := o.body(line); b != nil {
			e.body = b
			continue
		}
		if name, ok := strings.CutSuffix(uncommented(line), ";"); ok && !strings.ContainsAny(name, ": ") {
			e.headers = append(e.headers, pair{unescaped(name), "", o.at + 1}) // a header without a value
			o.at++
			continue
		}
		if !o.pair(&e.headers) {
			return
		}
	}
}

func (o *outline) responseParts(e *entry) {
	r := e.response
	for o.more() {
		line := o.line()
		if o.skipped(line) {
			continue
		}
		if requestLine().MatchString(line) && !httpLine().MatchString(line) {
			return
		}
		switch name, ok := o.section(line); {
		case ok && name == "Captures":
			r.captures = append(r.captures, o.captureLines()...)
		case ok && name == "Asserts":
			r.asserts = append(r.asserts, o.plainLines()...)
		case ok:
			o.problem(o.at, "the section %q does not belong to a response", name)
			return
		default:
			if b := o.body(line); b != nil {
				r.body = b
				continue
			}
			if !o.pair(&r.headers) {
				return
			}
		}
	}
}

// skipped passes over blank lines, and comments that do not belong to the next
// request.
func (o *outline) skipped(line string) bool {
	if line == "" {
		o.at++
		return true
	}
	if !strings.HasPrefix(line, "#") {
		return false
	}
	for i := o.at; i < len(o.lines); i++ {
		next := strings.TrimSpace(o.lines[i])
		if next == "" || !strings.HasPrefix(next, "#") {
			if requestLine().MatchString(next) && !httpLine().MatchString(next) {
				return false
			}
			break
		}
	}
	o.at++
	return true
}

func (o *outline) section(line string) (string, bool) {
	m := sectionLine().FindStringSubmatch(line)
	if m == nil {
		return "", false
	}
	name, known := sections[m[1]]
	if known {
		o.at++
	}
	return name, known
}

// pair reads one "key: value" line; false, with a problem, for any other.
func (o *outline) pair(to *[]pair) bool {
	line := o.line()
	if strings.HasPrefix(line, "#") {
		return false // comments of the next request
	}
	key, value, ok := strings.Cut(line, ":")
	if !ok {
		o.problem(o.at+1, "expected a header, a section, a body or HTTP and a status, got %q", cut(line))
		o.at = len(o.lines)
		return false
	}
	*to = append(*to, pair{unescaped(strings.TrimSpace(key)), plainValue(value), o.at + 1})
	o.at++
	return true
}

// plainValue reads a value without quotes: it ends at a "#" that has no backslash.
func plainValue(s string) string {
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '#':
			return unescaped(strings.TrimSpace(s[:i]))
		}
	}
	return unescaped(strings.TrimSpace(s))
}

// captureLines reads the lines of [Captures], whose values are queries.
func (o *outline) captureLines() []pair {
	lines := o.plainLines()
	for i, l := range lines {
		key, value, ok := strings.Cut(l.value, ":")
		if !ok {
			o.problem(l.line, "expected a capture like \"name: query\", got %q", cut(l.value))
		}
		lines[i].key, lines[i].value = unescaped(strings.TrimSpace(key)), strings.TrimSpace(value)
	}
	return lines
}

// pairs reads the lines of a section.
func (o *outline) pairs() []pair {
	var out []pair
	for o.more() {
		line := o.line()
		if o.ends(line) {
			break
		}
		if line == "" || strings.HasPrefix(line, "#") {
			if !o.skipped(line) {
				break
			}
			continue
		}
		if !strings.Contains(line, ":") || !o.pair(&out) {
			break
		}
	}
	return out
}

// plainLines reads the lines of [Asserts].
func (o *outline) plainLines() []pair {
	var out []pair
	for o.more() {
		line := o.line()
		if o.ends(line) || strings.HasPrefix(line, "```") {
			break
		}
		if line == "" || strings.HasPrefix(line, "#") {
			if !o.skipped(line) {
				break
			}
			continue
		}
		out = append(out, o.assertLine())
	}
	return out
}

// assertLine reads an assert, whose value may be a fence of several lines.
func (o *outline) assertLine() pair {
	p := pair{value: withoutComment(o.line()), line: o.at + 1}
	o.at++
	if strings.Count(p.value, fence) != 1 {
		return p
	}
	text, ok := o.untilFence()
	if !ok {
		o.problem(p.line, "the ``` of the assert is not closed")
		return p
	}
	p.value += "\n" + text + fence
	return p
}

// ends reports whether a line ends a section.
func (o *outline) ends(line string) bool {
	return sectionLine().MatchString(line) || httpLine().MatchString(line) || requestLine().MatchString(line) || starts(line)
}

// uncommented is a value without the comment behind it.
func uncommented(s string) string {
	if i := strings.Index(s, " #"); i >= 0 && !strings.HasSuffix(s[:i], `\`) {
		s = s[:i]
	}
	return strings.TrimSpace(s)
}

// withoutComment is a line of asserts without the comment behind it. A "#" in
// quotes is none.
func withoutComment(s string) string {
	var quote byte
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '`':
			quote = c
		case c == '#' && i > 0 && (s[i-1] == ' ' || s[i-1] == '\t'):
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}

// cut shortens a text for a message.
func cut(s string) string { return text.Short(s) }
