package diagnose

import (
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// otherVantage stands for any network but the first run's.
const otherVantage = "other"

// variation is what distinguishes the runs that a hypothesis is judged by from
// the first one; the zero: nothing.
type variation struct {
	vantage string
	after   time.Duration
}

func variationOf(n *suite.Needs) variation { return variation{n.Vantage, n.After} }

// view is what the runs of one variation observed, each probe's latest answer.
type view struct {
	variation
	evidence *judge.Evidence
	observed []*exchange.Observation
	from     []string // by probe: the vantage that it was observed from
	runs     int
	withheld map[*plan.Probe]bool // see diagnosing.withheld
	// here tells that the run of now is one of these: what it asks counts.
	here bool
}

// view gives the view of a variation, made on first use.
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

// isOf reports whether a run varies what v asks for.
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

// home is where and when the first run that says so was asked from.
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

// take adds a run's observations. A later one wins, unless it tells less: that
// nothing came says nothing against what came before.
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

// tells is how much there is of an observation.
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

// settled reports whether asking again would be asking the same: p was answered,
// and its answer is known whole.
func (v *view) settled(p *plan.Probe) bool {
	o := v.observed[p.Order]
	return o.Known() && o.Reported == nil && o.Cut == ""
}

// assumption is what some probes are taken to be answered.
type assumption map[*plan.Probe]*exchange.Observation

// world is what an expectation about p may look up, where some answers are
// assumed.
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
