package value

import (
	"slices"
	"strconv"
	"unicode"

	"github.com/theory/jsonpath/spec"
)

// Path is a place in a JSON value: the steps from the root. A nil Path is the root.
type Path []Step

// Step is one step of a path: to a member, to an item, or to every item of a list.
type Step struct {
	name  string
	index int // of an item, or noIndex or everyItem
}

const (
	noIndex   = -1
	everyItem = -2
)

// Items is the step to all items of a list: "[*]".
var Items = Step{index: everyItem}

// Member returns the step to a member of an object.
func Member(name string) Step { return Step{name, noIndex} }

// Item returns the step to an item of a list; the first is 0.
func Item(i int) Step { return Step{index: i} }

// Name returns the name of the member that s leads to; false for an item.
func (s Step) Name() (string, bool) { return s.name, s.index == noIndex }

// Index returns the index of the item that s leads to; false for a member and for [Items].
func (s Step) Index() (int, bool) { return s.index, s.index >= 0 }

// String formats s for messages: ".name", "['a name']", "[0]", "[*]".
func (s Step) String() string {
	if s.index == noIndex && IsName(s.name) {
		return "." + s.name
	}
	return string(s.append(nil, true))
}

// String formats p for messages and reports: "$.data[0]['a b']". It is a JSONPath (RFC 9535) that
// selects p and nothing else: the normalized path of section 2.7, with the shorthand of section
// 2.5.1.1 for a name of letters, digits and "_".
func (p Path) String() string { return string(p.append(append(make([]byte, 0, 32), '$'), true)) }

// Steps returns String without the "$", to append to the path of the value that p starts from.
func (p Path) Steps() string { return string(p.append(nil, true)) }

// Normalized returns the normalized path of RFC 9535, section 2.7: "$['data'][0]['a b']".
func (p Path) Normalized() string {
	return string(p.append(append(make([]byte, 0, 32), '$'), false))
}

func (p Path) append(out []byte, short bool) []byte {
	for _, s := range p {
		out = s.append(out, short)
	}
	return out
}

// Then returns p with more steps. It shares no memory with p.
func (p Path) Then(steps ...Step) Path { return slices.Concat(p, steps) }

func (s Step) append(out []byte, short bool) []byte {
	switch {
	case s.index == everyItem:
		return append(out, "[*]"...)
	case s.index != noIndex:
		return append(strconv.AppendInt(append(out, '['), int64(s.index), 10), ']')
	case short && IsName(s.name):
		return append(append(out, '.'), s.name...)
	}
	return append(appendQuoted(append(out, '['), s.name), ']')
}

// IsName reports whether a member's name needs no quotes in a path: it consists of letters, digits
// and "_", without a digit at the start. RFC 9535 also allows all characters outside ASCII, but
// these may be invisible.
func IsName(s string) bool {
	for i, r := range s {
		letter := r == '_' || unicode.IsLetter(r)
		if !letter && (i == 0 || !unicode.IsDigit(r) && !unicode.IsMark(r)) {
			return false
		}
	}
	return s != ""
}

// appendQuoted writes a name as the normal-single-quoted of RFC 9535, section 2.7.
func appendQuoted(out []byte, name string) []byte {
	out = append(out, '\'')
	for i := range len(name) {
		out = appendEscaped(out, name[i])
	}
	return append(out, '\'')
}

func appendEscaped(out []byte, c byte) []byte {
	switch c {
	case '\'', '\\':
		return append(out, '\\', c)
	case '\b':
		return append(out, `\b`...)
	case '\f':
		return append(out, `\f`...)
	case '\n':
		return append(out, `\n`...)
	case '\r':
		return append(out, `\r`...)
	case '\t':
		return append(out, `\t`...)
	}
	if c < ' ' {
		const hex = "0123456789abcdef"
		return append(out, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
	}
	return append(out, c)
}

// Located converts a place that a query of the JSONPath library selected.
func Located(path spec.NormalizedPath) Path {
	p := make(Path, 0, len(path))
	for _, step := range path {
		switch step := step.(type) {
		case spec.Name:
			p = append(p, Member(string(step)))
		case spec.Index:
			p = append(p, Item(int(step)))
		}
	}
	return p
}

// Locate returns the path in v for the parts of a JSON Pointer: a part is an index in a list, else
// a name ("0" may be either).
func Locate(v any, parts []string) Path {
	p := make(Path, 0, len(parts))
	for _, part := range parts {
		step := Member(part)
		switch in := v.(type) {
		case map[string]any:
			v = in[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err == nil && i >= 0 {
				step = Item(i)
			}
			if v = nil; err == nil && i >= 0 && i < len(in) {
				v = in[i]
			}
		default:
			v = nil
		}
		p = append(p, step)
	}
	return p
}
