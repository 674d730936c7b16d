package spec

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/onsi/ginkgo/v2"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/engine"
	"assay/runner/internal/plan"
	"assay/runner/internal/report"
	"assay/runner/internal/suite"
)

// hypothesisLabel is the label of specs that stand for hypotheses.
const hypothesisLabel = "hypothesis"

// diagnosed is the diagnosis of what was observed by the time of one run value.
type diagnosed struct {
	mu        sync.Mutex
	of        *engine.Run
	diagnosis *diagnose.Diagnosis
}

// hypotheses adds a spec for each hypothesis, in a container of their own after
// the findings. A refuted one is a result, no failure.
func (d *document) hypotheses(above *places) {
	all := d.Suite.Hypotheses
	if len(all) == 0 {
		return
	}
	at := above.next(all[0].At)
	ginkgo.Describe("diagnosis", at, ginkgo.Label(hypothesisLabel), func() {
		inside := above.inside()
		d.groups(all, &inside)
	})
}

// groups keeps containers small: Ginkgo's cost is quadratic in their size.
func (d *document) groups(all []*suite.Hypothesis, inside *places) {
	for n := 0; n < len(all); n += plan.MostInContainer {
		some := all[n:min(n+plan.MostInContainer, len(all))]
		if len(all) <= plan.MostInContainer {
			d.explanations(some, inside)
			return
		}
		at := inside.next(some[0].At)
		ginkgo.Describe(fmt.Sprintf("hypotheses %d to %d", n+1, n+len(some)), at, func() {
			inside := inside.inside()
			d.explanations(some, &inside)
		})
	}
}

func (d *document) explanations(all []*suite.Hypothesis, inside *places) {
	for _, h := range all {
		ginkgo.It(h.Claim, inside.next(h.At), func(ctx ginkgo.SpecContext) { d.explain(ctx, h) })
	}
}

// explain is the body of a hypothesis's spec: how it stands is an entry of the
// report. One of which nothing is known is skipped.
func (d *document) explain(ctx context.Context, h *suite.Hypothesis) {
	ginkgo.GinkgoHelper()
	defer d.guard()
	run, err := d.runForHypotheses(ctx)
	if err != nil {
		d.fail(err)
	}
	all := d.diagnose(run)
	for i := range all.Hypotheses {
		one := &all.Hypotheses[i]
		if one.Of != h {
			continue
		}
		text := report.HypothesisText(one)
		if one.Status == diagnose.Untested {
			ginkgo.Skip(text)
		}
		ginkgo.AddReportEntry(string(one.Status), text, ginkgo.ReportEntryVisibilityFailureOrVerbose)
	}
}

// runForHypotheses is a run over what the specs of this run need and, where that
// costs nothing, over what the hypotheses predict. Nothing is sent for the sake of
// a hypothesis: that is for assay diagnose --live.
func (d *document) runForHypotheses(ctx context.Context) (*engine.Run, error) {
	var judged []*plan.Spec
	for _, s := range d.selected() {
		if engine.PendingIn(d.opts.Mode, s) == "" {
			judged = append(judged, s)
		}
	}
	needs := d.Plan.Needed(judged)
	if d.opts.Mode == engine.Replay {
		needs = d.Plan.WithDeps(append(needs, d.predicted()...)...)
	}
	return d.observing(ctx, needs, func() []*plan.Probe { return needs })
}

// predicted are the probes that the hypotheses say something of.
func (d *document) predicted() []*plan.Probe {
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
func (d *document) diagnose(run *engine.Run) *diagnose.Diagnosis {
	d.diagnosed.mu.Lock()
	defer d.diagnosed.mu.Unlock()
	if d.diagnosed.of != run || d.diagnosed.diagnosis == nil {
		d.diagnosed.of, d.diagnosed.diagnosis = run, run.Diagnose(engine.Beside{})
	}
	return d.diagnosed.diagnosis
}

// section writes the diagnosis of every document with hypotheses after the run,
// where anything was observed. It comes before what processes handed over is
// removed.
func (s *Suites) section(documents []*engine.Document) {
	if !slices.ContainsFunc(documents, func(d *engine.Document) bool { return len(d.Suite.Hypotheses) > 0 }) {
		return
	}
	ginkgo.ReportAfterSuite("diagnosis", func(ginkgo.Report) {
		defer s.guard()
		var b strings.Builder
		for _, d := range s.documents {
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
		if b.Len() > 0 {
			fmt.Fprint(os.Stdout, "\nDiagnosis\n"+b.String())
		}
	})
}
