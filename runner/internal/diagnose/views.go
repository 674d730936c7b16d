package diagnose

import (
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// otherVantage means any network except the first run's.
const otherVantage = "other"

// variation is how the runs that a hypothesis is judged by differ from the first one; the zero
// value means not at all.
type variation struct {
	vantage string
	after   time.Duration
}

func variationOf(n *suite.Needs) variation { return variation{n.Vantage, n.After} }

// view is what the runs of one variation observed, each probe's latest response.
type view struct {
	variation
	evidence *judge.Evidence
	observed []*exchange.Observation
	from     []string // by probe: the vantage that it was observed from
	runs     int
	withheld map[*plan.Probe]bool // see diagnosing.withheld
	// here reports whether the current run is one of these, so that its responses count.
	here bool
}

// view returns the view of a variation, made on first use.
func (d *diagnosing) view(v variation) *view {
	if known := d.views[v]; known != nil {
		return known
	}
	n := len(d.Plan.Probes)
	out := &view{variation: v, observed: make([]*exchange.Observation, n), from: make([]string, n), withheld: map[*plan.Probe]bool{}}
	for i := range d.Runs {
		if run := &d.Runs[i]; d.isOf(run, v) {
			out.take(run)
		}
	}
	out.here = v == (variation{}) && len(d.Runs) == 0 || d.Now < len(d.Runs) && d.isOf(&d.Runs[d.Now], v)
	out.evidence = judge.NewEvidence(d.Plan, out.observed).Guarded(d.Guard)
	d.views[v] = out
	return out
}

// isOf reports whether a run varies what v requires.
func (d *diagnosing) isOf(r *Run, v variation) bool {
	home, start := d.home()
	usual := r.Vantage == "" || r.Vantage == home
	switch v.vantage {
	case "":
		if !usual {
			return false
		}
	case otherVantage:
		if usual {
			return false
		}
	default:
		if r.Vantage != v.vantage {
			return false
		}
	}
	if v.after == 0 {
		return true
	}
	return !r.At.IsZero() && !start.IsZero() && r.At.Sub(start) >= v.after
}

// home returns the vantage and time of the first run that has them.
func (d *diagnosing) home() (vantage string, at time.Time) {
	for i := range d.Runs {
		r := &d.Runs[i]
		if vantage == "" {
			vantage = r.Vantage
		}
		if at.IsZero() {
			at = r.At
		}
	}
	return vantage, at
}

// take adds a run's observations. A later one wins unless it says less: a missing observation does
// not replace an earlier one.
func (v *view) take(r *Run) {
	v.runs++
	for i, o := range r.Observations {
		if o == nil || i >= len(v.observed) {
			continue
		}
		if had := v.observed[i]; had != nil && tells(had) > tells(o) {
			continue
		}
		v.observed[i], v.from[i] = o, r.Vantage
	}
}

// tells ranks how much an observation says.
func tells(o *exchange.Observation) int {
	switch {
	case !o.Missing.None():
		return 0
	case o.Failure != nil:
		return 1
	case o.Reported != nil:
		return 2
	}
	return 3
}

// settled reports whether sending p again would be redundant: its response is completely known.
func (v *view) settled(p *plan.Probe) bool {
	o := v.observed[p.Order]
	return o.Known() && o.Reported == nil && o.Cut == ""
}

// assumption maps probes to assumed observations.
type assumption map[*plan.Probe]*exchange.Observation

// world returns what an expectation about p may look up, given some assumed observations.
func (d *diagnosing) world(v *view, p *plan.Probe, a assumption) *expect.World {
	w := v.evidence.World(p)
	if len(a) == 0 {
		return w
	}
	assumed, known := *w, w.Observation
	assumed.Observation = func(name string) *exchange.Observation {
		if q := d.beside(name, p); q != nil && a[q] != nil {
			return a[q]
		}
		return known(name)
	}
	return &assumed
}
