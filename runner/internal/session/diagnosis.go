package session

import (
	"context"
	"slices"
	"strings"
	"sync"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/report"
	"assay/runner/internal/suite"
)

// diagnosed is the diagnosis of one run value.
type diagnosed struct {
	mu        sync.Mutex
	of        *pipeline.Run
	diagnosis *diagnose.Diagnosis
}

// Explain returns the status of a hypothesis, and why. No status is a failure; an untested one
// means that nothing is known.
func (d *Document) Explain(ctx context.Context, h *suite.Hypothesis) (diagnose.Status, string, error) {
	run, err := d.runForHypotheses(ctx)
	if err != nil {
		return "", "", d.failed(err)
	}
	all := d.diagnose(run)
	i := slices.IndexFunc(all.Hypotheses, func(one diagnose.Hypothesis) bool { return one.Of == h })
	one := &all.Hypotheses[i]
	return one.Status, report.HypothesisText(one), nil
}

// runForHypotheses returns a run over what the specs of this run need and, if that costs no
// requests, over what the hypotheses predict. Requests for a hypothesis alone are left to assay
// diagnose --live.
func (d *Document) runForHypotheses(ctx context.Context) (*pipeline.Run, error) {
	needs := d.Plan.Needed(d.judging())
	if d.session.opts.Mode == pipeline.Replay {
		needs = d.Plan.WithDeps(append(needs, d.predicted()...)...)
	}
	return d.observing(ctx, needs, d.these(needs))
}

// predicted returns the probes that the hypotheses make predictions about.
func (d *Document) predicted() []*plan.Probe {
	var out []*plan.Probe
	for _, h := range d.Suite.Hypotheses {
		for _, p := range h.Predicts {
			out = append(out, d.Plan.Named(p.Probe.ID)...)
			for _, e := range p.Any {
				for _, ref := range e.Probes() {
					out = append(out, d.Plan.Named(ref.ID)...)
				}
			}
		}
	}
	return out
}

// diagnose returns the diagnosis of a run, made once for all hypotheses.
func (d *Document) diagnose(run *pipeline.Run) *diagnose.Diagnosis {
	d.diagnosed.mu.Lock()
	defer d.diagnosed.mu.Unlock()
	if d.diagnosed.of != run || d.diagnosed.diagnosis == nil {
		d.diagnosed.of, d.diagnosed.diagnosis = run, engine.DiagnosisOf(run, engine.Beside{})
	}
	return d.diagnosed.diagnosis
}

// Diagnosis returns the statuses of the hypotheses of all documents and what to try next, as text;
// "" if there are none, or nothing was observed.
func (s *Session) Diagnosis() string {
	var b strings.Builder
	for _, d := range s.Documents {
		if len(d.Suite.Hypotheses) == 0 {
			continue
		}
		d.mu.Lock()
		err, run := d.takeIn(), d.run
		d.mu.Unlock()
		if err == nil && run != nil {
			b.WriteString(report.DiagnosisText(run, d.diagnose(run)))
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "\nDiagnosis\n" + b.String()
}
