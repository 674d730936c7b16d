package judge

import (
	"sync"

	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// answer is the name that the suite gives to a probe's response, looked up on first use.
type answer struct {
	once sync.Once
	id   string
}

// Answer returns the name of the first of the suite's answers that the observation of p meets, ""
// if it meets none or there is no observation.
func (e *Evidence) Answer(p *plan.Probe) string {
	if p == nil || len(e.answers) == 0 {
		return ""
	}
	if e.named == nil {
		return e.nameOf(p)
	}
	a := &e.named[p.Order]
	a.once.Do(func() { a.id = e.nameOf(p) })
	return a.id
}

func (e *Evidence) nameOf(p *plan.Probe) string {
	o := e.Observation(p)
	if o == nil || !o.Missing.None() {
		return ""
	}
	w := e.World(p)
	for _, a := range e.plan.Suite.Answers {
		x, reason := e.bound(a.Expect, p)
		if reason.None() && x.Outcome(o, w) == expect.Met {
			return a.ID
		}
	}
	return ""
}
