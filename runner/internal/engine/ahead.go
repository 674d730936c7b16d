package engine

import (
	"context"
	"slices"

	"assay/runner/internal/plan"
)

// Ahead is what is known of a live task before it begins.
type Ahead struct {
	// Requests is how many requests it sends at most: polls, retries and cleanup are counted, and the
	// suite's limits.requests bounds it unless Options.Budget takes its place.
	Requests int
	Cost     float64  // of its probes, as the suite counts it
	Writes   []string // probes that change something (risk: writes)
	Held     bool     // that these are not sent: limits.writes is ask, and nobody allowed them
	Cooling  string   // why nothing is sent for now to one of the targets: a cooldown; "" if none lasts
}

// Ahead returns what a task would send with these options. It sends nothing. The error says that
// the history cannot be read, so that a cooldown is not known.
func (t *Task) Ahead(ctx context.Context, opts Options) (Ahead, error) {
	probes, _ := t.asked(opts.Mode)
	first, last := plan.Parted(probes)
	a := Ahead{Requests: mostRequests(probes)}
	if kept := keptFor(t.Document, first, nil); kept > mostRequests(last) {
		a.Requests += kept - mostRequests(last)
	}
	if most := t.Document.Suite.Limits.Requests; most > 0 && opts.Budget <= 0 {
		a.Requests = min(a.Requests, most)
	}
	for _, p := range probes {
		a.Cost += p.Of.Cost * float64(p.Of.Samples())
		if p.Of.Risk == "writes" && !slices.Contains(a.Writes, p.Of.ID) {
			a.Writes = append(a.Writes, p.Of.ID)
		}
	}
	a.Held = t.Document.Suite.Limits.AskWrites && !opts.AllowWrites && len(a.Writes) > 0
	cooling, err := opts.Cooling.before(ctx, t.Document.Suite, probes)
	if err != nil || cooling == nil {
		return a, err
	}
	for _, p := range probes {
		if why := cooling(p); !why.None() {
			a.Cooling = t.Document.Redact.String(why.String())
			break
		}
	}
	return a, nil
}
