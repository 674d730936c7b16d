package expect

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/exchange"
	"assay/runner/source"
)

// Expectation is what must hold of an observation, compiled.
type Expectation struct {
	At source.Pos
}

// Compile reads the expectation at n. Mistakes go to s.Problems; the result is
// never nil and can be judged even then.
func Compile(n *yaml.Node, s *Scope) *Expectation { return &Expectation{At: s.File.At(n)} }

// expectation reads an expectation inside another one.
func (c *compiling) expectation(n *yaml.Node) *Expectation { return &Expectation{At: c.at(n)} }

// Late tells whether the expectation holds references whose value comes later;
// such an expectation is judged only after Bind.
func (e *Expectation) Late() bool { return false }

// Refs lists the ${references} of the expectation, for the plan's dependencies.
func (e *Expectation) Refs() []string { return nil }

// Probes lists the probes that the expectation compares with.
func (e *Expectation) Probes() []ProbeRef { return nil }

// Bind fills the late references. An error says which has no value, or which
// value does not fit where it stands.
func (e *Expectation) Bind(lookup func(name string) (any, bool)) (*Expectation, error) {
	return e, nil
}

// Judge judges o. It does no I/O and may be called from many goroutines.
func (e *Expectation) Judge(o *exchange.Observation, w *World) Result { return Result{} }

// Summary is the expectation in a few words: the answer's name, "status 429",
// "same status, body as no-credentials".
func (e *Expectation) Summary() string { return "" }

// CompareParts are what answers may be compared in: same_as … in.
var CompareParts = []string{"status", "headers", "body", "shape"}

// Difference is one part in which two answers differ.
type Difference struct {
	Path string // "status", "header X-Y", "body", "$.detail"
	A, B string // as messages show them, with types
}

// Compare sets two answers side by side in these parts, volatile parts aside.
// Unknowns say what could not be compared (unreported parts); leftOut names the
// volatile parts that were passed over. No differences and no unknowns: the same.
func Compare(a, b *exchange.Observation, parts []string, v *exchange.Volatile) (differences []Difference, unknowns, leftOut []string) {
	return nil, nil, nil
}
