package expect

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// Outcome is three-valued: what an observation does not tell is Unknown.
type Outcome int8

// The outcomes of judging an expectation.
const (
	Met Outcome = iota
	Unmet
	Unknown
)

// Failure is one unmet part of an expectation: a value that printers show.
type Failure struct {
	At       source.Pos
	Subject  Subject
	Expected string // "404", `matching /^rate/`
	Actual   string // what came, with its type where that helps: `"no" (string)`
	Detail   string // more lines: the deepest path that exists, a diff, the event's number
	Next     string // what to do about it, "" when nothing general can be said

	// Beside is the probe whose answer this one was compared with (same_as,
	// differs_from), "" where there was none; Alike tells that the two answers are
	// the same and were to differ.
	Beside string
	Alike  bool
}

// Result is an expectation judged. Failures are the unmet parts (all of them);
// Unknowns say, one sentence each, what could not be told and why. A met result
// carries neither and costs no allocation.
type Result struct {
	Outcome  Outcome
	Failures []Failure
	Unknowns []string
	// Missing is the first of the observations that the unknowns lack: why there is none.
	Missing exchange.Missing
	// Late says why the judging was not waited for: see [Guard].
	Late Late

	quiet bool // only the outcome is wanted
	// sample tells that one sample of a repeat is being judged, whatever samples
	// the observation lists.
	sample bool
	// failing tells that the expectation asks for a failing connection: how long it
	// took to fail may be judged then.
	failing bool
	// inside are the named answers that are being judged, so that a circle of them
	// ends.
	inside *answerFrame
}

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

// World is what judging may look up beside the observation itself.
type World struct {
	// Observation gives another probe's observation by id ("id" or "id[row]"),
	// nil when there is none.
	Observation func(probe string) *exchange.Observation
	// Answer gives a named answer's expectation, nil when there is none.
	Answer   func(id string) *Expectation
	Volatile *exchange.Volatile
	// Guard bounds the judging; nil: [Patience] alone does.
	Guard *Guard

	// assumed is the status to take for an observation whose source reported
	// alternatives, while one of them is judged.
	assumed    int
	assumedFor *exchange.Observation
}

// ProbeRef is a probe that an expectation names (same_as, differs_from), for
// the suite to check and the plan to send.
type ProbeRef struct {
	ID string
	At source.Pos
}
