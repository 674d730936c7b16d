package diagnose

import (
	"fmt"
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
)

// Unconfirmed is a prediction of a standing hypothesis that was not observed. A prediction that all
// rivals share distinguishes none of them, but it can show that all are wrong.
type Unconfirmed struct {
	Probe *plan.Probe
	Why   string // why it is unknown, as in "bearer was never asked"
	// Askable reports that only a budget keeps it from being sent.
	Askable bool
}

// unconfirmed returns the probes with predictions but without a known response, each once.
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

// unasked says why a probe has no response, and whether the current run may send it only to
// confirm. It may not if the probe bears a risk, or has credentials after a request without them
// was sent, which may have changed the response.
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

// tainted reports whether the current run sent a request without credentials.
func (d *diagnosing) tainted() bool {
	return d.Spent != nil && slices.ContainsFunc(d.Plan.Probes, func(p *plan.Probe) bool { return d.Spent(p) && d.anonymous(p) })
}

// confirm proposes, when nothing more distinguishes the standing hypotheses, the unobserved probe
// that most of them predict something about.
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

// waiting returns how many standing hypotheses p could confirm.
func (out *Diagnosis) waiting(p *plan.Probe) int {
	n := 0
	for i := range out.Hypotheses {
		if slices.ContainsFunc(out.Hypotheses[i].Unconfirmed, func(u Unconfirmed) bool { return u.Probe == p && u.Askable }) {
			n++
		}
	}
	return n
}

// CannotConfirm notes why the probes that could confirm standing hypotheses are not sent.
func (out *Diagnosis) CannotConfirm(why string) {
	for i := range out.Hypotheses {
		for k := range out.Hypotheses[i].Unconfirmed {
			if u := &out.Hypotheses[i].Unconfirmed[k]; u.Askable {
				u.Why += ": " + why
			}
		}
	}
}

// together reports whether these hypotheses can all be true: for each probe, some response meets
// the predictions of any two.
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

// contradict reports whether two standing hypotheses make predictions about a probe, not known yet,
// that no single response meets.
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
