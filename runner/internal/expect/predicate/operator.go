package predicate

import (
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// Operator is one operator with its operand.
type Operator interface {
	// Holds judges an existing value; that of a wide operator any value.
	Holds(v any) outcome.Outcome
	// String returns the operator as shown after "expected": "greater than 5".
	String() string
	// Suggest returns candidates for a value that meets the predicate, for the diagnosis, best first.
	// May be nil: then only those of other operators are tried.
	Suggest() []any
}

// naming is an operator that names the values it takes: each is an alternative of its
// own for the diagnosis.
type naming interface{ Named() []any }

// ordered is an operator that holds on one side of a value, between two values or at one: its
// outcome for a growing value may be final before the value is.
type ordered interface {
	// Beyond reports whether the outcome for now is also that of every greater value.
	Beyond(now any) bool
	// Peak returns a value at which it holds, though it may not hold on either side; nil if there is
	// none.
	Peak() any
}

// asking is an operator with nested predicates on the value or parts of it.
type asking interface{ Asks() []*Predicate }

// explainer is an operator that adds details to the failure: a diff, a wrong type.
type explainer interface {
	Explain(v any, f *outcome.Failure)
}

// partial is an operator that can judge a value of which only parts are built: Partly wants them,
// and returns an operator that holds for them only if it holds for the whole value.
type partial interface {
	Partly(w *value.Wanted) Operator
}

// judging is an operator that makes the failures itself, each with its location in the value.
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

// masked is an operator with its own way to judge a text with masks. Another operator's outcome
// counts if it is the same for all values of the masks.
type masked interface {
	OfMasked(known mask.Names, text string, masks []mask.Mask, o outcome.Outcome) outcome.Outcome
}

// delegating is an operator that does not judge the text itself, but whether there is one, or with
// nested predicates, which handle masks themselves.
type delegating interface{ Delegates() }

// Piecemeal is an operator on pieces of a text, whose suggestions are combined with those of
// others.
type Piecemeal interface {
	Pieces() (start, middle, end string)
}

// whole is an operator that judges a list of nodes as one array.
type whole interface{ JudgesWhole() }

// emptying is an operator that only requires emptiness.
type emptying interface{ AsksEmptiness() }

// coding is an operator that chooses the code of its failure; that of any other is [outcome.Absent]
// or [outcome.Value].
type coding interface{ Code(v any) outcome.Code }

// CodeOf returns the code of a failure for v: [outcome.Absent] if it is missing, else otherwise.
func CodeOf(v any, otherwise outcome.Code) outcome.Code {
	if v == values.Missing || values.IsNoNode(v) {
		return outcome.Absent
	}
	return otherwise
}
