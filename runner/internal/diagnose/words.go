package diagnose

import (
	"fmt"
	"strings"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
)

// because compares a prediction with what came.
func (h *hypothesis) because(p *prediction, agrees bool) Because {
	o := h.view.observed[p.probe.Order]
	b := Because{
		Probe: p.probe, Predicted: p.words(), Agrees: agrees, Came: h.view.came(p.probe),
		Vantage: h.view.from[p.probe.Order], When: whenOf(o), Provenance: o.Provenance.Kind, At: p.of.At,
	}
	if !agrees {
		b.Came += p.beyond(o, h.view.evidence.World(p.probe))
	}
	return b
}

// came describes the response to a probe in a few words: "404 wrong-host".
func (v *view) came(p *plan.Probe) string { return gist(v.observed[p.Order], v.evidence.Answer(p)) }

// gist describes a response in a few words.
func gist(o *exchange.Observation, name string) string {
	switch {
	case o.Failure != nil:
		return o.Failure.NoAnswer()
	case o.Reported != nil && len(o.Reported.StatusAny) > 0:
		words := make([]string, len(o.Reported.StatusAny))
		for i, s := range o.Reported.StatusAny {
			words[i] = fmt.Sprint(s)
		}
		return strings.Join(words, " or ")
	case o.Reported != nil && !o.Reported.Status:
		return "an answer of unknown status"
	case name != "":
		return fmt.Sprintf("%d %s", o.Status, name)
	}
	return fmt.Sprint(o.Status)
}

// beyond says what contradicts the prediction if the status alone does not.
func (p *prediction) beyond(o *exchange.Observation, w *expect.World) string {
	if o.Failure != nil || len(p.any) != 1 {
		return ""
	}
	for _, f := range p.any[0].Judge(o, w).Failures {
		switch s := f.Subject; {
		case s.Key == "same_as":
			return " (" + s.Part + ": " + f.Expected + ")"
		case s.Key == "status", s.Key == "openapi" && s.Part == "status":
			return ""
		default:
			return " (" + s.String() + ": " + f.Actual + ")"
		}
	}
	return ""
}

// unknown says why o neither meets nor contradicts the prediction.
func (p *prediction) unknown(o *exchange.Observation, w *expect.World) string {
	for _, e := range p.any {
		if r := e.Judge(o, w); r.Outcome == expect.Unknown {
			return strings.Join(r.Unknowns, "; ")
		}
	}
	return "it cannot be told"
}

// whenOf returns when a response came; zero if not known.
func whenOf(o *exchange.Observation) time.Time {
	if !o.Sent.IsZero() {
		return o.Sent
	}
	return o.Provenance.At
}
