package diagnose

import (
	"fmt"
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
)

// Unconfirmed is a prediction of a standing hypothesis that nobody observed. What all
// rivals predict alike tells nothing apart, but it is what shows that none is right.
type Unconfirmed struct {
	Probe *plan.Probe
	Why   string // what keeps it from being known, as in "bearer was never asked"
	// Askable reports that nothing but a budget keeps it from being asked.
	Askable bool
}

// unconfirmed are the probes that a hypothesis predicts something of and that are not
// known, each once.
func (d *diagnosing) unconfirmed(h *hypothesis, untold []Untold) []Unconfirmed {
	var out []Unconfirmed
	for i := range h.predicts {
		p := h.predicts[i].probe
		if slices.ContainsFunc(out, func(u Unconfirmed) bool { return u.Probe == p }) {
			continue
		}
		if o := h.view.observed[p.Order]; o == nil || !o.Missing.None() {
			out = append(out, d.unasked(h.view, o, p))
			continue
		}
		if k := slices.IndexFunc(untold, func(u Untold) bool { return u.Probe == p }); k >= 0 {
			out = append(out, Unconfirmed{Probe: p, Why: "does not tell: " + untold[k].Why})
		}
	}
	return out
}

// unasked says why a probe has no answer, and whether the run of now may ask for it only
// to confirm: not what bears a risk, nor, once something without credentials was asked,
// what has them: that may have changed the answer.
func (d *diagnosing) unasked(v *view, o *exchange.Observation, p *plan.Probe) Unconfirmed {
	one := &valued{candidate: &candidate{view: v, probes: []*plan.Probe{p}}}
	d.price(one, nil)
	out := Unconfirmed{Probe: p, Why: "was never asked"}
	switch {
	case o != nil:
		out.Why = "was not asked: " + o.Missing.String()
	case one.risk == riskAnonymous:
		out.Why += ", and without credentials nothing is asked unbidden"
	case one.risk != "":
		out.Why += fmt.Sprintf(", and what has a risk (%s) is not asked unbidden", one.risk)
	case d.tainted():
		out.Why += ": what was asked without credentials may have changed its answer"
	default:
		out.Askable = v.here && v.variation == variation{} && !d.spent(v, p) && !d.withheld(v, p)
	}
	return out
}

// tainted reports whether the run of now asked for something without credentials.
func (d *diagnosing) tainted() bool {
	return d.Spent != nil && slices.ContainsFunc(d.Plan.Probes, func(p *plan.Probe) bool { return d.Spent(p) && d.anonymous(p) })
}

// confirm proposes, where nothing more tells the standing hypotheses apart, to ask what
// they predict and nobody observed: what concerns most of them.
func (d *diagnosing) confirm(out *Diagnosis) {
	if len(out.Next) > 0 || out.Ask != nil {
		return
	}
	var best *plan.Probe
	concerns := 0
	for _, p := range d.Plan.Probes {
		if n := out.waiting(p); n > concerns {
			best, concerns = p, n
		}
	}
	if best != nil {
		v := &valued{candidate: &candidate{view: d.view(variation{}), probes: []*plan.Probe{best}}}
		d.price(v, nil)
		ask := d.experiment(v, newSet(len(d.of)), "")
		out.Confirm = &ask
	}
}

// waiting is how many standing hypotheses could be confirmed by p.
func (out *Diagnosis) waiting(p *plan.Probe) int {
	n := 0
	for i := range out.Hypotheses {
		if slices.ContainsFunc(out.Hypotheses[i].Unconfirmed, func(u Unconfirmed) bool { return u.Probe == p && u.Askable }) {
			n++
		}
	}
	return n
}

// CannotConfirm notes why what could be asked to confirm what stands is not.
func (out *Diagnosis) CannotConfirm(why string) {
	for i := range out.Hypotheses {
		for k := range out.Hypotheses[i].Unconfirmed {
			if u := &out.Hypotheses[i].Unconfirmed[k]; u.Askable {
				u.Why += ": " + why
			}
		}
	}
}

// together reports whether these hypotheses can all be true: no two of them predict of a
// probe what no one answer meets.
func (d *diagnosing) together(members []int) bool {
	for n, a := range members {
		for _, b := range members[n+1:] {
			if d.contradict(a, b) {
				return false
			}
		}
	}
	return true
}

// contradict reports whether two hypotheses that stand predict of a probe, not known yet,
// what no one answer meets.
func (d *diagnosing) contradict(a, b int) bool {
	h, g := &d.of[a], &d.of[b]
	if h.view != g.view {
		return false
	}
	pair := newSet(len(d.of))
	pair.add(a)
	pair.add(b)
	for _, p := range d.Plan.Probes {
		if len(h.byProbe[p.Order]) == 0 || len(g.byProbe[p.Order]) == 0 || h.view.settled(p) {
			continue
		}
		c := &candidate{view: h.view, probes: []*plan.Probe{p}}
		d.outcomes(c, pair)
		if len(c.classes) > 0 && !slices.ContainsFunc(c.classes, func(k class) bool { return k.refutes.len() == 0 }) {
			return true
		}
	}
	return false
}
