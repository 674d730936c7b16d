package plan

import (
	"slices"

	"assay/runner/expect"
	"assay/runner/source"
	"assay/runner/suite"
)

// specs makes the specs of every finding and checklist item, and their tree.
func (b *builder) specs() {
	findings := make([]Node, 0, len(b.suite.Findings))
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

// finding is a finding as one spec, or as a container with a spec for each probe
// that it names.
func (b *builder) finding(f *suite.Finding) (Node, bool) {
	probes := b.named(f.Probes)
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

// named lists the probes that a finding names, each once, in the order named.
func (b *builder) named(refs []suite.Ref) []*Probe {
	var all []*Probe
	var seen map[*Probe]bool
	for i, ref := range refs {
		probes := b.probesNamed(ref.ID)
		if len(probes) == 0 {
			b.unknownProbe(ref.ID, ref.At)
		}
		if i == 0 {
			all = probes
			continue
		}
		if seen == nil {
			all, seen = slices.Clone(all), make(map[*Probe]bool, len(all))
			for _, p := range all {
				seen[p] = true
			}
		}
		for _, p := range probes {
			if !seen[p] {
				seen[p] = true
				all = append(all, p)
			}
		}
	}
	return all
}

// probesNamed is Plan.Named that looks for a glob only once, however many
// findings have it.
func (b *builder) probesNamed(name string) []*Probe {
	if !IsGlob(name) {
		return b.plan.Named(name)
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
		s.Control = b.beside(p, f.Control.ID, "control", f.Control.At)
		s.need(s.Control)
	}
	b.needs(s, s.Expect)
	b.needs(s, s.Unless)
	return s
}

// newSpec takes a spec from a block: one allocation for many.
func (b *builder) newSpec() *Spec {
	if len(b.room) == 0 {
		b.room = make([]Spec, min(max(len(b.suite.Findings), 16), 512))
	}
	s := &b.room[0]
	b.room = b.room[1:]
	b.plan.Specs = append(b.plan.Specs, s)
	return s
}

// needs adds the probes that an expectation reads beside the spec's own.
func (b *builder) needs(s *Spec, e *expect.Expectation) {
	if e == nil {
		return
	}
	for _, ref := range e.Probes() {
		s.need(b.beside(s.Probe, ref.ID, "expect", ref.At))
	}
	for _, ref := range e.Refs() {
		s.need(b.capturing(s.Probe, ref, s.At))
	}
}

func (s *Spec) need(p *Probe) {
	if p != nil && !slices.Contains(s.Needs, p) {
		s.Needs = append(slices.Clip(s.Needs), p)
	}
}

// beside is the one probe that a name means as seen from p.
func (b *builder) beside(p *Probe, name, key string, at source.Pos) *Probe {
	if found := b.plan.Beside(name, p.Row); found != nil {
		return found
	}
	rows := b.plan.names.rows[name]
	if len(rows) == 0 {
		b.unknownProbe(name, at)
		return nil
	}
	b.problems.Add(at, "%s: %q has several rows and none named as %s", key, name, p.ID).Next =
		"name one, as in " + rows[0].ID + "; there are " + rowNames(rows)
	return nil
}

// item is a checklist item as a pending spec.
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
