package contract

import (
	"strings"
	"testing"

	"assay/runner/internal/labelfilter"
	"assay/runner/internal/plan"
	"assay/runner/internal/session"
	"assay/runner/internal/suite"
)

// document is one suite as subtests.
type document struct {
	*session.Document
	suites *Suites
	nodes  []node
	under  string // the name of the test that runs it; may be ""
}

// node is a subtest: for a finding or a row of one, a checklist item, a hypothesis, or a group of
// nodes.
type node struct {
	name       string
	spec       *plan.Spec
	hypothesis *suite.Hypothesis
	below      []node
}

// treeOf returns a document's subtests in document order.
func treeOf(d *session.Document) []node {
	var out, items, explained []node
	specs, top := d.Plan.Specs, names{}
	for len(specs) > 0 {
		n := 1
		for n < len(specs) && specs[n].Finding != nil && specs[n].Finding == specs[0].Finding {
			n++
		}
		switch s := specs[0]; {
		case s.Item != nil:
			items = append(items, node{name: s.ID, spec: s})
		case s.ID == s.Finding.ID:
			out = append(out, node{name: top.unique(s.ID), spec: s})
		default:
			out = append(out, node{name: top.unique(s.Finding.ID), below: rows(specs[:n])})
		}
		specs = specs[n:]
	}
	for _, h := range d.Suite.Hypotheses {
		explained = append(explained, node{name: h.ID, hypothesis: h})
	}
	for _, group := range []node{{name: "checklist", below: items}, {name: "diagnosis", below: explained}} {
		if len(group.below) > 0 {
			group.name = top.unique(group.name)
			out = append(out, group)
		}
	}
	return out
}

// rows returns the subtests of a finding with several probes. A test is named after its row, and
// after its probe if these differ.
func rows(specs []*plan.Spec) []node {
	out := make([]node, len(specs))
	below := names{}
	for i, s := range specs {
		name := strings.TrimSuffix(strings.TrimPrefix(s.ID, s.Finding.ID+"["), "]")
		if name == s.Probe.ID && s.Probe.Row != "" {
			name = s.Probe.Of.ID + "/" + s.Probe.Row // no brackets: -run reads them as a class
		}
		out[i] = node{name: below.unique(name), spec: s}
	}
	return out
}

// hypothesisLabel is the label of hypotheses, as in package spec.
const hypothesisLabel = "hypothesis"

// labeled removes the nodes that a label filter does not select, and groups that become empty.
// Names are set before, so that a subtest has the same name with and without a filter.
func labeled(nodes []node, selects labelfilter.Filter) []node {
	kept := nodes[:0]
	for _, n := range nodes {
		switch {
		case n.spec != nil && !selects(n.spec.Labels):
			continue
		case n.hypothesis != nil && !selects([]string{hypothesisLabel}):
			continue
		case len(n.below) > 0:
			if n.below = labeled(n.below, selects); len(n.below) == 0 {
				continue
			}
		}
		kept = append(kept, n)
	}
	return kept
}

// selected lists the specs whose tests run; before Run, all that the label filter selects.
func (d *document) selected() []*plan.Spec {
	if d.suites.running && d.under == "" {
		return nil
	}
	out := make([]*plan.Spec, 0, len(d.Plan.Specs))
	var walk func(nodes []node, above string)
	walk = func(nodes []node, above string) {
		for i := range nodes {
			n := &nodes[i]
			name := above + "/" + n.name
			walk(n.below, name)
			if n.spec != nil && (!d.suites.running || d.suites.match.runs(name)) {
				out = append(out, n.spec)
			}
		}
	}
	walk(d.nodes, d.under)
	return out
}

// run is the test of a document.
func (d *document) run(t *testing.T, nodes []node) {
	t.Helper()
	for i := range nodes {
		n := &nodes[i]
		t.Run(n.name, func(t *testing.T) {
			t.Helper()
			defer d.suites.guard(t)
			switch {
			case n.spec != nil:
				d.judge(t, n.spec)
			case n.hypothesis != nil:
				d.explain(t, n.hypothesis)
			default:
				d.run(t, n.below)
			}
		})
	}
}
