package plan

import (
	"slices"
	"strings"

	"assay/runner/internal/suite"
)

// last reports whether p is sent after all others, to clean up.
func (p *Probe) last() bool { return p.Of.Cleanup }

// Cleanups lists, in plan order, the probes that are sent last and always.
func (p *Plan) Cleanups() []*Probe {
	if !slices.ContainsFunc(p.Suite.Probes, func(of *suite.Probe) bool { return of.Cleanup }) {
		return nil
	}
	var out []*Probe
	for _, q := range p.Probes {
		if q.last() {
			out = append(out, q)
		}
	}
	return out
}

// Tokens lists, each once, the probes that fetch tokens for these, except those in known.
func Tokens(probes []*Probe, known func(*Probe) bool) []*Probe {
	var out []*Probe
	for _, q := range probes {
		for _, d := range q.Deps {
			if d.Of.Token && !known(d) && !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	return out
}

// Parted splits probes into those that do not clean up and those that do.
func Parted(probes []*Probe) (first, last []*Probe) {
	for _, q := range probes {
		if q.last() {
			last = append(last, q)
		} else {
			first = append(first, q)
		}
	}
	return first, last
}

// Made returns the probes that create what a cleanup probe refers to: all of those whose captures
// it uses, otherwise those that its after: names, of which one is enough. A token that it is sent
// with does not count. If both are empty, it cleans up after any probe.
func (p *Plan) Made(q *Probe) (all, any []*Probe) {
	for _, ref := range q.Refs {
		of, name, ok := suite.SplitCapture(ref)
		if made := p.Beside(of, q.Row); ok && made != nil && !made.last() && !made.Of.GivesToken(name) {
			all = append(all, made)
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	for _, after := range q.Of.After {
		if strings.ContainsAny(after.ID, "*?") {
			continue
		}
		named, _ := Parted(p.Named(after.ID))
		if same := p.Beside(after.ID, q.Row); same != nil {
			named, _ = Parted([]*Probe{same})
		}
		any = append(any, named...)
	}
	return nil, any
}
