package plan

import (
	"slices"

	"assay/runner/internal/expect"
	"assay/runner/internal/suite"
)

// dependencies finds for every probe what must be observed before it. The suite has checked that
// every name and every capture refers to a probe.
func (b *builder) dependencies() {
	for _, p := range b.plan.Probes {
		for _, after := range p.Of.After {
			b.after(p, after.ID)
		}
		if w := p.Of.Wait; w != nil && w.ToldBy != nil {
			p.wait(b.plan.Beside(w.ToldBy.ID, p.Row))
		}
		for _, ref := range p.Refs {
			p.wait(b.capturing(p, ref))
		}
		if p.Until != nil {
			b.waitForCaptures(p, p.Until)
		}
		if p.When != nil {
			p.wait(p.When.Probe)
			b.waitForCaptures(p, p.When.Expect)
			for _, other := range p.When.Expect.Probes() {
				p.wait(b.plan.Beside(other.ID, p.Row))
			}
		}
	}
}

// waitForCaptures makes p wait for the probes whose captures an expectation about it
// refers to.
func (b *builder) waitForCaptures(p *Probe, e *expect.Expectation) {
	for _, ref := range e.Refs() {
		p.wait(b.capturing(p, ref))
	}
}

// after makes p wait for the named probe's row of the same name if there is one, otherwise for all
// probes that the name refers to.
func (b *builder) after(p *Probe, name string) {
	if same := b.plan.Beside(name, p.Row); same != nil {
		p.wait(same)
		return
	}
	named := b.named(name)
	if isGlob(name) && !p.Of.Cleanup {
		named = b.earlier(name)
	}
	if isGlob(name) && slices.ContainsFunc(named, p.row) {
		named = slices.DeleteFunc(slices.Clone(named), p.row)
	}
	if len(p.Deps) == 0 {
		p.Deps = slices.Clip(named)
		return
	}
	for _, other := range named {
		p.wait(other)
	}
}

// earlier returns the probes that a glob names, without those that are sent last.
func (b *builder) earlier(glob string) []*Probe {
	const mark = "\x00earlier"
	found, ok := b.globs[glob+mark]
	if !ok {
		found = b.named(glob)
		if slices.ContainsFunc(found, (*Probe).last) {
			found = slices.DeleteFunc(slices.Clone(found), (*Probe).last)
		}
		b.globs[glob+mark] = found
	}
	return found
}

// row reports whether other is p itself, or another row of the same probe.
func (p *Probe) row(other *Probe) bool { return other.Of == p.Of }

// capturing returns the probe whose capture a reference in p means; nil for any other reference.
func (b *builder) capturing(p *Probe, ref string) *Probe {
	name, _, ok := suite.SplitCapture(ref)
	if !ok {
		return nil
	}
	return b.plan.Beside(name, p.Row)
}

func (p *Probe) wait(other *Probe) {
	if other != nil && other != p && !slices.Contains(p.Deps, other) {
		p.Deps = append(slices.Clip(p.Deps), other)
	}
}
