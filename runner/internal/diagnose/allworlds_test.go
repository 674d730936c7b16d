package diagnose_test

import (
	"fmt"
	"slices"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// everything is all worlds of a suite: every combination of responses to its probes that some
// hypothesis allows, each once. Responses that no prediction distinguishes are one.
type everything struct {
	plan   *plan.Plan
	rules  []rule
	pools  [][]*exchange.Observation // the possible responses of each probe
	worlds []universe
}

// universe is one world: the number of every probe's response.
type universe struct {
	values  []int
	refuted [][]uint64 // by hypothesis: the sets of probes whose responses contradict it
	stands  uint64     // the hypotheses that are not refuted by all responses
}

// rule is a prediction about one probe.
type rule struct {
	hypothesis int
	probe      *plan.Probe
	of         *suite.Prediction
	compared   []*plan.Probe
	known      map[string]bool // whether responses contradict it
}

// most is the maximum number of worlds in a test.
const most = 200_000

func everyWorld(t testing.TB, p *plan.Plan) *everything {
	t.Helper()
	e := &everything{plan: p}
	for h, one := range p.Suite.Hypotheses {
		for k := range one.Predicts {
			for _, q := range p.Named(one.Predicts[k].Probe.ID) {
				r := rule{hypothesis: h, probe: q, of: &one.Predicts[k], known: map[string]bool{}}
				for _, x := range r.of.Any {
					for _, ref := range x.Probes() {
						if c := p.Beside(ref.ID, q.Row); c != nil && c != q && !slices.Contains(r.compared, c) {
							r.compared = append(r.compared, c)
						}
					}
				}
				e.rules = append(e.rules, r)
			}
		}
	}
	e.fill()
	seen := map[string]bool{}
	for h := range p.Suite.Hypotheses {
		e.from(h, make([]int, 0, len(p.Probes)), seen)
	}
	if len(e.worlds) >= most {
		t.Fatalf("more than %d worlds", most)
	}
	return e
}

// fill finds the possible responses of each probe: those predicted for it and for all probes that
// it is compared with, the suite's named ones, and two that have no name.
func (e *everything) fill() {
	linked := func(p *plan.Probe) (all []*plan.Probe) {
		for all = []*plan.Probe{p}; ; {
			n := len(all)
			for _, r := range e.rules {
				if in := append([]*plan.Probe{r.probe}, r.compared...); slices.ContainsFunc(in, func(q *plan.Probe) bool { return slices.Contains(all, q) }) {
					for _, q := range in {
						if !slices.Contains(all, q) {
							all = append(all, q)
						}
					}
				}
			}
			if len(all) == n {
				return all
			}
		}
	}
	nothing := judge.NewEvidence(e.plan, make([]*exchange.Observation, len(e.plan.Probes)))
	e.pools = make([][]*exchange.Observation, len(e.plan.Probes))
	for _, p := range e.plan.Probes {
		together := linked(p)
		var pool []*exchange.Observation
		for _, r := range e.rules {
			if slices.Contains(together, r.probe) {
				for _, x := range r.of.Any {
					pool = append(pool, x.Examples(nothing.World(r.probe))...)
				}
			}
		}
		for _, a := range e.plan.Suite.Answers {
			pool = append(pool, a.Expect.Examples(nothing.World(p))...)
		}
		pool = append(pool, &exchange.Observation{Status: 418}, &exchange.Observation{Status: 419})
		e.pools[p.Order] = e.distinct(p, pool, len(together) > 1)
	}
}

// distinct removes responses that no prediction distinguishes from an earlier one.
func (e *everything) distinct(p *plan.Probe, pool []*exchange.Observation, compared bool) []*exchange.Observation {
	seen := map[string]bool{}
	var out []*exchange.Observation
	for _, o := range pool {
		key := fmt.Sprint(o.Status, string(o.Body), o.Header)
		if !compared {
			observed := make([]*exchange.Observation, len(e.plan.Probes))
			observed[p.Order] = o
			key = ""
			for i := range e.rules {
				if e.rules[i].probe == p {
					key += fmt.Sprint(e.rules[i].contradicted(e.plan, observed), " ")
				}
			}
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, o)
		}
	}
	return out
}

// contradicted reports whether the observations contradict the rule.
func (r *rule) contradicted(p *plan.Plan, observed []*exchange.Observation) bool {
	o := observed[r.probe.Order]
	if o == nil {
		return false
	}
	e := judge.NewEvidence(p, observed)
	return !slices.ContainsFunc(r.of.Any, func(x *expect.Expectation) bool {
		if bound, err := e.Bind(x, r.probe); err == nil {
			x = bound
		}
		return x.Outcome(o, e.World(r.probe)) != expect.Unmet
	})
}

// breaks reports whether the responses of the probes that were sent contradict the rule; the probes
// after the last value were not sent.
func (e *everything) breaks(r *rule, values []int, asked uint64) bool {
	observed := make([]*exchange.Observation, len(e.plan.Probes))
	key := ""
	for _, q := range append([]*plan.Probe{r.probe}, r.compared...) {
		if q.Order < len(values) && asked&(1<<q.Order) != 0 {
			observed[q.Order] = e.pools[q.Order][values[q.Order]]
			key += fmt.Sprint(values[q.Order])
		}
		key += ","
	}
	known, ok := r.known[key]
	if !ok {
		known = r.contradicted(e.plan, observed)
		r.known[key] = known
	}
	return known
}

// from adds every world that begins with these responses and in which h is true.
func (e *everything) from(h int, values []int, seen map[string]bool) {
	const all = ^uint64(0)
	for i := range e.rules {
		if r := &e.rules[i]; r.hypothesis == h && e.breaks(r, values, all) {
			return
		}
	}
	if len(values) < len(e.pools) {
		for v := range e.pools[len(values)] {
			e.from(h, append(values, v), seen)
		}
		return
	}
	key := fmt.Sprint(values)
	if seen[key] || len(e.worlds) >= most {
		return
	}
	seen[key] = true
	u := universe{values: slices.Clone(values), refuted: make([][]uint64, len(e.plan.Suite.Hypotheses))}
	for i := range e.rules {
		r := &e.rules[i]
		alone := uint64(1) << r.probe.Order
		beside := alone
		for _, q := range r.compared {
			beside |= 1 << q.Order
		}
		for _, asked := range []uint64{alone, beside} {
			if e.breaks(r, values, asked) {
				u.refuted[r.hypothesis] = append(u.refuted[r.hypothesis], asked)
				break
			}
		}
	}
	u.stands = u.standing(all)
	e.worlds = append(e.worlds, u)
}

// standing returns the hypotheses that are not refuted in a world once some probes were sent.
func (u *universe) standing(asked uint64) uint64 {
	out := uint64(0)
	for h, sets := range u.refuted {
		if !slices.ContainsFunc(sets, func(s uint64) bool { return s&^asked == 0 }) {
			out |= 1 << h
		}
	}
	return out
}
