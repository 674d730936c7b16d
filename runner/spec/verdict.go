package spec

import (
	"context"
	"os"
	"os/signal"

	"github.com/onsi/ginkgo/v2"

	"assay/runner/internal/exchange"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
)

// judge is the body of a spec: the verdict as Ginkgo's outcome.
func (d *document) judge(ctx context.Context, s *plan.Spec) {
	ginkgo.GinkgoHelper()
	defer d.guard()
	run, err := d.runFor(ctx, s)
	if err != nil {
		d.fail(err)
	}
	watched := *run
	watched.Evidence = run.Evidence.Under(ctx)
	v := watched.Verdict(s)
	switch {
	case v.Outcome == judge.Holds:
		d.told.decided()
	case v.Outcome == judge.Broken || d.strict:
		d.told.decided()
		ginkgo.Fail(string(v.Outcome) + ": " + message(run, &v))
	default:
		why := d.Redact.String(v.Reason)
		d.told.leftOpen(why, d.shared != nil)
		ginkgo.Skip("inconclusive: " + why)
	}
}

// observation is what a hand-written spec asks for.
func (d *document) observation(p *plan.Probe) *exchange.Observation {
	ginkgo.GinkgoHelper()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	needs := []*plan.Probe{p}
	run, err := d.observing(ctx, needs, func() []*plan.Probe { return d.Plan.WithDeps(p) })
	if err != nil {
		d.fail(err)
	}
	o := run.Evidence.Observation(p)
	if o != nil && o.Missing == "" {
		shown := o.Copy()
		shown.Request = d.Redact.Request(o.Request)
		return shown
	}
	reason := "inconclusive: " + p.ID + " was not observed"
	if o != nil {
		reason = "inconclusive: " + p.ID + ": " + d.Redact.String(string(o.Missing))
	}
	if d.strict {
		ginkgo.Fail(reason)
	}
	ginkgo.Skip(reason)
	return nil
}

// fail fails a spec for whose judging there is nothing.
func (d *document) fail(err error) {
	ginkgo.GinkgoHelper()
	again(err)
	ginkgo.Fail(d.Suite.Name + ": " + d.Redact.String(err.Error()))
}
