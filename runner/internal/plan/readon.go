package plan

import (
	"time"

	"assay/runner/internal/expect"
)

// readOn sets how long the streams of probes are read after their end mark: as long as any
// expectation of them needs. An answer may be that of any probe.
func (b *builder) readOn() {
	var answers time.Duration
	for _, a := range b.suite.Answers {
		answers = max(answers, a.Expect.ReadOn())
	}
	for _, s := range b.plan.Specs {
		s.Probe.readsOn(s.Expect, s.Unless)
		s.Control.readsOn(s.Expect)
	}
	for _, p := range b.plan.Probes {
		p.readsOn(p.Until)
		if p.When != nil {
			p.When.Probe.readsOn(p.When.Expect)
		}
	}
	for _, h := range b.suite.Hypotheses {
		for _, prediction := range h.Predicts {
			if longest(prediction.Any) == 0 {
				continue
			}
			for _, p := range b.named(prediction.Probe.ID) {
				p.readsOn(prediction.Any...)
			}
		}
	}
	for _, p := range b.plan.Probes {
		if p.Request.Stream {
			p.Request.ReadOn = max(p.Request.ReadOn, answers)
		}
	}
}

func (p *Probe) readsOn(all ...*expect.Expectation) {
	if p != nil && p.Request.Stream {
		p.Request.ReadOn = max(p.Request.ReadOn, longest(all))
	}
}

func longest(all []*expect.Expectation) (d time.Duration) {
	for _, e := range all {
		d = max(d, e.ReadOn())
	}
	return d
}
