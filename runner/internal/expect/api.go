package expect

import (
	"context"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compare"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/jsonpath"
	"assay/runner/internal/expect/openapi"
	"assay/runner/internal/expect/operator"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/expect/xml"
	"assay/runner/internal/lang"
)

// What other packages know of expectations. They import this package alone; the rooms
// below it are its own.
type (
	// Expectation is what must hold of an observation, compiled.
	Expectation = check.Expectation
	// World is what judging may look up beside the observation itself.
	World = check.World
	// Part is one condition of an expectation, judged by itself.
	Part = check.Part
	// Guard bounds the judging of expectations.
	Guard = check.Guard

	// Outcome is three-valued: what an observation does not tell is Unknown.
	Outcome = outcome.Outcome
	// Result is an expectation judged.
	Result = outcome.Result
	// Failure is one unmet part of an expectation.
	Failure = outcome.Failure
	// CodeMeaning is the code of a failure with what it says.
	CodeMeaning = outcome.CodeMeaning
	// Subject is what a failure is about.
	Subject = outcome.Subject
	// Late is why a judgement was not waited for.
	Late = outcome.Late

	// Scope is what an expectation is compiled in.
	Scope = compile.Scope
	// Known says how much compiling knows of a ${reference}.
	Known = compile.Known
	// ProbeRef is a probe that an expectation names.
	ProbeRef = compile.ProbeRef
	// Shared keeps what the expectations of one suite have in common.
	Shared = compile.Shared

	// Difference is one part in which two answers differ.
	Difference = compare.Difference
	// OperationCoverage is what observations showed of one operation of an OpenAPI
	// document.
	OperationCoverage = openapi.OperationCoverage
	// StatusCoverage is how many answers came with a documented status.
	StatusCoverage = openapi.StatusCoverage
	// XPath is a compiled XPath 1.0 expression, for taking a value out of an answer.
	XPath = xml.XPath
)

// The outcomes of judging an expectation.
const (
	Met     = outcome.Met
	Unmet   = outcome.Unmet
	Unknown = outcome.Unknown
)

// Why a judgement was not waited for.
const (
	TookLong = outcome.TookLong // longer than it may: limits.judge
	RunEnded = outcome.RunEnded // the context ended
)

// The states of a reference while compiling.
const (
	Undeclared = compile.Undeclared // a mistake in the document
	Later      = compile.Later      // declared, its value comes with Bind (row variable, capture)
	Now        = compile.Now        // the value is known
)

// Patience is how long judging one expectation may take where nobody says.
const Patience = check.Patience

// FailureCodes lists the codes of failures in the order of the reference.
func FailureCodes() []CodeMeaning { return outcome.Codes() }

// NewShared makes an empty Shared.
func NewShared() *Shared { return compile.NewShared() }

// NewGuard makes a guard; limit 0 is [Patience]. The end of ctx ends every judgement
// that the guard watches.
func NewGuard(ctx context.Context, limit time.Duration) *Guard { return check.NewGuard(ctx, limit) }

// Watch calls f, and waits for it as long as the guard does; late says what ended the
// waiting.
func Watch[T any](g *Guard, f func() T) (out T, late Late) { return check.Watch(g, f) }

// NewXPath compiles an expression; the error says why it is none.
func NewXPath(text string) (*XPath, error) { return xml.NewXPath(text) }

// Gist is an answer in a few words: "404 Not Found, {"detail": …}".
func Gist(o *exchange.Observation) string { return check.Gist(o) }

// ParseDuration reads Go's durations ("150ms", "1h30m") and days ("1d", "1d12h"), which
// are 24 hours.
func ParseDuration(s string) (time.Duration, error) { return values.ParseDuration(s) }

// ParseSize reads a number of bytes: "512", "10KiB", "5MB" (IEC 80000-13).
func ParseSize(s string) (int64, error) { return values.ParseSize(s) }

// Increases reports whether two values are numbers of JSON, and after is greater than before.
func Increases(before, after any) bool {
	more, ok := values.Increases(before, after, "")
	return more && ok
}

// CompareParts lists what answers may be compared in: same_as … in.
func CompareParts() []string { return compare.Parts }

// Compare sets two answers side by side in these parts, volatile parts aside.
// Unknowns say what could not be compared (unreported parts, no answer); leftOut
// names the volatile parts that were passed over. No differences and no
// unknowns: the same.
func Compare(a, b *exchange.Observation, parts []string, v *exchange.Volatile) (differences []Difference, unknowns, leftOut []string) {
	return compare.Observations(a, b, parts, v)
}

// OpenAPICoverage tells which operations and statuses of the document at path
// the observations covered, every operation in the order of paths and methods.
// Observations without an answer, or of no documented operation, are left out. The error
// says what keeps the document from being one.
func OpenAPICoverage(path string, shared *Shared, obs []*exchange.Observation) ([]OperationCoverage, error) {
	return openapi.Coverage(path, shared, obs)
}

// HeaderReported reports whether the source of a transcribed answer reported the
// header of that name, its presence or its absence; of any other answer everything
// is known.
func HeaderReported(o *exchange.Observation, name string) bool { return check.HeaderReported(o, name) }

// JSONReported reports whether the source of a transcribed answer reported what the
// JSONPath selects; of any other answer everything is known.
func JSONReported(o *exchange.Observation, path string) bool {
	p, err := jsonpath.Parse(path)
	return err == nil && jsonpath.Unreported(o, p) == ""
}

// Operators lists the operators of predicates in the order of the reference.
func Operators() []lang.Word { return operator.Language.Words() }

// IsOperator reports whether a word is an operator: a map with such a key is a
// predicate, not a value.
func IsOperator(word string) bool { return operator.Language.Has(word) }

// NearOperator is the operator that a word most likely was to be, "" where it is
// another word: one of other tools, or one slip of the fingers away.
func NearOperator(word string) string { return operator.Language.Near(word) }

// NearOperatorPattern is a regular expression of the words that [NearOperator]
// finds near, and of some operators themselves, for the JSON Schema of editors.
func NearOperatorPattern() string { return operator.Language.NearPattern() }

// Compile reads the expectation at n: a map of keys that must all hold, the name
// of an answer, or a list of which one must hold. Mistakes go to s.Problems; the
// result is never nil and can be judged even then.
func Compile(n *yaml.Node, s *compile.Scope) *check.Expectation {
	if s.Shared == nil {
		own := *s
		own.Shared = compile.NewShared()
		s = &own
	}
	c := &compiler{Compiler: predicate.Compiler{State: compile.NewState(s), Language: operator.Language, IsKey: isKey}, keys: keys}
	e := c.expectation(c.Fill(n))
	if !c.Empty() {
		e.RefersTo(c.References, n, s, Compile)
	}
	return e
}

func isKey(word string) bool { return keys[word] != nil }
