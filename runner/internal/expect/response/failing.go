package response

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// errorCheck is the key `error`: the request fails in one of these ways.
type errorCheck struct {
	at    source.Pos
	kinds []string
}

// CompileError reads the key `error`.
func CompileError(c *predicate.Compiler, n *yaml.Node) check.Check {
	known := FailureKinds()
	kinds, nodes := c.Words(n, "error")
	for i, kind := range kinds {
		if !slices.Contains(known, kind) {
			c.UnknownWord(nodes[i], "error", kind, known)
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	return &errorCheck{c.At(n), kinds}
}

// FailureKinds lists the words of the key.
func FailureKinds() []string {
	known := make([]string, len(exchange.FailureKinds))
	for i, k := range exchange.FailureKinds {
		known[i] = string(k)
	}
	return known
}

func (e *errorCheck) JudgesFailures() {}

func (e *errorCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	if o.Failure != nil && slices.Contains(e.kinds, string(o.Failure.Kind)) {
		return
	}
	f := outcome.Failure{At: e.at, Code: outcome.Connection, Subject: outcome.Subject{Key: "error"}, Expected: text.List(e.kinds, "or")}
	if out.Quiet() {
		out.Fail(f)
		return
	}
	if o.Failure == nil {
		f.Actual = "an answer: " + check.Gist(o)
	} else {
		f.Actual, f.Detail = string(o.Failure.Kind), o.Failure.Message
	}
	out.Fail(f)
}

func (e *errorCheck) Summary() string { return "error " + text.List(e.kinds, "or") }

func (e *errorCheck) Examples(_ *check.Sketch, d check.Draft) []check.Draft {
	var out []check.Draft
	for _, kind := range e.kinds {
		one := d
		one.Failure = &exchange.Failure{Kind: exchange.FailureKind(kind)}
		out = append(out, one)
	}
	return out
}

// WantsFailure returns true: a failure is what the key expects.
func (*errorCheck) WantsFailure() bool { return true }

func (*errorCheck) Costly(*exchange.Observation, *check.World, int) bool { return false }
