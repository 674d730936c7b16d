package expect

import (
	"slices"
	"strings"
	"unicode"
)

// A value that was masked before it was judged stands in an answer as ${name} or
// ${redacted:kind}. What such a text does not tell is unknown: the value behind a
// mask may be spelt in any way, and is equal to the secret that the mask names.
//
// One rule is a matter of judgement: the mask of a key hides no white space and none of
// the signs that delimit a text in JSON and markup (" < > { }). Keys and tokens have
// none of them, and so a sentence that a body does not hold is judged although a key is
// masked beside it.

// maskNames reports whether ${name} in an answer stands for a masked value; nil: for
// none. ${redacted:kind} always does.
type maskNames func(name string) bool

// mask is a masked part of a text.
type mask struct {
	start, end int
	name       string
}

const redactedPrefix = "redacted:"

func (m *mask) redacted() bool { return strings.HasPrefix(m.name, redactedPrefix) }

// captured reports whether the mask is that of a capture: two of them may have the same
// value.
func (m *mask) captured() bool { return !m.redacted() && strings.Contains(m.name, ".") }

// mayHold reports whether what is masked may hold the secret of another mask, whose
// name does not show: only a header masked as a whole hides others.
func (m *mask) mayHold(other *mask) bool {
	return m.name == "redacted:header" || m.captured() && other.captured()
}

// anything reports whether the mask stands for what a suite's own rules or a name
// say, be it a key or not.
func (m *mask) anything() bool {
	switch strings.TrimPrefix(m.name, redactedPrefix) {
	case "header", "json", "regex", "digest", "private-key":
		return m.redacted()
	}
	return false
}

// node reports whether the mask is all of text and stands for a node of JSON of any type.
func (m *mask) node(text string) bool {
	return m.name == "redacted:json" && m.end-m.start == len(text)
}

// anyType reports whether the mask is all of text and may stand for a number too: that
// of a secret is put into quotes.
func (m *mask) anyType(text string) bool {
	return m.end-m.start == len(text) && (m.name == "redacted:json" || !m.redacted())
}

// in lists the masks of a text in order.
func (known maskNames) in(text string) []mask {
	var out []mask
	for at := 0; ; {
		i := strings.Index(text[at:], "${")
		if i < 0 {
			return out
		}
		start := at + i
		size := strings.IndexByte(text[start:], '}')
		if size < 0 {
			return out
		}
		m := mask{start, start + size + 1, text[start+2 : start+size]}
		if m.redacted() || known != nil && known(m.name) {
			out = append(out, m)
			at = m.end
		} else {
			at = start + 2
		}
	}
}

// first is the first text with a mask in a JSON value, or a list of nodes.
func (known maskNames) first(v any) (text string, masks []mask) {
	switch v := v.(type) {
	case string:
		return v, known.in(v)
	case nodeList:
		return known.first([]any(v))
	case []any:
		for _, item := range v {
			if text, masks = known.first(item); masks != nil {
				return text, masks
			}
		}
	case map[string]any:
		for _, name := range unionKeys(v, nil) {
			if text, masks = known.first(v[name]); masks != nil {
				return text, masks
			}
		}
	}
	return "", nil
}

// doubt says why nothing is known of v, "" where no mask is the reason.
func (known maskNames) doubt(v any) string {
	text, masks := known.first(v)
	switch {
	case masks == nil:
		return ""
	case len(masks) == 1 && masks[0].end-masks[0].start == len(text):
		return "its value is masked (" + text + "), so its spelling cannot be judged; expect present, type or a comparison with the secret itself"
	}
	one := text[masks[0].start:masks[0].end]
	return "a part of it is masked (" + one + "), and the verdict may lie in that part; expect what stands beside it, or a comparison with the secret itself"
}

// fillers are what is put in the place of masks to learn whether an outcome depends on
// them: short and long, of different characters; the last ones for those that may hide
// anything.
var fillers = [...]string{"0", "Zz", "-._~", "é", strings.Repeat("aB3", 150), " {\"a\":\n<b>}", ""}

// whatever is Met where met holds with each filler that may stand for the masks.
func whatever(masks []mask, met func(filler string) bool) Outcome {
	most := len(fillers) - 2
	if slices.ContainsFunc(masks, func(m mask) bool { return m.anything() }) {
		most = len(fillers)
	}
	for _, filler := range fillers[:most] {
		if !met(filler) {
			return Unknown
		}
	}
	return Met
}

// filled is text with a filler in the place of each of the masks.
func filled(text string, masks []mask, filler string) string {
	var b strings.Builder
	from := 0
	for i := range masks {
		b.WriteString(text[from:masks[i].start])
		b.WriteString(filler)
		from = masks[i].end
	}
	b.WriteString(text[from:])
	return b.String()
}

// fill is a JSON value with a filler in the place of every mask.
func (known maskNames) fill(v any, filler string) any {
	switch v := v.(type) {
	case string:
		if masks := known.in(v); masks != nil {
			return filled(v, masks, filler)
		}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = known.fill(v[i], filler)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = known.fill(member, filler)
		}
		return out
	}
	return v
}

// hides reports whether a mask may stand for a text with this character in it.
func (m *mask) hides(r rune) bool {
	return m.anything() || !unicode.IsSpace(r) && !unicode.IsControl(r) && !strings.ContainsRune(`"<>{}`, r)
}
