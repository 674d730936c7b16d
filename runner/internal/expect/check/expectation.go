package check

import (
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// Expectation is a compiled expectation of an observation. It is immutable, and safe for concurrent
// use.
type Expectation struct {
	At     source.Pos
	checks []keyed
	heavy  bool  // it may judge single values by a schema
	timed  bool  // see ReadsTimes
	down   int32 // lines from the places of checks to those of the expectation: see MovedTo
	readOn time.Duration
	more   *more // nil for most
}

// keyed is a check with the key that it was written under.
type keyed struct {
	key string
	Check
	of *compile.Secrets // nil for most
}

// Judge calls the check, unless it refers to a secret that is unknown for o.
func (k *keyed) Judge(o *exchange.Observation, w *World, out *outcome.Result) {
	if !k.of.Unknown(o, out) {
		k.Check.Judge(o, w, out)
	}
}

// more holds the data that few expectations have.
type more struct {
	compile.References
	// node, scope and compile are kept if there are late references: Bind compiles the node again.
	node    *yaml.Node
	scope   *compile.Scope
	compile func(*yaml.Node, *compile.Scope) *Expectation
}

// RefersTo sets the references of an expectation that compile made of n in s.
func (e *Expectation) RefersTo(r compile.References, n *yaml.Node, s *compile.Scope, again func(*yaml.Node, *compile.Scope) *Expectation) {
	e.more = &more{References: r}
	if len(r.Late) > 0 {
		e.more.node, e.more.scope, e.more.compile = n, s, again
	}
}

// Weigh sets whether e judges single values by a schema, which may take long.
func (e *Expectation) Weigh(heavy bool) { e.heavy = heavy }

// Times sets what ReadsTimes reports.
func (e *Expectation) Times(timed bool) { e.timed = timed }

// ReadsTimes reports whether e reads a value as a time, so that its outcome depends on when the
// response came, too.
func (e *Expectation) ReadsTimes() bool { return e.timed }

// ReadsOn sets how long a stream has to be read after its end mark.
func (e *Expectation) ReadsOn(d time.Duration) { e.readOn = d }

// ReadOn returns how long a stream has to be read after its end mark to judge it; 0: no longer than
// any. It does not include that of the answers that e names.
func (e *Expectation) ReadOn() time.Duration {
	if e == nil {
		return 0
	}
	return e.readOn
}

// Asks reports whether e has a key of that name.
func (e *Expectation) Asks(key string) bool {
	return slices.ContainsFunc(e.checks, func(k keyed) bool { return k.key == key })
}

// Grow makes room for n checks.
func (e *Expectation) Grow(n int) { e.checks = make([]keyed, 0, n) }

// Add adds a check under its key; of are the secrets that it compares with. nil adds
// nothing.
func (e *Expectation) Add(key string, k Check, of *compile.Secrets) {
	if k != nil {
		e.checks = append(e.checks, keyed{key, k, of})
	}
}

// Late reports whether the expectation has references without a value yet; such an expectation is
// judged only after Bind.
func (e *Expectation) Late() bool { return e.more != nil && len(e.more.Late) > 0 }

// IsMap reports whether the expectation is a map of keys, to which more can be added, as opposed to
// the name of an answer or a list of alternatives.
func (e *Expectation) IsMap() bool {
	return len(e.checks) != 1 || e.checks[0].key != "answer" && e.checks[0].key != "any"
}

// Refs lists the ${references} of the expectation, for the plan's dependencies.
func (e *Expectation) Refs() []string {
	if e.more == nil {
		return nil
	}
	return e.more.Refs
}

// Secrets lists the secrets that the expectation compares with, as far as their
// references are filled.
func (e *Expectation) Secrets() []string {
	if e == nil || e.more == nil {
		return nil
	}
	return e.more.Secrets
}

// Probes lists the probes that the expectation compares with.
func (e *Expectation) Probes() []compile.ProbeRef {
	if e.more == nil {
		return nil
	}
	return e.more.Probes
}

// Bind fills in the late references that lookup knows; others stay late, so that a row's variables
// can be bound first and captures once they exist. An error says which value is invalid at its
// position. An expectation without late references is returned as it is.
func (e *Expectation) Bind(lookup func(name string) (any, bool)) (*Expectation, error) {
	if !e.Late() || !slices.ContainsFunc(e.more.Late, func(name string) bool { _, ok := lookup(name); return ok }) {
		return e, nil
	}
	earlier, problems := e.more.scope.Lookup, source.Problems{}
	scope := *e.more.scope
	scope.Problems = &problems
	scope.Lookup = func(name string) (any, compile.Known) {
		if v, ok := lookup(name); ok {
			return v, compile.Now
		}
		return earlier(name)
	}
	bound := e.more.compile(e.more.node, &scope)
	return bound, problems.Err()
}

// Summary returns the expectation in short: the answer's name, "status 429", "same status, body as
// no-credentials".
func (e *Expectation) Summary() string {
	words := make([]string, len(e.checks))
	for i := range e.checks {
		words[i] = e.checks[i].Summary()
	}
	return text.Line(strings.Join(words, ", "), 120)
}

func (k keyed) Summary() string {
	if s, ok := k.Check.(summarizer); ok {
		return s.Summary()
	}
	return k.key
}

// WantsFailure reports whether a failed connection can meet the expectation because it expects one.
func (e *Expectation) WantsFailure() bool {
	return slices.ContainsFunc(e.checks, func(k keyed) bool {
		f, ok := k.Check.(FailureWanting)
		return ok && f.WantsFailure()
	})
}

// Named lists the alternative answers of an expectation that names only answers; otherwise nil.
func (e *Expectation) Named() []string {
	if len(e.checks) != 1 {
		return nil
	}
	if a, ok := e.checks[0].Check.(answerNaming); ok {
		return a.Answers()
	}
	return nil
}

// StatusOnly describes the expected status of an expectation of only the status; otherwise "".
// Equal texts mean equal expectations.
func (e *Expectation) StatusOnly() string {
	if len(e.checks) != 1 || e.checks[0].key != "status" {
		return ""
	}
	return e.checks[0].Summary()
}

// JudgesSamples reports whether a check of e judges all samples of a repeat together.
func (e *Expectation) JudgesSamples() bool {
	return slices.ContainsFunc(e.checks, func(k keyed) bool {
		over, ok := k.Check.(overSamples)
		return ok && over.JudgesSamples()
	})
}

// Enumerable reports whether the expectation depends only on statuses, sizes and durations, so that
// trying every status with small and large responses shows whether it can fail.
func (e *Expectation) Enumerable() bool {
	return !slices.ContainsFunc(e.checks, func(k keyed) bool {
		some, ok := k.Check.(enumerable)
		return !ok || !some.Enumerable()
	})
}
