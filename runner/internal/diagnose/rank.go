package diagnose

import (
	"math"
	"slices"

	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// valued is a candidate weighed against the hypotheses that stand.
type valued struct {
	*candidate
	outcomes []class // those that are possible now
	bits     float64 // what it is expected to tell
	sure     bool    // whatever it brings refutes something
	requests int
	cost     float64
	risk     string
}

// weigh tells what a candidate is worth while these hypotheses stand; nil when it
// can refute none of them. asked are probes asked for before it.
func (d *diagnosing) weigh(c *candidate, standing set, asked map[*plan.Probe]bool) *valued {
	v := &valued{candidate: c, outcomes: c.within(standing), sure: true}
	useful := false
	for _, o := range v.outcomes {
		useful = useful || o.refutes.len() > 0
	}
	if !useful {
		return nil
	}
	v.expect(standing)
	d.price(v, asked)
	return v
}

// within are the classes as far as these hypotheses are concerned, without those
// that would refute them all.
func (c *candidate) within(standing set) []class {
	merged := candidate{}
	for _, k := range c.classes {
		if refutes := k.refutes.and(standing); !refutes.equal(standing) {
			merged.add(class{refutes, k.labels})
		}
	}
	return merged.classes
}

// expect works out the bits, each hypothesis being as likely as another, and each
// outcome that it allows.
func (v *valued) expect(standing set) {
	all := float64(standing.len())
	chance := make([]float64, len(v.outcomes))
	standing.each(func(i int) {
		allowed := 0
		for k := range v.outcomes {
			if !v.outcomes[k].refutes.has(i) {
				allowed++
			}
		}
		for k := range v.outcomes { // none, of a hypothesis that contradicts itself
			if !v.outcomes[k].refutes.has(i) {
				chance[k] += 1 / (all * float64(allowed))
			}
		}
	})
	v.bits = math.Log2(all)
	for k := range v.outcomes {
		refuted := v.outcomes[k].refutes.len()
		v.bits -= chance[k] * math.Log2(all-float64(refuted))
		if refuted == 0 {
			v.sure = false
		}
	}
}

// price counts requests, costs and risks of what is not asked for before.
func (d *diagnosing) price(v *valued, asked map[*plan.Probe]bool) {
	if v.item != nil {
		v.cost = 1 // somebody's minute
		return
	}
	for _, p := range d.Plan.WithDeps(v.probes...) {
		if v.view.settled(p) || v.view.here && asked[p] {
			continue
		}
		requests, cost := priceOf(p)
		v.requests += requests
		v.cost += cost
		v.risk = worse(v.risk, p.Of.Risk)
	}
	for _, p := range v.probes {
		if d.anonymous(p) {
			v.risk = worse(v.risk, riskAnonymous)
		}
	}
}

// priceOf is what asking for p alone takes: its samples are requests, and as many
// are its cost where the suite names none.
func priceOf(p *plan.Probe) (requests int, cost float64) {
	requests = 1
	if p.Of.Repeat != nil {
		requests = max(1, p.Of.Repeat.Times)
	}
	if p.Of.Cost != 1 {
		return requests, p.Of.Cost
	}
	return requests, float64(requests)
}

const riskAnonymous = "unauthenticated"

var risks = []string{"", riskAnonymous, "writes", "bans"}

func worse(a, b string) string {
	if b == "none" {
		return a
	}
	return risks[max(slices.Index(risks, a), slices.Index(risks, b), 0)]
}

// tier is how safe it is: 0 where nothing speaks against it but its cost, 1 where
// it is risky, 2 where it needs another key, network or time.
func (v *valued) tier() int {
	switch {
	case v.vary != Vary{}:
		return 2
	case v.risk != "":
		return 1
	}
	return 0
}

// better reports whether v is to be tried before w: what is safe, then what is sure to
// refute something, then what tells most for its cost.
func (v *valued) better(w *valued) bool {
	switch a, b := v.tier(), w.tier(); {
	case a != b:
		return a < b
	case v.sure != w.sure:
		return v.sure
	}
	a, b := v.worth(), w.worth()
	if math.Abs(a-b) > tie {
		return a > b
	}
	return slices.Index(risks, v.risk) < slices.Index(risks, w.risk)
}

// worth is bits for the cost. What costs nothing is priced as next to nothing.
func (v *valued) worth() float64 { return v.bits / max(v.cost, 0.01) }

// best is what to try first among some; nil when none of them tells the
// hypotheses apart.
func (d *diagnosing) best(all []*candidate, standing set, asked map[*plan.Probe]bool, among func(*candidate) bool) *valued {
	var out *valued
	for _, c := range all {
		if !among(c) {
			continue
		}
		if v := d.weigh(c, standing, asked); v != nil && (out == nil || v.better(out)) {
			out = v
		}
	}
	return out
}

// ids are the hypotheses of a set by id, in document order.
func (s set) ids(all []*suite.Hypothesis) []string {
	out := []string{}
	s.each(func(i int) { out = append(out, all[i].ID) })
	return out
}
