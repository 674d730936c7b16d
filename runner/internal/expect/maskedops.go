package expect

import (
	"regexp"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
)

// comparing is an operator that compares the value as a whole with others, which may
// name secrets.
type comparing interface {
	compared(known maskNames, v any) Outcome
}

// masked is an operator with a way of its own to judge a text with masks. of any other
// the outcome counts that is the same whatever is put in their place.
type masked interface {
	ofMasked(known maskNames, text string, masks []mask, o Outcome) Outcome
}

// delegating is an operator that asks nothing of the text itself: only whether there is
// one, or what predicates say of it, which know masks themselves.
type delegating interface{ delegates() }

// outcome is o, what op says of v as it stands, unless masks of v decide it.
func (known maskNames) outcome(op operator, v any, o Outcome) Outcome {
	switch v := v.(type) {
	case string:
		if strings.Contains(v, "${") {
			if masks := known.in(v); masks != nil {
				return known.ofText(op, v, masks, o)
			}
		}
	case []any, map[string]any:
		if c, ok := op.(comparing); ok {
			return c.compared(known, v)
		}
	}
	return o
}

// ofText judges a text with masks in it.
func (known maskNames) ofText(op operator, text string, masks []mask, o Outcome) Outcome {
	if _, ok := op.(delegating); ok {
		return o
	}
	if masks[0].node(text) {
		return Unknown
	}
	switch op := op.(type) {
	case comparing:
		return op.compared(known, text)
	case masked:
		return op.ofMasked(known, text, masks, o)
	}
	return whatever(masks, func(filler string) bool { return op.holds(filled(text, masks, filler)) == Met })
}

func (presentOrNot) delegates() {}

func (*negation) delegates() {}

func (e *equals) compared(known maskNames, v any) Outcome { return known.equal(e.want, v) }

func (in *among) compared(known maskNames, v any) Outcome { return known.among(in, v) }

// Neither emptiness nor the type of a text is a matter of spelling.

func (emptiness) ofMasked(_ maskNames, _ string, _ []mask, o Outcome) Outcome { return o }

func (t *typed) ofMasked(_ maskNames, text string, masks []mask, o Outcome) Outcome {
	if o == Unmet && masks[0].anyType(text) && (slices.Contains(t.any, "number") || slices.Contains(t.any, "integer")) {
		return Unknown
	}
	return o
}

// These ask predicates about the parts of a value, which come here themselves.

func (*each) ofMasked(_ maskNames, _ string, _ []mask, o Outcome) Outcome { return o }

func (*some) ofMasked(_ maskNames, _ string, _ []mask, o Outcome) Outcome { return o }

func (*count) ofMasked(_ maskNames, _ string, _ []mask, o Outcome) Outcome { return o }

func (*wholeList) ofMasked(_ maskNames, _ string, _ []mask, o Outcome) Outcome { return o }

func (*like) ofMasked(_ maskNames, _ string, _ []mask, o Outcome) Outcome { return o }

func (*likeObject) ofMasked(_ maskNames, _ string, _ []mask, o Outcome) Outcome { return o }

func (*likeList) ofMasked(_ maskNames, _ string, _ []mask, o Outcome) Outcome { return o }

func (*containsAll) ofMasked(_ maskNames, _ string, _ []mask, o Outcome) Outcome { return o }

func (*parsedText) ofMasked(_ maskNames, text string, _ []mask, o Outcome) Outcome {
	if _, err := exchange.ParseJSON([]byte(text)); err == nil {
		return o
	}
	return Unknown
}

func (t *contains) ofMasked(known maskNames, text string, _ []mask, _ Outcome) Outcome {
	return known.compared(t.want, text, strings.Contains, "", "")
}

func (t *textOperator) ofMasked(known maskNames, text string, _ []mask, _ Outcome) Outcome {
	if t.atEnd {
		return known.compared(t.want, text, t.test, "", `\z`)
	}
	return known.compared(t.want, text, t.test, `\A`, "")
}

func (m *matches) ofMasked(_ maskNames, text string, masks []mask, _ Outcome) Outcome {
	v := view{text: text, masks: masks}
	return v.outcome(m.pattern.MatchString, m.pattern.String())
}

func (known maskNames) among(in *among, v any) Outcome {
	all := Unmet
	for i := range in.any {
		all = either(all, known.equal(in.any[i].want, v))
	}
	return all
}

// equal reports whether v, which may hold masks, is want.
func (known maskNames) equal(want, v any) Outcome {
	switch v := v.(type) {
	case string:
		if known.in(v) == nil {
			return met(equal(want, v))
		}
		same := func(text, want string) bool { return text == want }
		return known.compared(want, v, same, `\A`, `\z`)
	case []any:
		list, ok := want.([]any)
		if !ok || len(list) != len(v) {
			return Unmet
		}
		all := Met
		for i := range v {
			all = both(all, known.equal(list[i], v[i]))
		}
		return all
	case map[string]any:
		object, ok := want.(map[string]any)
		if !ok || len(object) != len(v) {
			return Unmet
		}
		all := Met
		for name, one := range object {
			if member, ok := v[name]; ok {
				all = both(all, known.equal(one, member))
			} else {
				return Unmet
			}
		}
		return all
	}
	return met(equal(want, v))
}

// compared judges a text with masks by a test that compares it with another one, which
// may name secrets. before and after make the pattern of the test: \A and \z.
func (known maskNames) compared(want any, text string, test func(text, want string) bool, before, after string) Outcome {
	wanted, ok := want.(string)
	if !ok {
		return Unmet
	}
	v := view{text: text, masks: known.in(text)}
	named := known.in(wanted)
	for i := range named {
		if named[i].redacted() {
			return Unknown // the same mask stands for different values
		}
	}
	wanted = v.name(named, wanted)
	return v.outcome(func(text string) bool { return test(text, wanted) }, before+regexp.QuoteMeta(wanted)+after)
}

// view is a text with masks. Those of secrets that it is compared with have given way
// to a sign of their own, in both texts.
type view struct {
	text  string
	masks []mask
	// secrets are those that it is compared with, in the order of their signs.
	secrets []mask
}

// firstSign begins the signs of secrets: code points without a meaning, of a plane for
// private use.
const firstSign = '\U000F0000'

// name puts signs for named, the masks of other, into the text, and gives other with
// the same signs.
func (v *view) name(named []mask, other string) string {
	for i := range named {
		v.sign(&named[i])
	}
	if len(v.secrets) == 0 {
		return other
	}
	other, _ = v.signed(other, named)
	v.text, v.masks = v.signed(v.text, v.masks)
	return other
}

func (v *view) sign(m *mask) rune {
	for i := range v.secrets {
		if v.secrets[i].name == m.name {
			return firstSign + rune(i)
		}
	}
	v.secrets = append(v.secrets, *m)
	return firstSign + rune(len(v.secrets)-1)
}

// signed is text with signs in the place of the masks that have one; rest are the
// others, where they stand then.
func (v *view) signed(text string, masks []mask) (_ string, rest []mask) {
	var b strings.Builder
	from := 0
	for i := range masks {
		m := masks[i]
		b.WriteString(text[from:m.start])
		from = m.end
		at := b.Len()
		if sign := v.signOf(&m); sign != 0 {
			b.WriteRune(sign)
			continue
		}
		b.WriteString(text[m.start:m.end])
		rest = append(rest, mask{at, b.Len(), m.name})
	}
	b.WriteString(text[from:])
	return b.String(), rest
}

func (v *view) signOf(m *mask) rune {
	for i := range v.secrets {
		if v.secrets[i].name == m.name {
			return firstSign + rune(i)
		}
	}
	return 0
}

// outcome is Met where test holds whatever is masked, Unmet where pattern, which says
// the same, matches nothing that could be masked.
func (v *view) outcome(test func(text string) bool, pattern string) Outcome {
	if len(v.masks) == 0 {
		return met(test(v.text))
	}
	if whatever(v.masks, func(filler string) bool { return test(filled(v.text, v.masks, filler)) }) == Met {
		return Met
	}
	if v.couldMatch(pattern) {
		return Unknown
	}
	return Unmet
}
