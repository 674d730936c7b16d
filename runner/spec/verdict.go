package spec

import (
	"context"
	"os"
	"os/signal"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/exchange"
	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
	"assay/runner/internal/session"
)

// document is one suite as Ginkgo's specs.
type document struct {
	*session.Document
	suites *Suites
}

// judge is the body of a spec: the verdict as Ginkgo's outcome.
func (d *document) judge(ctx context.Context, s *plan.Spec) {
	defer d.suites.guard()
	v, err := d.Judge(ctx, s)
	if err == nil && v.Outcome == judge.Holds {
		return
	}
	ginkgo.GinkgoHelper()
	switch {
	case err != nil:
		d.suites.fail(err)
	case v.Fails:
		d.suites.failing = types.NewCodeLocation(0)
		d.suites.broke()
		ginkgo.Fail(v.Text)
	default:
		d.suites.leftOpen(v.Reason)
		ginkgo.Skip(v.Text)
	}
}

// answered is the body of an answered checklist item's spec: it passes, with the answer as an entry
// of the report.
func answered(a history.Answer) {
	ginkgo.AddReportEntry("answered", session.AnswerText(a), ginkgo.ReportEntryVisibilityFailureOrVerbose)
}

// Observation returns the observation of a probe, by id ("id" or "id[row]"), for a hand-written
// spec, which calls it while it runs. A probe that no spec has needed so far is sent (or replayed)
// now, at most once in a run.
//
// The spec is skipped if there is nothing to judge (never recorded, a secret missing), and fails on
// an unknown id. With several documents, the first one with the probe counts.
func (s *Suites) Observation(probe string) *exchange.Observation {
	ginkgo.GinkgoHelper()
	defer s.guard()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	o, missing, err := s.session.Observation(ctx, probe)
	switch {
	case err != nil:
		s.fail(err)
	case missing != "" && s.session.Strict():
		ginkgo.Fail(missing)
	case missing != "":
		ginkgo.Skip(missing)
	}
	return o
}
