package diagnose

import (
	"math"
	"slices"

	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// valued is a candidate weighed against the standing hypotheses.
type valued struct {
	*candidate
	outcomes []class // those that are possible now
	bits     float64 // expected information
	sure     bool    // every outcome refutes something
	requests int
	cost     float64
	risk     string
}

// weigh returns the value of a candidate while these hypotheses stand; nil if it can refute none of
// them. asked holds the probes sent before it.
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

// within returns the classes restricted to these hypotheses, without those that would refute all of
// them.
func (c *candidate) within(standing set) []class {
	merged := candidate{}
	for _, k := range c.classes {
		if refutes := k.refutes.and(standing); !refutes.equal(standing) {
			merged.add(class{refutes, k.labels})
		}
	}
	return merged.classes
}

// expect computes the bits, taking all hypotheses as equally likely, and all outcomes that a
// hypothesis allows.
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
		for k := range v.outcomes { // none for a hypothesis that contradicts itself
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

// price adds up requests, costs and risks of the probes not sent before.
func (d *diagnosing) price(v *valued, asked map[*plan.Probe]bool) {
	if v.item != nil {
		v.cost = 1 // a minute of a person's time
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

// priceOf returns the price of sending p alone: each sample is a request, and their number is the
// cost if the suite names none.
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

// tier ranks the safety: 0 if only the cost matters, 1 if it is risky, 2 if it needs another key,
// network or time.
func (v *valued) tier() int {
	switch {
	case v.vary != Vary{}:
		return 2
	case v.risk != "":
		return 1
	}
	return 0
}

// better reports whether v is to be tried before w: the safer one, then one sure to refute
// something, then the one with more information for its cost.
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

// worth returns the bits per cost. A cost of zero counts as nearly zero.
func (v *valued) worth() float64 { return v.bits / max(v.cost, 0.01) }

// best returns what to try first among some; nil if none of them distinguishes the hypotheses.
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

// ids returns the ids of the hypotheses in a set, in document order.
func (s set) ids(all []*suite.Hypothesis) []string {
	out := []string{}
	s.each(func(i int) { out = append(out, all[i].ID) })
	return out
}
