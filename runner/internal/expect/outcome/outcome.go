package outcome

// Outcome is three-valued: Unknown if the observation lacks the necessary data.
type Outcome int8

// The outcomes of judging an expectation.
const (
	Met Outcome = iota
	Unmet
	Unknown
)

// The outcomes combine by Kleene's three-valued logic; noValue counts as false but stays so under a
// `not`.

// Holds is Met or Unmet.
func Holds(ok bool) Outcome {
	if ok {
		return Met
	}
	return Unmet
}

// And returns a and b.
func And(a, b Outcome) Outcome {
	for _, o := range [...]Outcome{Unmet, NoValue, Unknown} {
		if a == o || b == o {
			return o
		}
	}
	return Met
}

// Or returns a or b.
func Or(a, b Outcome) Outcome {
	for _, o := range [...]Outcome{Met, Unknown, NoValue} {
		if a == o || b == o {
			return o
		}
	}
	return Unmet
}

// Not returns not a.
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
