package pipeline

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
)

// Due reports whether a probe has something to clean up: what it refers to was made in
// this run, or, where it refers to nothing, something was sent. observed is by
// plan.Probe.Order.
func Due(p *plan.Plan, observed []*exchange.Observation, q *plan.Probe) bool {
	if !q.Of.Cleanup || q.Elsewhere != "" {
		return false
	}
	sent := func(other *plan.Probe) bool {
		o := observed[other.Order]
		return o != nil && o.Missing.None()
	}
	made := func(other *plan.Probe) bool {
		o := observed[other.Order]
		return o.Known() && (o.Status < http.StatusBadRequest || len(o.Captured) > 0)
	}
	switch all, any := p.Made(q); {
	case len(all) > 0:
		return !slices.ContainsFunc(all, func(other *plan.Probe) bool { return !made(other) })
	case len(any) > 0:
		return slices.ContainsFunc(any, sent)
	}
	return slices.ContainsFunc(p.Probes, func(other *plan.Probe) bool { return !other.Of.Cleanup && sent(other) })
}

// Uncleaned is a cleanup that failed.
type Uncleaned struct {
	Probe *plan.Probe
	Why   string // "answered 500 Internal Server Error"
}

// Uncleaned lists what may be left behind by a run that asked the network: cleanup probes
// that were due and not sent, got no answer, or one from status 400 on.
func (r *Run) Uncleaned() []Uncleaned {
	if !r.Mode.Asks() || len(r.Observations) == 0 {
		return nil
	}
	var out []Uncleaned
	for _, q := range r.Plan.Cleanups() {
		if !Due(r.Plan, r.Observations, q) {
			continue
		}
		if why := uncleaned(r.Observations[q.Order]); why != "" {
			out = append(out, Uncleaned{q, r.Redact.String(why)})
		}
	}
	return out
}

func uncleaned(o *exchange.Observation) string {
	switch {
	case o == nil:
		return "not sent"
	case o.Missing.Kind == exchange.WhenUnmet:
		return "" // the suite's own word
	case !o.Missing.None():
		return "not sent: " + strings.TrimPrefix(o.Missing.String(), "not sent: ")
	case o.Failure != nil:
		return o.Failure.String()
	case o.Status >= http.StatusBadRequest:
		return fmt.Sprintf("answered %d %s", o.Status, http.StatusText(o.Status))
	}
	return ""
}
