package operator

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
)

// negation requires that none of its predicates holds.
type negation struct{ several }

func compileNot(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
	if n.Kind != yaml.SequenceNode {
		return &negation{several{c.Compile(n, k)}}
	}
	list, ok := c.List(n, "not", "a list")
	if !ok {
		return nil
	}
	return &negation{compileAll(c, list, k)}
}

func (t *negation) Holds(v any) outcome.Outcome {
	all := outcome.Met
	for _, p := range t.several {
		all = outcome.And(all, outcome.Not(p.Settle(v)))
	}
	return all
}

func (t *negation) String() string { return "not " + t.several.String() }

// Explain says why a predicate could be neither true nor false.
func (t *negation) Explain(v any, f *outcome.Failure) {
	v, single := values.Single(v)
	if !single {
		return
	}
	for _, p := range t.several {
		p.ExplainNoValue(v, f)
	}
}

func (t *negation) Suggest() []any { return nil }

// presentOrNot is absent and present.
type presentOrNot struct {
	word   string
	absent bool
}

// presence returns the compiler of absent or present; false turns one into the other.
func presence(word string, absent bool) predicate.CompileOperator {
	return func(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
		on, ok := c.Flag(n, word)
		if !ok {
			return nil
		}
		if absent == on {
			return presentOrNot{"absent", true}
		}
		return presentOrNot{"present", false}
	}
}

func (p presentOrNot) Holds(v any) outcome.Outcome {
	absent := v == values.Missing
	if list, ok := v.(values.Nodes); ok {
		absent = len(list) == 0
	}
	return outcome.Holds(absent == p.absent)
}

func (p presentOrNot) String() string { return p.word }

func (presentOrNot) Delegates() {}

func (p presentOrNot) Suggest() []any { return nil }

func (p presentOrNot) Code(any) outcome.Code {
	if p.absent {
		return outcome.Present
	}
	return outcome.Absent
}

func (t *negation) With(asked []*predicate.Predicate) predicate.Operator { return &negation{asked} }
