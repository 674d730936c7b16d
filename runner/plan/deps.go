package plan

import (
	"slices"
	"strings"

	"assay/runner/source"
)

// dependencies finds for every probe what must be observed before it.
func (b *builder) dependencies() {
	for _, p := range b.plan.Probes {
		for _, after := range p.Of.After {
			b.after(p, after.ID, after.At)
		}
		for _, ref := range p.Refs {
			b.captured(p, ref)
		}
		if p.Until != nil {
			for _, ref := range p.Until.Refs() {
				b.captured(p, ref)
			}
		}
	}
}

// after makes p wait: for the row of its own name where there is one, otherwise
// for all that the name stands for.
func (b *builder) after(p *Probe, name string, at source.Pos) {
	if same := b.plan.Beside(name, p.Row); same != nil {
		p.wait(same)
		return
	}
	named := b.plan.Named(name)
	if len(named) == 0 {
		b.unknownProbe(name, at)
	}
	if len(p.Deps) == 0 {
		p.Deps = slices.Clip(named)
		return
	}
	for _, other := range named {
		p.wait(other)
	}
}

// captured makes p wait for the probe whose capture it refers to.
func (b *builder) captured(p *Probe, ref string) {
	if from := b.capturing(p, ref, p.At); from != nil {
		p.wait(from)
	}
}

// capturing is the one probe whose capture a reference means, as seen from p.
func (b *builder) capturing(p *Probe, ref string, at source.Pos) *Probe {
	name, capture, ok := Capture(ref)
	if !ok {
		return nil
	}
	if from := b.plan.Beside(name, p.Row); from != nil {
		return from
	}
	rows := b.plan.names.rows[name]
	if len(rows) == 0 {
		b.unknownProbe(name, at)
		return nil
	}
	problem := b.problems.Add(at, "%s: ${%s} does not say which row of %s is meant", p.ID, ref, name)
	problem.Next = "name one, as in ${" + rows[0].ID + "." + capture + "}; there are " + rowNames(rows)
	return nil
}

func (p *Probe) wait(other *Probe) {
	if other != p && !slices.Contains(p.Deps, other) {
		p.Deps = append(p.Deps, other)
	}
}

// rowNames lists rows as messages do, the first few of many.
func rowNames(rows []*Probe) string {
	const most = 8
	names := make([]string, 0, most)
	for _, r := range rows[:min(len(rows), most)] {
		names = append(names, r.Row)
	}
	if len(rows) > most {
		names = append(names, "…")
	}
	return strings.Join(names, ", ")
}

// unknownProbe reports a name that no probe has.
func (b *builder) unknownProbe(name string, at source.Pos) {
	if IsGlob(name) {
		b.problems.Add(at, "%q names no probe", name).Next = "a glob is matched with the ids of probes, rows included: " + b.examples()
		return
	}
	b.problems.Unknown(at, "probe", name, b.known())
}

// examples are a few ids of planned probes.
func (b *builder) examples() string {
	const most = 5
	ids := make([]string, 0, most+1)
	for _, p := range b.plan.Probes[:min(len(b.plan.Probes), most)] {
		ids = append(ids, p.ID)
	}
	if len(b.plan.Probes) > most {
		ids = append(ids, "…")
	}
	return strings.Join(ids, ", ")
}

func (b *builder) known() []string {
	out := make([]string, 0, len(b.suite.Probes))
	for _, p := range b.suite.Probes {
		out = append(out, p.ID)
	}
	return out
}
