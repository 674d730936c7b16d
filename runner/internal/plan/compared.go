package plan

import (
	"slices"

	"assay/runner/internal/expect"
	"assay/runner/internal/suite"
)

// compared returns the secrets of the suite that some expectation compares with.
func (b *builder) compared() []suite.Secret {
	if len(b.suite.Secrets) == 0 {
		return nil
	}
	names := map[string]bool{}
	add := func(all ...*expect.Expectation) {
		for _, e := range all {
			for _, name := range e.Secrets() {
				names[name] = true
			}
		}
	}
	for _, a := range b.suite.Answers {
		add(a.Expect)
	}
	for _, s := range b.plan.Specs {
		add(s.Expect, s.Unless)
	}
	for _, p := range b.plan.Probes {
		add(p.Until)
		if p.When != nil {
			add(p.When.Expect)
		}
	}
	for _, h := range b.suite.Hypotheses {
		for _, p := range h.Predicts {
			add(p.Any...)
		}
	}
	if c := b.suite.Limits.Cooldown; c != nil {
		add(c.On)
	}
	return slices.DeleteFunc(slices.Clone(b.suite.Secrets), func(s suite.Secret) bool { return !names[s.Name] })
}
