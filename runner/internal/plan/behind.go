package plan

// Behind returns, by Probe.Order, the matching probe that keeps a probe from being sent: the probe
// itself or one that it depends on; nil if there is none. It is linear in the plan's probes and
// dependencies; rows share dependencies.
func (p *Plan) Behind(matches func(*Probe) bool) []*Probe {
	b := &behind{
		matches: matches, found: make([]*Probe, len(p.Probes)), seen: make([]bool, len(p.Probes)),
		shared: map[dependencies]*Probe{},
	}
	for _, q := range p.Probes {
		b.visit(q)
	}
	return b.found
}

// behind is one walk over a plan's dependencies.
type behind struct {
	matches func(*Probe) bool
	found   []*Probe
	seen    []bool
	shared  map[dependencies]*Probe
}

// dependencies are the Deps that rows share.
type dependencies struct {
	first **Probe
	count int
}

func (b *behind) visit(q *Probe) *Probe {
	if b.seen[q.Order] {
		return b.found[q.Order]
	}
	b.seen[q.Order] = true
	switch {
	case b.matches(q):
		b.found[q.Order] = q
	case len(q.Deps) > 0:
		key := dependencies{&q.Deps[0], len(q.Deps)}
		first, known := b.shared[key]
		for i := 0; !known && first == nil && i < len(q.Deps); i++ {
			first = b.visit(q.Deps[i])
		}
		b.shared[key] = first
		b.found[q.Order] = first
	}
	return b.found[q.Order]
}

// elsewhere marks the probes that the environment of the run excludes: those that the suite sends
// only in other environments, and all that depend on them.
func (b *builder) elsewhere() {
	for i, from := range b.plan.Behind(func(p *Probe) bool { return p.Of.Elsewhere != "" }) {
		if from != nil {
			b.plan.Probes[i].Elsewhere = "the probe " + from.ID + " is sent " + from.Of.Elsewhere
		}
	}
}

// pending returns the reason why a spec that needs these probes is pending; "" if there is none.
func pending(needs []*Probe) string {
	for _, p := range needs {
		if p.Elsewhere != "" {
			return p.Elsewhere
		}
	}
	return ""
}
