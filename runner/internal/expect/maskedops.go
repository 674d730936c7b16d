package expect

import (
	"regexp"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
)

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
		if e, ok := op.(*equals); ok {
			return known.equal(e.want, v)
		}
		if in, ok := op.(*oneOf); ok {
			return known.oneOf(in, v)
		}
	}
	return o
}

// ofText judges a text with masks in it.
func (known maskNames) ofText(op operator, text string, masks []mask, o Outcome) Outcome {
	switch op.(type) {
	case presentOrNot, *negation:
		return o
	default:
		if masks[0].node(text) {
			return Unknown
		}
	}
	switch op := op.(type) {
	case emptiness: // nothing that is a matter of spelling, nor is the type of a text
		return o
	case *typed:
		if o == Unmet && masks[0].anyType(text) && (slices.Contains(op.any, "number") || slices.Contains(op.any, "integer")) {
			return Unknown
		}
		return o
	case *each, *some, *count, *wholeList, *like, *likeObject, *likeList, *containsAll:
		return o // they ask predicates, which come here themselves
	case *parsedText:
		if _, err := exchange.ParseJSON([]byte(text)); err == nil {
			return o
		}
		return Unknown
	case *equals:
		return known.equal(op.want, text)
	case *oneOf:
		return known.oneOf(op, text)
	case *contains:
		return known.compared(op.want, text, strings.Contains, "", "")
	case *textOperator:
		if op.atEnd {
			return known.compared(op.want, text, op.test, "", `\z`)
		}
		return known.compared(op.want, text, op.test, `\A`, "")
	case *matches:
		v := view{text: text, masks: masks}
		return v.outcome(op.pattern.MatchString, op.pattern.String())
	}
	return whatever(masks, func(filler string) bool { return op.holds(filled(text, masks, filler)) == Met })
}

func (known maskNames) oneOf(in *oneOf, v any) Outcome {
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
