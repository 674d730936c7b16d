package outcome

// Outcome is three-valued: what an observation does not tell is Unknown.
type Outcome int8

// The outcomes of judging an expectation.
const (
	Met Outcome = iota
	Unmet
	Unknown
)

// The outcomes combine as Kleene's three-valued logic has it; noValue counts as
// false but stays so under a `not`.

// Holds is Met or Unmet.
func Holds(ok bool) Outcome {
	if ok {
		return Met
	}
	return Unmet
}

// And is a and b.
func And(a, b Outcome) Outcome {
	for _, o := range [...]Outcome{Unmet, NoValue, Unknown} {
		if a == o || b == o {
			return o
		}
	}
	return Met
}

// Or is a or b.
func Or(a, b Outcome) Outcome {
	for _, o := range [...]Outcome{Met, Unknown, NoValue} {
		if a == o || b == o {
			return o
		}
	}
	return Unmet
}

// Not is not a.
func Not(a Outcome) Outcome {
	switch a {
	case Met:
		return Unmet
	case Unmet:
		return Met
	}
	return a
}

// NoValue is the outcome of judging a missing value, or several nodes as one: it
// is neither true nor false, and so unmet also under a `not`.
const NoValue Outcome = Unknown + 1
