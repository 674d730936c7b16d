package predicate

import (
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
)

// Operator is one operator with its operand.
type Operator interface {
	// Holds judges a value that is there; that of a wide operator any value.
	Holds(v any) outcome.Outcome
	// String is the operator as it stands after "expected": "greater than 5".
	String() string
	// Suggest are values worth trying where the diagnosis looks for one that meets the
	// predicate, best first. None: what the others suggest is tried.
	Suggest() []any
}

// naming is an operator that names the values it takes: each is an alternative of its
// own for the diagnosis.
type naming interface{ Named() []any }

// ordered is an operator that holds on one side of a value, between two of them or at
// one: what it says of values that only grow can be told before they are at their end.
type ordered interface {
	// Beyond reports whether the outcome is that of now for every greater value.
	Beyond(now any) bool
	// Peak is a value at which it holds, and may on neither side of it; nil: there is
	// none.
	Peak() any
}

// asking is an operator that asks other predicates about the value or parts of it.
type asking interface{ Asks() []*Predicate }

// explainer is an operator that adds to the failure what its text and the value
// do not say: a diff, a type that does not fit.
type explainer interface {
	Explain(v any, f *outcome.Failure)
}

// judging is an operator that makes the failures itself, each with its place
// within the value.
type judging interface {
	JudgeWithin(v any, s outcome.Subject, at source.Pos, out *outcome.Result)
}

// doubting is an operator that says why it could not judge v.
type doubting interface{ Doubt(v any) string }

// comparing is an operator that compares the value as a whole with others, which may
// name secrets.
type comparing interface {
	Compared(known mask.Names, v any) outcome.Outcome
}

// masked is an operator with a way of its own to judge a text with masks. of any other
// the outcome counts that is the same whatever is put in their place.
type masked interface {
	OfMasked(known mask.Names, text string, masks []mask.Mask, o outcome.Outcome) outcome.Outcome
}

// delegating is an operator that asks nothing of the text itself: only whether there is
// one, or what predicates say of it, which know masks themselves.
type delegating interface{ Delegates() }

// Piecemeal is an operator on pieces of a text, which are put together with those of
// the others.
type Piecemeal interface {
	Pieces() (start, middle, end string)
}

// whole is an operator that judges a list of nodes as one array.
type whole interface{ JudgesWhole() }

// emptying is an operator that asks for nothing but emptiness.
type emptying interface{ AsksEmptiness() }

// coding is an operator that says with which code v does not meet it; that of any other is
// [outcome.Absent] or [outcome.Value].
type coding interface{ Code(v any) outcome.Code }

// CodeOf is the code of a failure where v is not what was expected: [outcome.Absent] where
// it is nothing, else otherwise.
func CodeOf(v any, otherwise outcome.Code) outcome.Code {
	if v == values.Missing || values.IsNoNode(v) {
		return outcome.Absent
	}
	return otherwise
}
