package expect

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// errorCheck is the key `error`: the connection fails, in one of these ways.
type errorCheck struct {
	at    source.Pos
	kinds []string
}

func compileError(c *compiling, n *yaml.Node) check {
	known := failureKinds()
	kinds, nodes := c.words(n, "error")
	for i, kind := range kinds {
		if !slices.Contains(known, kind) {
			c.unknownWord(nodes[i], "error", kind, known)
		}
	}
	if len(kinds) == 0 {
		return nil
	}
	return &errorCheck{c.at(n), kinds}
}

// failureKinds are the words of the key.
func failureKinds() []string {
	known := make([]string, len(exchange.FailureKinds))
	for i, k := range exchange.FailureKinds {
		known[i] = string(k)
	}
	return known
}

func (e *errorCheck) judgesFailures() {}

// wantsFailure reports whether the expectation can be met by a failing connection
// because it asks for one.
func (e *Expectation) wantsFailure() bool {
	return slices.ContainsFunc(e.checks, func(k keyed) bool {
		switch k := k.check.(type) {
		case *errorCheck:
			return true
		case *combination:
			return k.rule != notOne && slices.ContainsFunc(k.of, (*Expectation).wantsFailure)
		}
		return false
	})
}

func (e *errorCheck) judge(o *exchange.Observation, _ *World, out *Result) {
	if o.Failure != nil && slices.Contains(e.kinds, string(o.Failure.Kind)) {
		return
	}
	f := Failure{At: e.at, Subject: Subject{Key: "error"}, Expected: joined(e.kinds, "or")}
	if out.quiet {
		out.unmet(f)
		return
	}
	if o.Failure == nil {
		f.Actual = "an answer: " + Gist(o)
	} else {
		f.Actual, f.Detail = string(o.Failure.Kind), o.Failure.Message
	}
	out.unmet(f)
}

func (e *errorCheck) summary() string { return "error " + joined(e.kinds, "or") }
