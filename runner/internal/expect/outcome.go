package expect

import "strings"

// The outcomes combine as Kleene's three-valued logic has it; noValue counts as
// false but stays so under a `not`.

// met is Met or Unmet.
func met(ok bool) Outcome {
	if ok {
		return Met
	}
	return Unmet
}

// both is a and b.
func both(a, b Outcome) Outcome {
	for _, o := range [...]Outcome{Unmet, noValue, Unknown} {
		if a == o || b == o {
			return o
		}
	}
	return Met
}

// either is a or b.
func either(a, b Outcome) Outcome {
	for _, o := range [...]Outcome{Met, Unknown, noValue} {
		if a == o || b == o {
			return o
		}
	}
	return Unmet
}

// negate is not a.
func negate(a Outcome) Outcome {
	switch a {
	case Met:
		return Unmet
	case Unmet:
		return Met
	}
	return a
}

// settle takes an outcome over where nothing is to be explained.
func (r *Result) settle(o Outcome) {
	if o == Unmet || o == Unknown && r.Outcome == Met {
		r.Outcome = o
	}
}

// partialText is a text of which only the beginning is known.
type partialText struct{ text, why string }

// equals: more text follows what is known.
func (p partialText) equals(want any) Outcome {
	s, ok := want.(string)
	if !ok || !strings.HasPrefix(s, p.text) || s == p.text {
		return Unmet
	}
	return Unknown
}
