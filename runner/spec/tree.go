package spec

import (
	"context"
	"fmt"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
)

// build adds the document's tree to Ginkgo's.
func (d *document) build() {
	top := placesOf(d.Suite.File)
	d.container(d.Plan.Tree, top.next(d.Plan.Tree.At), top.inside())
}

// container adds a plan's container: Ginkgo enters the body when it builds its tree.
func (d *document) container(c *plan.Container, at types.CodeLocation, inside places) {
	ginkgo.Describe(c.Text, at, func() {
		for _, n := range c.Nodes {
			if n.Container != nil {
				d.container(n.Container, inside.next(n.At()), inside.inside())
				continue
			}
			d.spec(n.Spec, inside.next(n.At()))
		}
		if c == d.Plan.Tree {
			d.hypotheses(&inside)
		}
	})
}

// spec adds a plan's spec.
func (d *document) spec(s *plan.Spec, at types.CodeLocation) {
	if a, ok := d.Answered(s); ok {
		ginkgo.It(s.Text, at, ginkgo.Labels(s.Labels), func() { answered(a) })
		return
	}
	if !d.Pending(s).None() {
		ginkgo.It(s.Text, at, ginkgo.Labels(s.Labels), ginkgo.Pending)
		return
	}
	body := d.body(s)
	if len(s.Labels) == 0 {
		ginkgo.It(s.Text, at, body)
		return
	}
	ginkgo.It(s.Text, at, ginkgo.Labels(s.Labels), body)
}

// body returns the function of a spec. A replay waits for nothing that an interrupt would have to
// end: its specs do without Ginkgo's context, which takes a tenth of the time of an empty spec.
func (d *document) body(s *plan.Spec) any {
	if d.suites.session.Mode() == pipeline.Replay {
		return func() { d.judge(context.Background(), s) }
	}
	return func(ctx ginkgo.SpecContext) { d.judge(ctx, s) }
}

// labelsOf checks the labels of documents by Ginkgo's own rules: Ginkgo ends the process on an
// invalid one.
func labelsOf(documents []*pipeline.Document) error {
	var problems source.Problems
	for _, d := range documents {
		for _, f := range d.Suite.Findings {
			for _, label := range f.Labels {
				if _, err := types.ValidateAndCleanupLabel(label, types.CodeLocation{}); err != nil {
					problems.Add(f.At, "finding %s: %q is no label that Ginkgo takes", f.ID, label).Next =
						fmt.Sprintf("a label is not empty and has none of %s", "&|!,()/")
				}
			}
		}
	}
	return problems.Err()
}
