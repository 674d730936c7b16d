package spec

import (
	"context"
	"os"
	"os/signal"

	"github.com/onsi/ginkgo/v2"

	"assay/runner/exchange"
	"assay/runner/judge"
	"assay/runner/plan"
)

// judge is the body of a spec: the verdict as Ginkgo's outcome.
func (d *document) judge(ctx context.Context, s *plan.Spec) {
	ginkgo.GinkgoHelper()
	v, err := d.verdict(ctx, s)
	if err != nil {
		ginkgo.Fail(err.Error())
	}
	switch v.Outcome {
	case judge.Holds:
	case judge.Broken:
		ginkgo.Fail(message(&v))
	default:
		d.inconclusive(v.Reason)
	}
}

// inconclusive skips the running spec, and fails it when strict.
func (d *document) inconclusive(reason string) {
	ginkgo.GinkgoHelper()
	if d.strict {
		ginkgo.Fail("inconclusive: " + reason)
	}
	ginkgo.Skip("inconclusive: " + reason)
}

// observation is what a hand-written spec asks for.
func (d *document) observation(p *plan.Probe) *exchange.Observation {
	ginkgo.GinkgoHelper()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	needs := []*plan.Probe{p}
	run, err := d.observing(ctx, needs, func() []*plan.Probe { return d.Plan.WithDeps(p) })
	if err != nil {
		ginkgo.Fail(d.Suite.Name + ": " + err.Error())
	}
	o := run.Evidence.Observation(p)
	switch {
	case o == nil:
		d.inconclusive(p.ID + " was not observed")
	case o.Missing != "":
		d.inconclusive(p.ID + ": " + string(o.Missing))
	}
	return o
}
