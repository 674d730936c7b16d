package suite

import (
	"go.yaml.in/yaml/v4"
)

// condition is when: with its expectation as written.
type condition struct {
	When
	named  bool // it has a probe, even an invalid one
	expect *yaml.Node
}

var whenTable = table[*condition]{what: "when", rows: func() []field[*condition] {
	return []field[*condition]{
		{key: "probe", shape: shapeProbe, meaning: "the other probe: of one with rows, the row of the same name", read: func(d *doc, n *yaml.Node, c *condition) {
			c.named = true
			if id, ok := d.text(n, "when.probe"); ok {
				c.Probe = Ref{ID: id, At: d.at(n)}
			}
		}},
		{key: "expect", shape: shapeExpect, meaning: "what its answer must meet", read: func(d *doc, n *yaml.Node, c *condition) { c.expect = n }},
	}
}}

func (d *doc) when(n *yaml.Node, p *draft) {
	c := &condition{When: When{At: d.at(n)}}
	whenTable.read(d, n, c)
	if !isMap(n) {
		return
	}
	p.When, p.when = &c.When, c.expect
	if !c.named && !whenTable.mayMean(d, n, "probe") {
		d.mistake(n, "when: whose answer decides is not said").Next = "add probe: the id of another probe"
	}
	if c.expect == nil && !whenTable.mayMean(d, n, "expect") {
		d.mistake(n, "when: what the answer must meet is not said").Next = "add expect: an expectation"
	}
}

// readWhen compiles the conditions of probes, and records their dependencies.
func (l *loading) readWhen() {
	for _, p := range l.probes {
		if p.When == nil {
			continue
		}
		u := &users{l: l, ids: []Ref{{ID: p.ID, At: p.At}}, of: []referrer{{p, wholeProbe}}, listed: true}
		if p.When.Probe.ID != "" {
			l.checkCondition(p, u)
		}
		if p.when != nil {
			p.When.Expect = l.compile(p.doc, p.when, u)
			for _, other := range p.When.Expect.Probes() {
				l.waitsFor(p, Ref{ID: other.ID, At: other.At})
			}
		}
	}
}

// checkCondition checks the probe of a condition, and records that p waits for it.
func (l *loading) checkCondition(p *draft, u *users) {
	r := p.When.Probe
	l.checkOne(r, "when.probe", u)
	l.waitsFor(p, r)
}

// waitsFor records that p waits for the probe that a name means in its context.
func (l *loading) waitsFor(p *draft, r Ref) {
	if isGlob(r.ID) {
		return
	}
	l.find(r.ID, func(on *draft, row int) {
		if row == wholeProbe && len(on.drafts) > 0 {
			row = besideRow
		}
		p.deps = append(p.deps, dep{on, row, r.At})
	})
}
