package spec

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/onsi/ginkgo/v2"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// hypothesisLabel is the label of specs for hypotheses.
const hypothesisLabel = "hypothesis"

// hypotheses adds a spec for each hypothesis, in a container of their own after the findings. A
// refuted one is a result, not a failure.
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

// explain is the body of a hypothesis's spec: its state becomes an entry of the report. Without
// evidence the spec is skipped.
func (d *document) explain(ctx context.Context, h *suite.Hypothesis) {
	ginkgo.GinkgoHelper()
	defer d.suites.guard()
	status, text, err := d.Explain(ctx, h)
	if err != nil {
		d.suites.fail(err)
	}
	if status == diagnose.Untested {
		ginkgo.Skip(text)
	}
	ginkgo.AddReportEntry(string(status), text, ginkgo.ReportEntryVisibilityFailureOrVerbose)
}

// section writes the diagnosis of every document with hypotheses and observations after the run. It
// must run before the folder of the processes is removed.
func (s *Suites) section() {
	if !slices.ContainsFunc(s.documents, func(d *document) bool { return len(d.Suite.Hypotheses) > 0 }) {
		return
	}
	ginkgo.ReportAfterSuite("diagnosis", func(ginkgo.Report) {
		defer s.guard()
		fmt.Fprint(os.Stdout, s.session.Diagnosis())
	})
}
