package postman

import (
	"strings"

	"assay/runner/importer"
	"assay/runner/importer/jsontree"
	"assay/runner/secret/names"
	"assay/runner/source"
)

// statement is a statement of a script, or what stands in front of a block.
type statement struct {
	text  string
	line  int  // of the script, from 1
	open  bool // a block follows, up to the statement that closes it
	close bool // a block ends here; there is no text
}

// source is the text of an event's script.
func script(event *jsontree.Node) string {
	exec := event.Get("script").Get("exec")
	if exec.Text() != "" {
		return exec.Text()
	}
	var lines []string
	for _, line := range exec.All() {
		lines = append(lines, line.Text())
	}
	return strings.Join(lines, "\n")
}

// place is where a statement stands: the line of its text in the file, where each
// line of a script is a text of its own.
func place(event *jsontree.Node, line int) source.Pos {
	exec := event.Get("script").Get("exec")
	if lines := exec.All(); line >= 1 && line <= len(lines) {
		return lines[line-1].At()
	}
	return exec.At()
}

// statements takes a script apart: at ";", at line ends outside parentheses, and
// at the braces of blocks. Comments are left out.
func statements(text string) []statement {
	s := splitter{text: text, line: 1, from: 1}
	for s.at < len(s.text) {
		s.step()
	}
	s.cut()
	return s.out
}

type splitter struct {
	text       string
	at         int
	line, from int // of at, and of the statement's start
	now        strings.Builder
	depth      []byte // open brackets; '{' of blocks are not among them
	out        []statement
}

func (s *splitter) step() {
	c, rest := s.text[s.at], s.text[s.at:]
	switch {
	case strings.HasPrefix(rest, "//"):
		s.skip(strings.IndexByte(rest, '\n'))
	case strings.HasPrefix(rest, "/*"):
		end := strings.Index(rest, "*/")
		if end >= 0 {
			end += 2
		}
		s.skip(end)
	case c == '"' || c == '\'' || c == '`':
		s.quoted(c)
	case c == '\n':
		s.newline(rest)
	case c == ';' && s.inBlock():
		s.at++
		s.cut()
	case c == '{' && s.startsBlock():
		s.at++
		s.depth = append(s.depth, 'b')
		s.out = append(s.out, statement{text: s.take(), line: s.from, open: true})
	case c == '}' && len(s.depth) > 0 && s.depth[len(s.depth)-1] == 'b':
		s.at++
		s.depth = s.depth[:len(s.depth)-1]
		s.cut()
		s.out = append(s.out, statement{line: s.line, close: true})
	default:
		s.bracket(c)
		s.add(c)
		s.at++
	}
}

// newline ends a statement unless it goes on: inside brackets, or with a "." on
// the next line.
func (s *splitter) newline(rest string) {
	s.line++
	s.at++
	next := strings.TrimLeft(rest, " \t\r\n")
	if s.inBlock() && !strings.HasPrefix(next, ".") {
		s.cut()
	}
}

// inBlock tells whether no bracket is open but those of blocks.
func (s *splitter) inBlock() bool {
	return len(s.depth) == 0 || s.depth[len(s.depth)-1] == 'b'
}

// startsBlock tells the brace of a block from that of an object.
func (s *splitter) startsBlock() bool {
	before := strings.TrimRight(s.now.String(), " \t")
	return strings.HasSuffix(before, ")") || strings.HasSuffix(before, "=>") || before == "" || before == "else" || before == "try"
}

func (s *splitter) bracket(c byte) {
	switch c {
	case '(', '[', '{':
		s.depth = append(s.depth, c)
	case ')', ']', '}':
		if len(s.depth) > 0 && s.depth[len(s.depth)-1] != 'b' {
			s.depth = s.depth[:len(s.depth)-1]
		}
	}
}

func (s *splitter) quoted(mark byte) {
	s.add(mark)
	for s.at++; s.at < len(s.text); s.at++ {
		c := s.text[s.at]
		s.add(c)
		if c == '\n' {
			s.line++
		}
		if c == '\\' && s.at+1 < len(s.text) {
			s.at++
			s.add(s.text[s.at])
			continue
		}
		if c == mark {
			s.at++
			return
		}
	}
}

func (s *splitter) skip(n int) {
	if n < 0 {
		n = len(s.text) - s.at
	}
	s.line += strings.Count(s.text[s.at:s.at+n], "\n")
	s.at += n
}

func (s *splitter) add(c byte) {
	if s.now.Len() == 0 {
		if c == ' ' || c == '\t' || c == '\r' {
			return
		}
		s.from = s.line
	}
	s.now.WriteByte(c)
}

func (s *splitter) cut() {
	from := s.from
	if text := s.take(); text != "" {
		s.out = append(s.out, statement{text: text, line: from})
	}
}

// take is the text gathered, "" where it is nothing but brackets.
func (s *splitter) take() string {
	text := strings.TrimSpace(s.now.String())
	s.now.Reset()
	if strings.Trim(text, ")(;, \t\r") == "" {
		return ""
	}
	return text
}

// setLiteral is a variable set to a literal, in a script that runs before.
var setLiteral = source.Pattern(`^(?:pm\.(?:environment|collectionVariables|globals|variables)\.set|postman\.set(?:Environment|Global)Variable)\(\s*["']([^"']+)["']\s*,\s*(.+?)\s*\)$`)

// before reads the scripts that run before a request: variables set to literals
// become vars, everything else is listed.
func (r *reader) before(events []*jsontree.Node, name string) {
	for _, event := range events {
		if event.Get("listen").Text() != "prerequest" {
			continue
		}
		left, first := blocks(statements(script(event)), r.beforehand)
		if left > 0 {
			r.Drop(place(event, first.line), "write vars:, or capture the value from the probe that gives it", "%d of the statements of the script before %q are left out; the first: %s", left, name, short(first.text))
		}
	}
}

// beforehand reads a statement of such a script; false where it is not understood.
func (r *reader) beforehand(s string) bool {
	if harmless().MatchString(s) {
		return true
	}
	m := setLiteral().FindStringSubmatch(s)
	if m == nil {
		return false
	}
	v, ok := literal(m[2])
	if !ok || isMap(v) {
		return false
	}
	r.set(m[1], v)
	return true
}

// blocks hands the statements of a script on, and tells how many were not
// understood and the first of them. Such a one (a condition, a loop) takes its block
// with it: what is done in it is not done always.
func blocks(all []statement, understood func(string) bool) (left int, first statement) {
	inside := 0 // blocks open below one that is left out
	for _, s := range all {
		switch {
		case inside > 0:
			if s.open {
				inside++
			} else if s.close {
				inside--
			}
			if s.text != "" {
				left++
			}
		case s.text == "", understood(s.text):
		default:
			if left++; left == 1 {
				first = s
			}
			if s.open {
				inside = 1
			}
		}
	}
	return left, first
}

func isMap(v any) bool {
	switch v.(type) {
	case importer.Map, importer.List:
		return true
	}
	return false
}

// set gives a variable of the collection a value.
func (r *reader) set(name string, v any) {
	if text, ok := v.(string); ok && (r.secret[name] || names.Credential(name)) {
		r.refs[name] = r.Secret(name, text)
		return
	}
	declared := importer.Name(name)
	r.SetVar(importer.Var{Name: declared, Value: v})
	r.refs[name] = "${" + declared + "}"
}

func short(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 100 {
		return string(r[:100]) + "…"
	}
	return s
}
