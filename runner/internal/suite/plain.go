package suite

import (
	"strings"
	"unicode/utf8"
	"unsafe"

	"go.yaml.in/yaml/v4"
)

// plain reads the YAML that most of a large suite is written in, in a small part of the time that
// YAML as a whole takes: block maps and lists, flow collections and scalars of one line, comments.
// It gives up at anything else, a mistake too; [loadYAML] then reads the text. What both read is
// the same, which a fuzz holds.
type plain struct {
	text  string
	from  int  // of the line being read: its first byte,
	start int  // its first byte that is not a blank,
	end   int  // the byte after its last
	line  int  // its number, from 1
	more  bool // there is such a line
	wide  bool // there are characters of more than one byte
	deep  int
	above int        // lines of the document above the text
	room  *plainRoom // of the nodes, and the tags of plain scalars by their text
}

// deepestPlain is how deep what plain reads may nest, longestKey how long a key of it may be.
const (
	deepestPlain = 64
	longestKey   = 512
)

// readPlain returns the document of a text; ok is false if it is not plain. The document shares
// the text, which must not change any more.
func readPlain(text []byte) (_ *yaml.Node, ok bool) {
	return readPlainIn(newPlainRoom(len(text)), text, 0)
}

// readPlainIn is readPlain with the nodes in a room, for a text below some lines of its document.
func readPlainIn(room *plainRoom, text []byte, above int) (_ *yaml.Node, ok bool) {
	p := &plain{text: unsafe.String(unsafe.SliceData(text), len(text)), above: above, room: room}
	if !p.readable() {
		return nil, false
	}
	p.next()
	if !p.more {
		return nil, false
	}
	doc := p.node(yaml.DocumentNode, "", p.start)
	root := p.blockMap(p.indent())
	if root == nil || p.more {
		return nil, false
	}
	doc.Content = []*yaml.Node{root}
	return doc, true
}

// readable reports whether YAML reads every character of the text, and as one of those around it:
// none is a control character, a tab or an end of a line but "\n".
func (p *plain) readable() bool {
	for i := 0; i < len(p.text); {
		if c := p.text[i]; c < utf8.RuneSelf {
			if c < ' ' && c != '\n' || c == 0x7f {
				return false
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(p.text[i:])
		if r == utf8.RuneError || r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r >= 0xfffe {
			return false
		}
		p.wide = true
		i += size
	}
	return true
}

// next goes to the next line that has more than a comment.
func (p *plain) next() {
	at := p.end
	if p.line > 0 {
		at++
	}
	for p.more = false; at < len(p.text); at = p.end + 1 {
		p.from, p.start = at, at
		p.line++
		p.end = len(p.text)
		if n := strings.IndexByte(p.text[at:], '\n'); n >= 0 {
			p.end = at + n
		}
		for p.start < p.end && p.text[p.start] == ' ' {
			p.start++
		}
		if p.start < p.end && p.text[p.start] != '#' {
			p.more = true
			return
		}
	}
}

func (p *plain) indent() int { return p.start - p.from }

// column returns the column of an offset in the line, in characters from 1.
func (p *plain) column(at int) int {
	if p.wide {
		return utf8.RuneCountInString(p.text[p.from:at]) + 1
	}
	return at - p.from + 1
}

func (p *plain) node(kind yaml.Kind, tag string, at int) *yaml.Node {
	n := p.room.node() // of the fields that plain sets, and no others
	n.Kind, n.Style, n.Tag, n.Value, n.Content, n.Line, n.Column = kind, 0, tag, "", nil, p.above+p.line, p.column(at)
	return n
}

// enter reports whether one more level may be read; leave ends it.
func (p *plain) enter() bool { p.deep++; return p.deep <= deepestPlain }
func (p *plain) leave()      { p.deep-- }

// blockMap reads a map whose keys are indented by so much, from the current line on; nil if it is
// not plain.
func (p *plain) blockMap(indent int) *yaml.Node {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	m := p.node(yaml.MappingNode, "!!map", p.start)
	since := len(p.room.open)
	for p.more && p.indent() == indent {
		key, at := p.key(p.start)
		if key == nil {
			return nil
		}
		value := p.value(at, indent)
		if value == nil {
			return nil
		}
		p.room.open = append(p.room.open, key, value)
	}
	m.Content = p.room.close(since)
	return m
}

// value reads what follows a colon, and goes to the line after it.
func (p *plain) value(at, indent int) *yaml.Node {
	colon := at
	if at = p.skip(at); p.blank(at) {
		null := p.node(yaml.ScalarNode, "!!null", colon)
		p.next()
		switch {
		case !p.more || p.indent() <= indent:
			return null
		case p.isItem():
			return p.closed(p.blockList(p.indent()), indent)
		}
		return p.closed(p.blockMap(p.indent()), indent)
	}
	n, at := p.inline(at)
	if n == nil || !p.blank(at) {
		return nil
	}
	p.next()
	return p.closed(n, indent)
}

// closed returns n if no further line belongs to what is deeper than indent.
func (p *plain) closed(n *yaml.Node, indent int) *yaml.Node {
	if p.more && p.indent() > indent {
		return nil
	}
	return n
}

// isItem reports whether the line starts an item of a list.
func (p *plain) isItem() bool {
	return p.text[p.start] == '-' && p.start+1 < p.end && p.text[p.start+1] == ' '
}

// blockList reads a list whose dashes are indented by so much.
func (p *plain) blockList(indent int) *yaml.Node {
	if !p.enter() {
		return nil
	}
	defer p.leave()
	l := p.node(yaml.SequenceNode, "!!seq", p.start)
	since := len(p.room.open)
	for p.more && p.indent() == indent && p.isItem() {
		at := p.skip(p.start + 1)
		if p.blank(at) {
			return nil
		}
		var item *yaml.Node
		if key, _ := p.key(at); key != nil {
			p.start = at // of a map that is indented as its first key is
			item = p.closed(p.blockMap(at-p.from), indent)
		} else {
			item = p.value(at, indent)
		}
		if item == nil {
			return nil
		}
		p.room.open = append(p.room.open, item)
	}
	l.Content = p.room.close(since)
	return l
}

// skip returns the offset after blanks.
func (p *plain) skip(at int) int {
	for at < p.end && p.text[at] == ' ' {
		at++
	}
	return at
}

// blank reports whether the rest of the line from at on is blank, or a comment.
func (p *plain) blank(at int) bool {
	end := p.skip(at)
	return end == p.end || p.text[end] == '#' && end > p.from && p.text[end-1] == ' '
}

// key reads a key of a block map, and returns the offset after its colon.
func (p *plain) key(at int) (*yaml.Node, int) {
	if c := p.text[at]; c == '"' || c == '\'' {
		n, end := p.quoted(at)
		return p.colon(n, at, end)
	}
	end := at
	for end < p.end && inPlainKey(p.text[end]) {
		end++
	}
	if end == at || strings.IndexByte("-+=*()", p.text[at]) >= 0 {
		return nil, 0
	}
	return p.colon(p.scalar(at, end), at, end)
}

// colon checks that a key of n ends at a colon with a blank after it.
func (p *plain) colon(n *yaml.Node, at, end int) (*yaml.Node, int) {
	if n == nil || end-at > longestKey || end >= p.end || p.text[end] != ':' || end+1 < p.end && p.text[end+1] != ' ' {
		return nil, 0
	}
	return n, end + 1
}

// inPlainKey reports whether c may stand anywhere in a plain key of a block map.
func inPlainKey(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("_-./$+=*()", c) >= 0
}

// inline reads a value within the line, and returns the offset after it.
func (p *plain) inline(at int) (*yaml.Node, int) {
	switch p.text[at] {
	case '"', '\'':
		return p.quoted(at)
	case '{':
		return p.flowMap(at)
	case '[':
		return p.flowList(at)
	}
	if !p.starts(at) {
		return nil, 0
	}
	end := at
	for i := at; i < p.end; i++ {
		switch c := p.text[i]; {
		case c == ':' && (i+1 == p.end || p.text[i+1] == ' '):
			return nil, 0
		case c == '#' && p.text[i-1] == ' ':
			return p.scalar(at, end), end
		case c != ' ':
			end = i + 1
		}
	}
	return p.scalar(at, end), end
}

// starts reports whether a plain scalar may start at an offset.
func (p *plain) starts(at int) bool {
	c := p.text[at]
	if c == '-' {
		return at+1 < p.end && ('0' <= p.text[at+1] && p.text[at+1] <= '9' || 'a' <= p.text[at+1] && p.text[at+1] <= 'z')
	}
	return strings.IndexByte(" ?:,[]{}#&*!|>'\"%@`<", c) < 0
}

// scalar returns the plain scalar between two offsets.
func (p *plain) scalar(at, end int) *yaml.Node {
	text := p.text[at:end]
	tag := p.tag(text)
	if tag == "" {
		return nil
	}
	n := p.node(yaml.ScalarNode, tag, at)
	n.Value = text
	return n
}

// tag returns the tag of a plain scalar: a text, unless it may be a number, a time or one of the
// few words that YAML knows. It asks YAML, once for each such text: "" if that cannot read it.
func (p *plain) tag(text string) string {
	switch c := text[0]; {
	case strings.IndexByte("yYnNtTfFoO", c) >= 0:
		if len(text) > longestWord || strings.ContainsFunc(text, func(r rune) bool { return r|0x20 < 'a' || r|0x20 > 'z' }) {
			return "!!str"
		}
	case strings.IndexByte("+-0123456789~<.", c) < 0:
		return "!!str"
	case '1' <= c && c <= '9' && len(text) < 18 && strings.Trim(text, "0123456789") == "":
		return "!!int"
	}
	tag, known := p.room.tags[text]
	if !known {
		if n, err := loadYAML([]byte(text)); err == nil && len(n.Content) == 1 && n.Content[0].Kind == yaml.ScalarNode && n.Content[0].Value == text {
			tag = n.Content[0].Tag
		}
		p.room.tags[text] = tag
	}
	return tag
}

// longestWord is the length of the longest word that YAML knows.
const longestWord = len("false")

// quoted reads a scalar in quotes, and returns the offset after it.
func (p *plain) quoted(at int) (*yaml.Node, int) {
	quote := p.text[at]
	style := yaml.DoubleQuotedStyle
	if quote == '\'' {
		style = yaml.SingleQuotedStyle
	}
	end, escaped := p.closing(at, quote)
	if end < 0 {
		return nil, 0
	}
	value := p.text[at+1 : end]
	switch {
	case escaped && quote == '"':
		value = plainEscapes.Replace(value)
	case escaped:
		value = strings.ReplaceAll(value, "''", "'")
	}
	s := p.node(yaml.ScalarNode, "!!str", at)
	s.Style, s.Value = style, value
	return s, end + 1
}

// plainEscapes are those of a scalar in double quotes that plain knows.
var plainEscapes = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\/`, `/`, `\n`, "\n", `\t`, "\t")

// closing returns the offset of the quote that ends the scalar at an offset, and whether there are
// escapes before it; -1 if no quote ends it, or plain does not know an escape.
func (p *plain) closing(at int, quote byte) (end int, escaped bool) {
	for i := at + 1; i < p.end; i++ {
		switch c := p.text[i]; {
		case c == '\\' && quote == '"':
			if i++; i == p.end || strings.IndexByte(`\"/nt`, p.text[i]) < 0 {
				return -1, false
			}
			escaped = true
		case c != quote:
		case quote == '\'' && i+1 < p.end && p.text[i+1] == quote:
			escaped = true
			i++
		default:
			return i, escaped
		}
	}
	return -1, false
}
