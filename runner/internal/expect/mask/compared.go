package mask

import (
	"regexp"
	"strings"

	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/values"
)

// Equal reports whether v, which may hold masks, is want.
func (known Names) Equal(want, v any) outcome.Outcome {
	switch v := v.(type) {
	case string:
		if known.In(v) == nil {
			return outcome.Holds(values.Equal(want, v))
		}
		same := func(text, want string) bool { return text == want }
		return known.Compared(want, v, same, `\A`, `\z`)
	case []any:
		list, ok := want.([]any)
		if !ok || len(list) != len(v) {
			return outcome.Unmet
		}
		all := outcome.Met
		for i := range v {
			all = outcome.And(all, known.Equal(list[i], v[i]))
		}
		return all
	case map[string]any:
		object, ok := want.(map[string]any)
		if !ok || len(object) != len(v) {
			return outcome.Unmet
		}
		all := outcome.Met
		for name, one := range object {
			if member, ok := v[name]; ok {
				all = outcome.And(all, known.Equal(one, member))
			} else {
				return outcome.Unmet
			}
		}
		return all
	}
	return outcome.Holds(values.Equal(want, v))
}

// Compared judges a text with masks by a test that compares it with another one, which
// may name secrets. before and after make the pattern of the test: \A and \z.
func (known Names) Compared(want any, text string, test func(text, want string) bool, before, after string) outcome.Outcome {
	wanted, ok := want.(string)
	if !ok {
		return outcome.Unmet
	}
	v := View{Text: text, Masks: known.In(text)}
	named := known.In(wanted)
	for i := range named {
		if named[i].redacted() {
			return outcome.Unknown // the same mask hides different values
		}
	}
	wanted = v.name(named, wanted)
	return v.Outcome(func(text string) bool { return test(text, wanted) }, before+regexp.QuoteMeta(wanted)+after)
}

// name replaces named, the masks of other, by signs in the text, and returns other with the same
// signs.
func (v *View) name(named []Mask, other string) string {
	for i := range named {
		if v.signOf(&named[i]) == 0 {
			v.secrets = append(v.secrets, named[i])
		}
	}
	if len(v.secrets) == 0 {
		return other
	}
	other, _ = v.signed(other, named)
	v.Text, v.Masks = v.signed(v.Text, v.Masks)
	return other
}

// signed returns text with signs for the masks that have one; rest has the others, with their new
// positions.
func (v *View) signed(text string, masks []Mask) (_ string, rest []Mask) {
	var b strings.Builder
	from := 0
	for i := range masks {
		m := masks[i]
		b.WriteString(text[from:m.Start])
		from = m.End
		at := b.Len()
		if sign := v.signOf(&m); sign != 0 {
			b.WriteRune(sign)
			continue
		}
		b.WriteString(text[m.Start:m.End])
		m.Start, m.End = at, b.Len()
		rest = append(rest, m)
	}
	b.WriteString(text[from:])
	return b.String(), rest
}

func (v *View) signOf(m *Mask) rune {
	for i := range v.secrets {
		if v.secrets[i].Name == m.Name {
			return firstSign + rune(i)
		}
	}
	return 0
}

// Outcome is Met if test holds for all masked values, and Unmet if pattern, which is equivalent,
// matches for none.
func (v *View) Outcome(test func(text string) bool, pattern string) outcome.Outcome {
	if len(v.Masks) == 0 {
		return outcome.Holds(test(v.Text))
	}
	if Whatever(v.Masks, func(filler string) bool { return test(Filled(v.Text, v.Masks, filler)) }) == outcome.Met {
		return outcome.Met
	}
	if v.couldMatch(pattern) {
		return outcome.Unknown
	}
	return outcome.Unmet
}
