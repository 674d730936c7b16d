package plan

import (
	"slices"

	"assay/runner/internal/expect"
	"assay/runner/internal/suite"
)

// specs makes the specs of every finding and checklist item, and their tree.
func (b *builder) specs() {
	findings := make([]Node, 0, len(b.suite.Findings))
	b.plan.Specs = make([]*Spec, 0, len(b.suite.Findings)+len(b.suite.Checklist))
	for _, f := range b.suite.Findings {
		if n, ok := b.finding(f); ok {
			findings = append(findings, n)
		}
	}
	items := make([]Node, 0, len(b.suite.Checklist))
	for _, item := range b.suite.Checklist {
		items = append(items, Node{Spec: b.item(item)})
	}
	b.plan.Tree = tree(b.suite, findings, items)
	place(b.plan.Tree, nil)
}

// finding makes one spec of a finding, or a container with a spec for each probe that it names.
func (b *builder) finding(f *suite.Finding) (Node, bool) {
	probes := b.subjects(f.Probes)
	if len(probes) == 0 {
		return Node{}, false
	}
	if len(probes) == 1 {
		s := b.spec(f, probes[0])
		s.ID, s.Text = f.ID, f.Claim
		return Node{Spec: s}, true
	}
	sameProbe := probes[0].Of == probes[len(probes)-1].Of
	nodes := make([]Node, 0, len(probes))
	for _, p := range probes {
		s := b.spec(f, p)
		s.ID, s.Text = f.ID+"["+p.ID+"]", p.ID
		if sameProbe {
			s.ID = f.ID + "[" + p.Row + "]"
		}
		nodes = append(nodes, Node{Spec: s})
	}
	return Node{Container: &Container{Text: f.Claim, At: f.At, Nodes: bounded(nodes, "probes", MostInContainer)}}, true
}

// subjects lists the probes that a finding names, each once, in the finding's order.
func (b *builder) subjects(refs []suite.Ref) []*Probe {
	if len(refs) == 1 {
		return b.named(refs[0].ID)
	}
	var all []*Probe
	seen := map[*Probe]bool{}
	for _, ref := range refs {
		for _, p := range b.named(ref.ID) {
			if !seen[p] {
				seen[p] = true
				all = append(all, p)
			}
		}
	}
	return all
}

// named is Plan.Named with each glob resolved only once for all findings, which mostly name the
// probes in their order.
func (b *builder) named(name string) []*Probe {
	if i := b.next; i < len(b.plan.Probes) && b.plan.Probes[i].ID == name {
		b.next++
		return b.plan.names.rowsOf(b.plan.Probes[i])
	}
	if !isGlob(name) {
		found := b.plan.Named(name)
		if len(found) > 0 {
			b.next = found[0].Order + 1
		}
		return found
	}
	found, ok := b.globs[name]
	if !ok {
		found = b.plan.Named(name)
		b.globs[name] = found
	}
	return found
}

func (b *builder) spec(f *suite.Finding, p *Probe) *Spec {
	s := b.newSpec()
	s.Finding, s.Probe, s.Labels, s.Pending, s.At = f, p, f.Labels, f.Pending, f.At
	s.Expect, s.Unless = b.bind(f.Expect, p, f.At), b.bind(f.Unless, p, f.At)
	s.Needs = b.plan.names.rowsOf(p)
	if f.Control != nil {
		s.Control = b.plan.Beside(f.Control.ID, p.Row)
		s.need(s.Control)
	}
	b.needs(s, s.Expect)
	b.needs(s, s.Unless)
	if s.Pending == "" {
		s.Pending = pending(s.Needs)
	}
	return s
}

func (b *builder) newSpec() *Spec {
	s := b.blocks.specs.New()
	s.Order = len(b.plan.Specs)
	b.plan.Specs = append(b.plan.Specs, s)
	return s
}

// needs adds the probes that an expectation reads in addition to the spec's own.
func (b *builder) needs(s *Spec, e *expect.Expectation) {
	if e == nil {
		return
	}
	for _, ref := range e.Probes() {
		s.need(b.plan.Beside(ref.ID, s.Probe.Row))
	}
	for _, ref := range e.Refs() {
		s.need(b.capturing(s.Probe, ref))
	}
}

func (s *Spec) need(p *Probe) {
	if p != nil && !slices.Contains(s.Needs, p) {
		s.Needs = append(slices.Clip(s.Needs), p)
	}
}

// item makes a pending spec of a checklist item.
func (b *builder) item(i *suite.Item) *Spec {
	s := b.newSpec()
	s.ID, s.Item, s.Text, s.At = i.ID, i, i.Ask, i.At
	s.Pending = "to look up"
	if i.Where != "" {
		s.Text += " (" + i.Where + ")"
		s.Pending += ": " + i.Where
	}
	return s
}
