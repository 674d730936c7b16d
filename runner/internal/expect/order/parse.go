package order

import (
	"fmt"
	"strconv"
	"strings"

	"assay/runner/internal/source"
)

// The bounds of an expression.
const (
	mostNested = 100
	mostCount  = 1000
	mostPlaces = 2000
)

// Mistake is an error in an expression. At is an offset in bytes.
type Mistake struct {
	At                        int
	Message, DidYouMean, Next string
}

// operator is the kind of a node of the tree.
type operator int

const (
	one    operator = iota // the name
	any                    // . : any name, and none
	inTurn                 // its parts one after the other
	either                 // one of its parts
	repeat                 // its only part, least to most times
)

// unbounded is the maximum of an unlimited repeat.
const unbounded = -1

// tree is a parsed expression.
type tree struct {
	op          operator
	name        int // of one
	at, length  int // in the text
	parts       []*tree
	least, most int
}

// parser reads an expression by recursive descent.
type parser struct {
	text    string
	names   []string
	at      int
	depth   int
	mistake *Mistake
}

// Parse reads an expression over names: names in sequence, |, ( ), ?, *, +, {2}, {2,},
// {2,5}, and . for any name or none. Exactly one of the results is nil.
func Parse(text string, names []string) (*Order, *Mistake) {
	p := &parser{text: text, names: names}
	t := p.alternatives()
	if p.mistake == nil && p.at < len(p.text) {
		p.fail(p.at, "this ) closes nothing", "leave it out, or write the ( that it closes")
	}
	if p.mistake != nil {
		return nil, p.mistake
	}
	if n := size(t); n > mostPlaces {
		p.fail(0, fmt.Sprintf("written out, the expression is longer than %d names", mostPlaces), "repeat less, or use + or *")
		return nil, p.mistake
	}
	return newOrder(text, names, t), nil
}

// fail records the first error, and ends the parse.
func (p *parser) fail(at int, message, next string) *tree {
	if p.mistake == nil {
		p.mistake = &Mistake{At: at, Message: message, Next: next}
	}
	p.at = len(p.text)
	return &tree{op: inTurn}
}

// peek returns the next character that is not white space, 0 at the end.
func (p *parser) peek() byte {
	for p.at < len(p.text) && strings.IndexByte(" \t\r\n", p.text[p.at]) >= 0 {
		p.at++
	}
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *parser) alternatives() *tree {
	if p.depth++; p.depth > mostNested {
		return p.fail(p.at, fmt.Sprintf("parentheses are nested more than %d deep", mostNested), "")
	}
	defer func() { p.depth-- }()
	t := &tree{op: either, parts: []*tree{p.sequence()}}
	for p.peek() == '|' {
		p.at++
		t.parts = append(t.parts, p.sequence())
	}
	if len(t.parts) == 1 {
		return t.parts[0]
	}
	return t
}

func (p *parser) sequence() *tree {
	t := &tree{op: inTurn}
	for {
		switch c := p.peek(); {
		case c != 0 && c != '|' && c != ')':
			t.parts = append(t.parts, p.repeated())
			continue
		case len(t.parts) > 0 || p.mistake != nil:
		case len(strings.TrimSpace(p.text)) == 0:
			p.fail(0, "the expression is empty", "name what comes first, such as start delta* end")
		default:
			p.fail(min(p.at, len(p.text)-1), "a name is missing here", "write one, or (a | b)? for what may be missing")
		}
		return t
	}
}

func (p *parser) repeated() *tree {
	from := p.at
	t := p.atom()
	if p.mistake != nil || !p.repeats() {
		return t
	}
	r := &tree{op: repeat, parts: []*tree{t}, most: unbounded}
	at := p.at
	switch p.text[at] {
	case '?':
		r.most = 1
	case '+':
		r.least = 1
	case '{':
		if !p.bounds(r) {
			return r
		}
	}
	p.at++
	switch {
	case r.most == 0:
		return p.fail(at, "repeated 0 times, this never comes", "leave it out")
	case p.repeats():
		return p.fail(p.at, fmt.Sprintf("%c repeats what is repeated already", p.text[p.at]),
			fmt.Sprintf("leave one of them out, or write (%s)%c", p.text[from:p.at], p.text[p.at]))
	}
	return r
}

// repeats reports whether a repeat comes next.
func (p *parser) repeats() bool {
	c := p.peek()
	return c != 0 && strings.IndexByte("?*+{", c) >= 0
}

// bounds reads {2}, {2,} or {2,5} up to its brace.
func (p *parser) bounds(r *tree) bool {
	at := p.at
	end := strings.IndexByte(p.text[at:], '}')
	if end < 0 {
		p.fail(at, "this { is not closed", "write a count: {2}, {2,} or {2,5}")
		return false
	}
	inside := p.text[at+1 : at+end]
	least, most, ranged := strings.Cut(inside, ",")
	low, ok := count(least)
	high, open := low, false
	if ranged {
		if open = strings.TrimSpace(most) == ""; !open {
			var known bool
			high, known = count(most)
			ok = ok && known
		}
	}
	switch {
	case !ok:
		p.fail(at, fmt.Sprintf("{%s} is not a count", inside), "write {2}, {2,} or {2,5}")
	case max(low, high) > mostCount:
		p.fail(at, fmt.Sprintf("{%s} counts further than %d", inside, mostCount), "use + or *, and count: {of: …, is: …} for how many there are")
	case !open && high < low:
		p.fail(at, fmt.Sprintf("{%s}: at least %d and at most %d exclude each other", inside, low, high), fmt.Sprintf("write {%d,%d}", high, low))
	default:
		p.at = at + end
		if r.least, r.most = low, high; open {
			r.most = unbounded
		}
		return true
	}
	return false
}

func count(s string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	return n, err == nil && n >= 0
}

// atom reads a name, . or a group.
func (p *parser) atom() *tree {
	switch c := p.peek(); {
	case c == '(':
		open := p.at
		p.at++
		t := p.alternatives()
		if p.mistake != nil {
			return t
		}
		if p.peek() != ')' {
			return p.fail(open, "this ( is not closed", "write the ) that closes it")
		}
		p.at++
		return t
	case c == '.':
		p.at++
		return &tree{op: any, at: p.at - 1, length: 1}
	case nameLength(p.text[p.at:]) > 0:
		return p.name()
	case p.repeats():
		return p.fail(p.at, fmt.Sprintf("%c repeats nothing", c), "write it behind a name or ( … )")
	}
	for _, r := range p.text[p.at:] {
		return p.fail(p.at, fmt.Sprintf("%q is no part of an order", r), "an order has names, ( ), |, ?, *, +, {2,5} and .")
	}
	return p.fail(p.at, "a name is missing here", "")
}

func (p *parser) name() *tree {
	t := &tree{op: one, at: p.at, length: nameLength(p.text[p.at:])}
	p.at += t.length
	word := p.text[t.at:p.at]
	for i, known := range p.names {
		if known == word {
			t.name = i
			return t
		}
	}
	p.fail(t.at, fmt.Sprintf("unknown kind %q", word), "known are "+strings.Join(p.names, ", "))
	p.mistake.DidYouMean = source.Nearest(word, p.names)
	return t
}

// IsName reports whether an expression can name s: letters and digits of ASCII, _ and -.
func IsName(s string) bool { return s != "" && nameLength(s) == len(s) }

// nameLength returns the length of the name at the start of s.
func nameLength(s string) int {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '_' && c != '-' {
			return i
		}
	}
	return len(s)
}
