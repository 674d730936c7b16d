package record

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/drift"
	"assay/runner/internal/fixture"
)

// learned is what a recording shows compared with the previous one, by probe.
type learned struct {
	fresh, apart []string // "probe: $.a, $.b"
}

// found is what one entry shows.
type found struct {
	run, order, sample int // of the probe
	learned            drift.Learned
}

// complete says of a new entry who wrote it.
func (g *group) complete(e *fixture.Entry) {
	if pv := &e.Observation.Provenance; pv.Kind == "captured" {
		pv.Tool, pv.Note = g.opts.Tool, g.opts.Because
	}
}

// learn says of a new entry what varied between recordings. An accepted change is singular, not a
// sign of variation.
func (g *group) learn(was, e *fixture.Entry) {
	if g.opts.Because != "" {
		e.Varies = was.Varies
		return
	}
	run, order := g.taken(e)
	l := g.parts[run].rules.Learn(was, e)
	e.Varies = l.Varies
	if len(l.New)+len(l.Apart) > 0 {
		g.mu.Lock()
		defer g.mu.Unlock()
		g.found = append(g.found, found{run, order, e.Sample, l})
	}
}

// taken returns the run that an entry was taken from, and the place of its probe in the plan.
func (g *group) taken(e *fixture.Entry) (run, order int) {
	for i, r := range g.runs {
		if p := g.parts[i].probeOf(r.Run.Plan, e); p != nil {
			return i, p.Order
		}
	}
	panic("an entry of no run: " + e.Probe)
}

// learnt adds what was found to what each run learned, in the order of its plan.
func (g *group) learnt() {
	slices.SortFunc(g.found, func(a, b found) int {
		return cmp.Or(a.run-b.run, a.order-b.order, a.sample-b.sample)
	})
	for i := range g.found {
		f := &g.found[i]
		g.parts[f.run].learned.add(g.runs[f.run].Run.Plan.Probes[f.order].ID, &f.learned)
	}
}

func (l *learned) add(probe string, of *drift.Learned) {
	if len(of.New) > 0 {
		l.fresh = append(l.fresh, probe+": "+strings.Join(of.New, ", "))
	}
	if len(of.Apart) > 0 {
		l.apart = append(l.apart, probe+": "+strings.Join(of.Apart, ", "))
	}
}

// notes say what counts as volatile from now on, and what does not although it differs: either may
// be wrong, and affects what drift reports later.
func (l *learned) notes() []string {
	var out []string
	if len(l.fresh) > 0 {
		out = append(out, fmt.Sprintf("learned as volatile, for it differs from a recording of the last %d minutes: %s; where that is a change of the API, take it out of the lines \"# varies:\"",
			int(drift.Close.Minutes()), some(l.fresh)))
	}
	if len(l.apart) > 0 {
		out = append(out, fmt.Sprintf("differs from the recording before, and is not taken for volatile, as more than %d minutes lie between: %s; where it always differs, record once more now, or declare it under volatile:",
			int(drift.Close.Minutes()), some(l.apart)))
	}
	return out
}

// some lists a few of many.
func some(all []string) string {
	const most = 10
	if n := len(all); n > most {
		all = append(all[:most:most], fmt.Sprintf("and %d probes more", n-most))
	}
	return strings.Join(all, "; ")
}
