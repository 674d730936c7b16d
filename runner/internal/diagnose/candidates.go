package diagnose

import (
	"slices"
	"strings"

	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// candidate is something that could be tried.
type candidate struct {
	view       *view
	probes     []*plan.Probe // the subject last, after those it is compared with
	item       *suite.Item
	vary       Vary
	predicting set // the standing hypotheses with predictions about it
	classes    []class
}

// candidates returns what could be tried, the probes in document order and then the checklist, with
// the possible outcomes of each.
func (d *diagnosing) candidates(standing set) []*candidate {
	var out []*candidate
	for _, v := range d.viewsOf(standing) {
		for _, p := range d.Plan.Probes {
			for _, c := range d.about(v, p, standing) {
				d.outcomes(c, standing)
				if len(c.classes) > 0 {
					out = append(out, c)
				}
			}
		}
	}
	for _, item := range d.Plan.Suite.Checklist {
		if c := d.lookUp(item, standing); c != nil {
			out = append(out, c)
		}
	}
	return out
}

// viewsOf returns the views that the standing hypotheses are judged by, the usual one first.
func (d *diagnosing) viewsOf(standing set) []*view {
	out := []*view{d.view(variation{})}
	standing.each(func(i int) {
		if v := d.of[i].view; !slices.Contains(out, v) {
			out = append(out, v)
		}
	})
	return out
}

// about returns the experiments about one probe: sending it alone, together with the probes that
// predictions compare it with, and with those that these are compared with.
func (d *diagnosing) about(v *view, p *plan.Probe, standing set) []*candidate {
	if v.settled(p) || d.spent(v, p) || d.withheld(v, p) || !d.concerned(v, p, standing) {
		return nil
	}
	out := []*candidate{{view: v, probes: []*plan.Probe{p}}}
	for group := []*plan.Probe{p}; len(group) < mostTogether; {
		wider := d.wider(v, group, standing)
		if len(wider) == len(group) {
			break
		}
		if !slices.ContainsFunc(wider, func(q *plan.Probe) bool { return d.spent(v, q) || d.withheld(v, q) }) {
			probes := append(slices.Clone(wider[1:]), p) // the subject last
			out = append(out, &candidate{view: v, probes: probes})
		}
		group = wider
	}
	for _, c := range out {
		c.vary = d.varying(v)
		c.vary.Secret = d.secretOf(c.probes)
	}
	return out
}

// mostTogether is the maximum number of probes in one experiment.
const mostTogether = 4

// concerned reports whether some standing hypothesis predicts something about p, or compares
// another probe with it.
func (d *diagnosing) concerned(v *view, p *plan.Probe, standing set) bool {
	found := false
	standing.each(func(i int) {
		h := &d.of[i]
		found = found || h.view == v && len(h.byProbe[p.Order])+len(h.watching[p]) > 0
	})
	return found
}

// wider returns a group of probes together with those that the standing hypotheses compare them
// with and whose responses are not completely known.
func (d *diagnosing) wider(v *view, group []*plan.Probe, standing set) []*plan.Probe {
	out := slices.Clone(group)
	standing.each(func(i int) {
		h := &d.of[i]
		if h.view != v {
			return
		}
		for _, p := range group {
			for k := range h.byProbe[p.Order] {
				for _, q := range h.byProbe[p.Order][k].compared {
					if !v.settled(q) && !slices.Contains(out, q) && len(out) < mostTogether {
						out = append(out, q)
					}
				}
			}
		}
	})
	return out
}

// varying returns what a run must vary for its responses to count in v.
func (d *diagnosing) varying(v *view) Vary {
	switch home, _ := d.home(); {
	case v.here:
		return Vary{}
	case v.variation == variation{}:
		return Vary{Vantage: home}
	}
	return Vary{Vantage: v.vantage, After: v.after}
}

// spent reports whether p, or a dependency, cannot be sent any more.
func (d *diagnosing) spent(v *view, p *plan.Probe) bool {
	if d.Spent == nil || !v.here {
		return false
	}
	for _, q := range d.Plan.WithDeps(p) {
		if !v.settled(q) && d.Spent(q) {
			return true
		}
	}
	return false
}

// withheld reports whether a known response keeps p from being sent: it does not meet the `when` of
// p, or of a probe whose captures p refers to.
func (d *diagnosing) withheld(v *view, p *plan.Probe) bool {
	if known, ok := v.withheld[p]; ok {
		return known
	}
	out := d.unmetWhen(v, p)
	for _, ref := range p.Refs {
		if of, _, ok := suite.SplitCapture(ref); ok && !out {
			q := d.beside(of, p)
			out = q != nil && !v.settled(q) && d.withheld(v, q)
		}
	}
	v.withheld[p] = out
	return out
}

func (d *diagnosing) unmetWhen(v *view, p *plan.Probe) bool {
	if p.When == nil {
		return false
	}
	if v.observed[p.When.Probe.Order].Known() {
		return !v.evidence.Withheld(p).None()
	}
	return d.withheld(v, p.When.Probe)
}

// secretOf returns the first secret that some hypothesis needs and one of the probes carries; it
// may be empty.
func (d *diagnosing) secretOf(probes []*plan.Probe) string {
	for _, h := range d.Plan.Suite.Hypotheses {
		for _, p := range probes {
			if h.Needs.Secret != "" && carries(p, h.Needs.Secret) {
				return h.Needs.Secret
			}
		}
	}
	return ""
}

func carries(p *plan.Probe, secret string) bool { return slices.Contains(p.Refs, secret) }

// anonymous reports whether p carries neither a secret nor a capture, in a suite that has secrets.
func (d *diagnosing) anonymous(p *plan.Probe) bool {
	if len(d.Plan.Suite.Secrets) == 0 {
		return false
	}
	return !slices.ContainsFunc(p.Refs, func(ref string) bool {
		return strings.Contains(ref, ".") || slices.ContainsFunc(d.Plan.Suite.Secrets, func(s suite.Secret) bool { return s.Name == ref })
	})
}

// lookUp returns a checklist item as an experiment; nil if no answer to it would refute a standing
// hypothesis.
func (d *diagnosing) lookUp(item *suite.Item, standing set) *candidate {
	if _, done := d.Answers[item.ID]; done {
		return nil
	}
	c := &candidate{item: item, predicting: newSet(len(d.of))}
	for _, a := range item.Answers {
		one := class{refutes: newSet(len(d.of)), labels: []string{a.Answer}}
		standing.each(func(i int) {
			id := d.Plan.Suite.Hypotheses[i].ID
			if names(a.Refutes, id) {
				one.refutes.add(i)
				c.predicting.add(i)
			}
		})
		c.add(one)
	}
	if len(c.classes) < 2 || c.predicting.len() == 0 {
		return nil
	}
	return c
}
