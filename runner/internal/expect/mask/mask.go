package mask

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/value"
)

// A masked value is ${name} or ${redacted:kind} in a response. Its spelling is unknown, but it is
// equal to the secret that the mask names.
//
// One rule is a heuristic: the mask of a key hides no white space and no delimiters of JSON and
// markup (" < > { }). Keys and tokens have none of them, so that a sentence missing in a body can
// be judged although the body has a masked key.

// Names reports whether ${name} in a response is a masked value; nil: none is. ${redacted:kind}
// always is. made is the text that a run makes the value from, with ${run} and ${uuid} as
// references, and "" for every other value.
type Names func(name string) (made string, masked bool)

// Mask is a masked part of a text.
type Mask struct {
	Start, End int
	Name       string
	made       string // as [Names] has it
	// least and most bound the number of bytes that it hides; 0: nothing is known of it.
	least, most int
}

// sized reads what a mask says of the length of what it hides: ${redacted:cookie:16+} hides 16 to
// 31 bytes.
func (m *Mask) sized() {
	text, ok := strings.CutSuffix(m.Name, "+")
	if !ok || !m.redacted() {
		return
	}
	if n, err := strconv.Atoi(text[strings.LastIndexByte(text, ':')+1:]); err == nil && n > 0 && n <= mostSized {
		m.least, m.most = n, 2*n-1
	}
}

// mostSized is the longest of the classes of length.
const mostSized = 1 << 20

// fit returns a filler of a length that the mask may hide: the longest for a long one. What has a
// class of length is ASCII.
func (m *Mask) fit(filler string) string {
	if m.least > 0 && strings.HasPrefix(filler, "é") {
		filler = "~"
	}
	switch size := len(filler); {
	case m.least == 0 || filler == "":
		return filler
	case size > m.least:
		return strings.Repeat(filler, m.most/size+1)[:m.most]
	default:
		return strings.Repeat(filler, m.least/size+1)[:m.least]
	}
}

const redactedPrefix = "redacted:"

func (m *Mask) redacted() bool { return strings.HasPrefix(m.Name, redactedPrefix) }

// captured reports whether the mask is that of a capture: two of them may have the same
// value.
func (m *Mask) captured() bool { return !m.redacted() && strings.Contains(m.Name, ".") }

// mayHold reports whether the masked text may contain the secret of another mask, hidden by it:
// a header masked as a whole hides others, and so does a value that the run makes of ${run}, or of
// the same text as another one.
func (m *Mask) mayHold(other *Mask) bool {
	return m.Name == "redacted:header" || m.captured() && other.captured() ||
		other.Name == runName && m.Name != runName && !m.redacted() || m.madeOf(other)
}

// madeOf reports whether the run makes the value of m from that of another mask and maybe more.
func (m *Mask) madeOf(other *Mask) bool {
	return other.made != "" && m.Name != other.Name && strings.Contains(m.made, other.made) && !strings.Contains(other.made, "${uuid}")
}

// MayHold returns the first mask of a text that may contain, or be, the value of another mask of
// wanted without its name; "" if none may.
func (known Names) MayHold(masks []Mask, wanted string) (other string) {
	named := known.In(wanted)
	for i := range masks {
		for k := range named {
			if masks[i].Name != named[k].Name && masks[i].mayHold(&named[k]) {
				return "${" + masks[i].Name + "}"
			}
		}
	}
	return ""
}

// runName is the name of the run's id.
const runName = "run"

// anything reports whether the mask comes from a suite's own rules or a name, so that it may hide
// any text, not only a key.
func (m *Mask) anything() bool {
	switch strings.TrimPrefix(m.Name, redactedPrefix) {
	case "header", "json", "regex", "digest", "private-key":
		return m.redacted()
	}
	return false
}

// WholeNode reports whether the mask is all of text and may hide a JSON node of any type.
func (m *Mask) WholeNode(text string) bool {
	return m.Name == "redacted:json" && m.End-m.Start == len(text)
}

// AnyType reports whether the mask is all of text and may hide a number too: the mask of a secret
// is quoted.
func (m *Mask) AnyType(text string) bool {
	return m.End-m.Start == len(text) && (m.Name == "redacted:json" || !m.redacted())
}

// In lists the masks of a text in order.
func (known Names) In(text string) []Mask {
	var out []Mask
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
		m := Mask{Start: start, End: start + size + 1, Name: text[start+2 : start+size]}
		masked := m.redacted()
		if !masked && known != nil {
			m.made, masked = known(m.Name)
		}
		if masked {
			m.sized()
			out = append(out, m)
			at = m.End
		} else {
			at = start + 2
		}
	}
}

// First returns the first text with a mask in a JSON value, or a list of nodes.
func (known Names) First(v any) (text string, masks []Mask) {
	switch v := v.(type) {
	case string:
		return v, known.In(v)
	case values.Nodes:
		return known.First([]any(v))
	case []any:
		for _, item := range v {
			if text, masks = known.First(item); masks != nil {
				return text, masks
			}
		}
	case map[string]any:
		for _, name := range value.Names(v, nil) {
			if text, masks = known.First(v[name]); masks != nil {
				return text, masks
			}
		}
	}
	return "", nil
}

// Doubt says which mask makes v unknown; "" if none does.
func (known Names) Doubt(v any) string {
	text, masks := known.First(v)
	switch {
	case masks == nil:
		return ""
	case len(masks) == 1 && masks[0].End-masks[0].Start == len(text):
		return "its value is masked (" + text + "), so its spelling cannot be judged; expect present, type or a comparison with the secret itself"
	}
	one := text[masks[0].Start:masks[0].End]
	return "a part of it is masked (" + one + "), and the verdict may lie in that part; expect what stands beside it, or a comparison with the secret itself"
}

// Fillers are replacements of masks to test whether an outcome depends on them: short and long, of
// different characters; the last ones for those that may hide anything.
var Fillers = [...]string{"0", "Zz", "-._~", "é", strings.Repeat("aB3", 150), " {\"a\":\n<b>}", ""}

// Whatever is Met if met holds with each filler that the masks may hide.
func Whatever(masks []Mask, met func(filler string) bool) outcome.Outcome {
	most := len(Fillers) - 2
	if slices.ContainsFunc(masks, func(m Mask) bool { return m.anything() }) {
		most = len(Fillers)
	}
	for _, filler := range Fillers[:most] {
		if !met(filler) {
			return outcome.Unknown
		}
	}
	return outcome.Met
}

// Filled returns text with a filler for each of the masks.
func Filled(text string, masks []Mask, filler string) string {
	var b strings.Builder
	from := 0
	for i := range masks {
		b.WriteString(text[from:masks[i].Start])
		b.WriteString(masks[i].fit(filler))
		from = masks[i].End
	}
	b.WriteString(text[from:])
	return b.String()
}

// Fill returns a JSON value with a filler for every mask.
func (known Names) Fill(v any, filler string) any {
	switch v := v.(type) {
	case string:
		if masks := known.In(v); masks != nil {
			return Filled(v, masks, filler)
		}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = known.Fill(v[i], filler)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = known.Fill(member, filler)
		}
		return out
	}
	return v
}

// Hides reports whether a mask may hide a text with this character.
func (m *Mask) Hides(r rune) bool {
	return m.anything() || !unicode.IsSpace(r) && !unicode.IsControl(r) && !strings.ContainsRune(`"<>{}`, r)
}
