package expect

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/exchange"
	"assay/runner/source"
)

// check is one compiled key of an expectation ("status", "json", "stream"…). It
// adds what is unmet or unknown to out and leaves out untouched when it is met.
type check interface {
	judge(o *exchange.Observation, w *World, out *Result)
}

// compileKey reads the value of one key. Mistakes go to c; nil means that there
// is nothing to judge (after a mistake).
type compileKey func(c *compiling, n *yaml.Node) check

// keys are the keys of an expectation. Each file that implements one registers
// it in its init, so that a newcomer finds a key by its file.
var keys = map[string]compileKey{}

// compiling is the state of one Compile: where mistakes go, what references
// were met.
type compiling struct {
	*Scope
	late   bool     // a Later reference was met
	refs   []string // every reference met
	probes []ProbeRef
	exp    *Expectation
}

// at is the place of n in the document.
func (c *compiling) at(n *yaml.Node) source.Pos { return c.File.At(n) }

// mistake records an error of the document at n.
func (c *compiling) mistake(n *yaml.Node, format string, args ...any) *source.Problem {
	return c.Problems.Add(c.at(n), format, args...)
}

// unmet adds a failure.
func (r *Result) unmet(f Failure) {
	r.Outcome = Unmet
	r.Failures = append(r.Failures, f)
}

// unknown adds a reason why something could not be told; a failure outweighs it.
func (r *Result) unknown(reason string) {
	if r.Outcome == Met {
		r.Outcome = Unknown
	}
	r.Unknowns = append(r.Unknowns, reason)
}
