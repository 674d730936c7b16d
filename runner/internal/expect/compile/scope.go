package compile

import "assay/runner/internal/source"

// Known says how much is known of a ${reference} at compile time.
type Known int8

// The states of a reference while compiling.
const (
	Undeclared Known = iota // an error in the document
	Later                   // declared; Bind fills in its value (row variable, capture)
	Now                     // the value is known
)

// Scope is the context in which an expectation is compiled.
type Scope struct {
	File     *source.File
	Dir      string           // the folder of relative files (schema, …), which must be in it
	Problems *source.Problems // collects all errors
	// Lookup returns the value of a ${reference}. Names lists the known ones, for "did you mean".
	Lookup func(name string) (any, Known)
	Names  func() []string
	// Secret reports whether a name is that of a secret, whose value is its reference; nil: none is.
	Secret func(name string) bool
	// Unique says that duplicate keys of the document were reported already.
	Unique bool
	// Masked reports whether ${name} in a response is a masked value: a secret, a capture, or what the
	// run makes, with the text that it is made from; nil: none is.
	Masked func(name string) (made string, masked bool)
	// AnswerIDs are the ids that `answer:` and bare words may name.
	AnswerIDs []string
	// OpenAPI is the path of the suite's OpenAPI document, "" if it has none.
	OpenAPI string
	// Shared holds compiled schemas and documents of the expectations of one suite; see NewShared.
	Shared *Shared
}

// ProbeRef is a probe that an expectation names (same_as, differs_from), for
// the suite to check and the plan to send.
type ProbeRef struct {
	ID  string
	At  source.Pos
	Key string // the key that names it, for messages; "": same_as or differs_from
}
