package diagnose

import (
	"slices"
	"strings"

	"assay/runner/internal/plan"
)

// experiments proposes what to try next, and what after that.
func (d *diagnosing) experiments(out *Diagnosis) {
	standing := newSet(len(d.of))
	for i := range out.Hypotheses {
		if out.Hypotheses[i].Stands() {
			standing.add(i)
		}
	}
	if standing.len() < 2 {
		return
	}
	all := d.candidates(standing)
	out.Alike, out.Together = d.alike(all, standing)
	d.sequence(out, d.ahead(all, standing))
}

// sequence continues with what to try, assuming the outcome of each experiment that leaves most
// hypotheses, until one stands or no experiment distinguishes the rest.
func (d *diagnosing) sequence(out *Diagnosis, a *ahead) {
	before := ""
	for n := 0; a.standing.len() > 1; n++ {
		first, by := a.next()
		if n == 0 && by != nil {
			ask := d.experiment(by, a.standing, "")
			out.Ask = &ask
		}
		if first == nil {
			return
		}
		out.Next = append(out.Next, d.experiment(first, a.standing, before))
		before = a.take(first).words()
	}
}

// overlaps reports whether another candidate sends a probe that v sends.
func (v *valued) overlaps(c *candidate) bool {
	if v.item != nil || c.item != nil {
		return v.item == c.item
	}
	return v.view == c.view && slices.ContainsFunc(c.probes, func(p *plan.Probe) bool { return slices.Contains(v.probes, p) })
}

// worst returns the outcome that refutes least.
func (v *valued) worst() *class {
	worst := &v.outcomes[0]
	for i := range v.outcomes {
		if o := &v.outcomes[i]; o.refutes.len() < worst.refutes.len() {
			worst = o
		}
	}
	return worst
}

// mostLabels is the maximum number of responses in the name of an outcome.
const mostLabels = 3

func (k *class) words() string {
	if len(k.labels) > mostLabels {
		return strings.Join(k.labels[:mostLabels], " or ") + " and the like"
	}
	return strings.Join(k.labels, " or ")
}

// experiment converts a weighed candidate to its exported form.
func (d *diagnosing) experiment(v *valued, standing set, before string) Experiment {
	declared := d.Plan.Suite.Hypotheses
	out := Experiment{
		Probes: v.probes, Item: v.item, Vary: v.vary, Requests: v.requests, Cost: v.cost, Risk: v.risk, If: before,
	}
	if v.item != nil {
		out.Cost = 0
	}
	may := newSet(len(d.of))
	for i := range v.outcomes {
		o := &v.outcomes[i]
		may.or(o.refutes)
		out.Outcomes = append(out.Outcomes, Outcome{
			Answer: o.words(), Refutes: o.refutes.ids(declared), Leaves: standing.without(o.refutes).ids(declared),
		})
	}
	out.Splits = may.ids(declared)
	return out
}

// alike groups the standing hypotheses that no candidate distinguishes; together holds the groups
// whose members do not contradict each other.
func (d *diagnosing) alike(all []*candidate, standing set) (out, together [][]string) {
	var members []int
	standing.each(func(i int) { members = append(members, i) })
	grouped := newSet(len(d.of))
	for n, a := range members {
		if grouped.has(a) {
			continue
		}
		group := []int{a}
		for _, b := range members[n+1:] {
			if !grouped.has(b) && !slices.ContainsFunc(group, func(g int) bool { return tellsApart(all, standing, g, b) }) {
				group = append(group, b)
			}
		}
		if len(group) < 2 {
			continue
		}
		ids := make([]string, len(group))
		for i, g := range group {
			grouped.add(g)
			ids[i] = d.Plan.Suite.Hypotheses[g].ID
		}
		out = append(out, ids)
		if d.together(group) {
			together = append(together, ids)
		}
	}
	return out, together
}

// tellsApart reports whether some candidate could refute one of a and b and not the other.
func tellsApart(all []*candidate, standing set, a, b int) bool {
	for _, c := range all {
		for i := range c.classes {
			r := c.classes[i].refutes
			if r.has(a) != r.has(b) && !r.and(standing).equal(standing) {
				return true
			}
		}
	}
	return false
}
