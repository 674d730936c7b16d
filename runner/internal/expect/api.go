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
	"assay/runner/internal/lang"
)

// The API for other packages. They import only this package; those below it are internal to it.
type (
	// Expectation is a compiled expectation of an observation.
	Expectation = check.Expectation
	// World is the context of judging other than the observation itself.
	World = check.World
	// Part is one condition of an expectation, judged on its own.
	Part = check.Part
	// Guard bounds the judging of expectations.
	Guard = check.Guard

	// Outcome is three-valued: Unknown if the observation lacks the necessary data.
	Outcome = outcome.Outcome
	// Result is the result of judging an expectation.
	Result = outcome.Result
	// Failure is one unmet part of an expectation.
	Failure = outcome.Failure
	// CodeMeaning is the code of a failure with its meaning.
	CodeMeaning = outcome.CodeMeaning
	// Subject is the subject of a failure.
	Subject = outcome.Subject
	// Late is the reason why a judgement was abandoned.
	Late = outcome.Late

	// Scope is the context in which an expectation is compiled.
	Scope = compile.Scope
	// Known says how much is known of a ${reference} at compile time.
	Known = compile.Known
	// ProbeRef is a probe that an expectation names.
	ProbeRef = compile.ProbeRef
	// Shared holds data shared by the expectations of one suite.
	Shared = compile.Shared

	// Difference is one part in which two responses differ.
	Difference = compare.Difference
	// OperationCoverage is the coverage of one operation of an OpenAPI document by observations.
	OperationCoverage = openapi.OperationCoverage
	// StatusCoverage is the number of responses with a documented status.
	StatusCoverage = openapi.StatusCoverage
	// OpenAPIDocument is an OpenAPI document prepared to judge responses.
	OpenAPIDocument = openapi.Document
	// OpenAPIProblem is a mistake in an OpenAPI document.
	OpenAPIProblem = openapi.Problem
)

// The outcomes of judging an expectation.
const (
	Met     = outcome.Met
	Unmet   = outcome.Unmet
	Unknown = outcome.Unknown
)

// Reasons why a judgement was abandoned.
const (
	TookLong = outcome.TookLong // longer than limits.judge
	RunEnded = outcome.RunEnded // the context ended
)

// The states of a reference while compiling.
const (
	Undeclared = compile.Undeclared // an error in the document
	Later      = compile.Later      // declared; Bind fills in its value (row variable, capture)
	Now        = compile.Now        // the value is known
)

// Patience is the default time limit for judging one expectation.
const Patience = check.Patience

// FailureCodes lists the codes of failures in the order of the reference.
func FailureCodes() []CodeMeaning { return outcome.Codes() }

// NewShared returns an empty Shared.
func NewShared() *Shared { return compile.NewShared() }

// NewGuard returns a guard; limit 0 is [Patience]. The end of ctx ends every judgement that the
// guard watches.
func NewGuard(ctx context.Context, limit time.Duration) *Guard { return check.NewGuard(ctx, limit) }

// Watch calls f, and waits for it within the guard's limits; late says which one ended the wait.
func Watch[T any](g *Guard, f func() T) (out T, late Late) { return check.Watch(g, f) }

// Gist returns a short form of a response: "404 Not Found, {"detail": …}".
func Gist(o *exchange.Observation) string { return check.Gist(o) }

// ParseDuration reads Go's durations ("150ms", "1h30m") and days ("1d", "1d12h"), which
// are 24 hours.
func ParseDuration(s string) (time.Duration, error) { return values.ParseDuration(s) }

// ParseSize reads a number of bytes: "512", "10KiB", "5MB" (IEC 80000-13).
func ParseSize(s string) (int64, error) { return values.ParseSize(s) }

// Increases reports whether two values are JSON numbers and after is greater than before.
func Increases(before, after any) bool {
	more, ok := values.Increases(before, after, "")
	return more && ok
}

// CompareParts lists the parts in which responses can be compared: same_as … in.
func CompareParts() []string { return compare.Parts }

// Compare compares two responses in these parts, except volatile ones. unknowns says what could not
// be compared (unreported parts, no response); leftOut names the volatile parts that were ignored.
// The responses are equal if there are no differences and no unknowns.
func Compare(a, b *exchange.Observation, parts []string, v *exchange.Volatile) (differences []Difference, unknowns, leftOut []string) {
	return compare.Observations(a, b, parts, v)
}

// OpenAPICoverage returns the operations and statuses of the document at path that the observations
// covered, ordered by path and method. It ignores observations without a response, or of
// undocumented operations. The error says why the document is invalid.
func OpenAPICoverage(path string, shared *Shared, obs []*exchange.Observation) ([]OperationCoverage, error) {
	return openapi.Coverage(path, shared, obs)
}

// ReadOpenAPI reads an OpenAPI document of that text as the one at path, from which its $refs
// start, and keeps it in shared. The error says why it is none.
func ReadOpenAPI(path string, text []byte, shared *Shared) (*OpenAPIDocument, error) {
	return openapi.Read(path, text, shared)
}

// OpenAPIProblems returns the mistakes in the document at path in the parts about responses, in the
// order of its paths. The error says why it is no OpenAPI document.
func OpenAPIProblems(path string, shared *Shared) ([]OpenAPIProblem, error) {
	return openapi.Problems(path, shared)
}

// HeaderReported reports whether the source of a transcribed response reported the presence or
// absence of that header; it is true for any other response.
func HeaderReported(o *exchange.Observation, name string) bool { return check.HeaderReported(o, name) }

// JSONReported reports whether the source of a transcribed response reported the nodes of the
// JSONPath; it is true for any other response.
func JSONReported(o *exchange.Observation, path string) bool {
	p, err := jsonpath.Parse(path)
	return err == nil && jsonpath.Unreported(o, p) == ""
}

// Operators lists the operators of predicates in the order of the reference.
func Operators() []lang.Word { return operator.Language.Words() }

// IsOperator reports whether a word is an operator: a map with such a key is a
// predicate, not a value.
func IsOperator(word string) bool { return operator.Language.Has(word) }

// NearOperator returns the operator that a word was probably meant to be: the word is that of
// another tool, or has one typo. It returns "" for any other word.
func NearOperator(word string) string { return operator.Language.Near(word) }

// NearOperatorPattern returns a regular expression for the words that [NearOperator] finds near,
// and for some operators themselves, for the JSON Schema of editors.
func NearOperatorPattern() string { return operator.Language.NearPattern() }

// IsPlain reports whether a text that stands for itself is sure to mean that text: it is no word
// such as absent, and none such as "> 0".
func IsPlain(text string) bool { return predicate.IsPlain(text) }

// Compile reads the expectation at n: a map of keys that must all hold, the name of an answer, or a
// list of alternatives. Errors go to s.Problems; the result is never nil and can be judged even
// then.
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
