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

// diagnosed is the diagnosis of what was observed by the time of one run value.
type diagnosed struct {
	mu        sync.Mutex
	of        *pipeline.Run
	diagnosis *diagnose.Diagnosis
}

// Explain says how a hypothesis stands: neither is a failure. Nothing is known of one that
// is untested.
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

// runForHypotheses is a run over what the specs of this run need and, where that
// costs nothing, over what the hypotheses predict. Nothing is sent for the sake of
// a hypothesis: that is for assay diagnose --live.
func (d *Document) runForHypotheses(ctx context.Context) (*pipeline.Run, error) {
	needs := d.Plan.Needed(d.judging())
	if d.session.opts.Mode == pipeline.Replay {
		needs = d.Plan.WithDeps(append(needs, d.predicted()...)...)
	}
	return d.observing(ctx, needs, d.these(needs))
}

// predicted are the probes that the hypotheses say something of.
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

// diagnose is the diagnosis of a run, made once for all hypotheses.
func (d *Document) diagnose(run *pipeline.Run) *diagnose.Diagnosis {
	d.diagnosed.mu.Lock()
	defer d.diagnosed.mu.Unlock()
	if d.diagnosed.of != run || d.diagnosed.diagnosis == nil {
		d.diagnosed.of, d.diagnosed.diagnosis = run, engine.DiagnosisOf(run, engine.Beside{})
	}
	return d.diagnosed.diagnosis
}

// Diagnosis is how the hypotheses of all documents stand and what to try next, as text;
// "" where there are none, or nothing was observed.
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
