package compile

import "assay/runner/internal/source"

// Known says how much compiling knows of a ${reference}.
type Known int8

// The states of a reference while compiling.
const (
	Undeclared Known = iota // a mistake in the document
	Later                   // declared, its value comes with Bind (row variable, capture)
	Now                     // the value is known
)

// Scope is what an expectation is compiled in.
type Scope struct {
	File     *source.File
	Dir      string           // relative files (schema, …) start here and may not leave it
	Problems *source.Problems // where mistakes go, all of them
	// Lookup gives the value of a ${reference}. Names lists the known ones, for
	// "did you mean".
	Lookup func(name string) (any, Known)
	Names  func() []string
	// Secret reports whether a name is that of a secret, which stands for itself; nil:
	// none is.
	Secret func(name string) bool
	// Masked reports whether ${name} in an answer stands for a value that was masked, a
	// secret or a capture; nil: for none.
	Masked func(name string) bool
	// AnswerIDs are the ids that `answer:` and bare words may name.
	AnswerIDs []string
	// OpenAPI is the path of the suite's OpenAPI document, "" when it has none.
	OpenAPI string
	// Shared keeps compiled schemas and documents between the expectations of one
	// suite; NewShared makes one.
	Shared *Shared
}

// ProbeRef is a probe that an expectation names (same_as, differs_from), for
// the suite to check and the plan to send.
type ProbeRef struct {
	ID  string
	At  source.Pos
	Key string // what names it, for messages; "": same_as or differs_from
}
