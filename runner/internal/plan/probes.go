package plan

import (
	"assay/runner/internal/suite"
)

// probes plans every probe, once for each of its rows.
func (b *builder) probes() {
	total := 0
	for _, of := range b.suite.Probes {
		total += max(len(of.Rows), 1)
	}
	room := make([]Probe, 0, total)
	declared := make([]*suite.Request, 0, total)
	for _, of := range b.suite.Probes {
		if len(of.Rows) == 0 {
			room = append(room, Probe{ID: of.ID, Of: of, At: of.At})
			declared = append(declared, of.Request)
			continue
		}
		for i := range of.Rows {
			row := &of.Rows[i]
			room = append(room, Probe{ID: of.ID + "[" + row.Name + "]", Of: of, Row: row.Name, Vars: row.Vars, At: row.At})
			declared = append(declared, requestOf(of, row))
		}
	}
	b.plan.Probes = make([]*Probe, total)
	for i := range room {
		room[i].Order = i
		b.plan.Probes[i] = &room[i]
	}
	b.plan.names = newNames(b.plan.Probes)
	b.requests(declared)
}

func requestOf(of *suite.Probe, row *suite.Row) *suite.Request {
	if row.Request != nil {
		return row.Request
	}
	return of.Request
}

// requests makes the requests of the probes. It runs once all probes have names, because a
// reference to a capture is resolved by the name of the capturing probe.
func (b *builder) requests(declared []*suite.Request) {
	for i, p := range b.plan.Probes {
		b.fill.probe = p
		p.Request = b.request(declared[i])
		p.Refs = references(p.Request)
		if p.Of.Until != nil {
			p.Until = b.bind(p.Of.Until.Expect, p, p.Of.Until.At)
		}
		if when := p.Of.When; when != nil {
			p.When = &When{Probe: b.plan.Beside(when.Probe.ID, p.Row), Expect: b.bind(when.Expect, p, when.At)}
		}
	}
}
