package diagnose

import (
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// prediction is what a hypothesis predicts for one planned probe: any one of the expectations.
type prediction struct {
	of    *suite.Prediction
	probe *plan.Probe
	any   []*expect.Expectation // with the captures and row variables that are known
	// compared lists the probes that it compares with.
	compared []*plan.Probe
	kind     int // see diagnosing.kind
}

// predictions sets the predictions of every hypothesis, by probe.
func (d *diagnosing) predictions() {
	declared := d.Plan.Suite.Hypotheses
	d.of = make([]hypothesis, len(declared))
	for i, h := range declared {
		one := &d.of[i]
		one.index, one.view = i, d.view(variationOf(&h.Needs))
		one.predicts = make([]prediction, 0, len(h.Predicts))
		for k := range h.Predicts {
			of := &h.Predicts[k]
			for _, p := range d.Plan.Named(of.Probe.ID) {
				one.predicts = append(one.predicts, d.prediction(one.view, of, p))
			}
		}
		d.index(one)
	}
}

// index indexes a hypothesis's predictions by probe, and by the probes that they compare it with.
func (d *diagnosing) index(h *hypothesis) {
	h.byProbe = make([][]prediction, len(d.Plan.Probes))
	for k := range h.predicts {
		p := &h.predicts[k]
		if of := &h.byProbe[p.probe.Order]; *of == nil {
			*of = h.predicts[k : k+1 : k+1]
		} else {
			*of = append(*of, *p)
		}
		for _, q := range p.compared {
			if h.watching == nil {
				h.watching = map[*plan.Probe][]*prediction{}
			}
			h.watching[q] = append(h.watching[q], p)
		}
	}
}

func (d *diagnosing) prediction(v *view, of *suite.Prediction, p *plan.Probe) prediction {
	out := prediction{of: of, probe: p, any: bound(v, of.Any, p)}
	out.kind = d.kind(out.any)
	for _, e := range out.any {
		for _, ref := range e.Probes() {
			if q := d.beside(ref.ID, p); q != nil && q != p {
				out.compared = append(out.compared, q)
			}
		}
	}
	return out
}

// bound returns expectations with known references filled in; one that lacks a value is unchanged,
// and its outcome unknown.
func bound(v *view, all []*expect.Expectation, p *plan.Probe) []*expect.Expectation {
	late := false
	for _, e := range all {
		late = late || e.Late()
	}
	if !late {
		return all
	}
	out := make([]*expect.Expectation, len(all))
	for i, e := range all {
		out[i] = e
		if b, err := v.evidence.Bind(e, p); err == nil && b != nil {
			out[i] = b
		}
	}
	return out
}

// outcome combines the alternatives: met if one is met, unmet if all are unmet.
func (p *prediction) outcome(o *exchange.Observation, w *expect.World) expect.Outcome {
	out := expect.Unmet
	for _, e := range p.any {
		switch e.Outcome(o, w) {
		case expect.Met:
			return expect.Met
		case expect.Unknown:
			out = expect.Unknown
		case expect.Unmet:
		}
	}
	return out
}

// words describes the prediction for people: "edge-limit or not-authenticated".
func (p *prediction) words() string {
	parts := make([]string, len(p.any))
	for i, e := range p.any {
		parts[i] = e.Summary()
	}
	return strings.Join(parts, " or ")
}
