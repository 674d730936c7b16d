package engine

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Shard is one of Of parts of a run, each for a machine of its own. Number counts from 1.
type Shard struct{ Number, Of int }

// Sharded is how the findings of documents are divided among shards.
type Sharded struct {
	at map[*plan.Spec]int // the shard of a spec, from 0
	// Plan identifies the division: shards of one run have the same. It is a hash of who judges what.
	Plan string
}

// Share divides the specs that a selection takes among n shards of about the same cost, which is
// that of the probes that each sends: cost returns it for a probe, in any unit. Findings about the
// same probe stay together, as do those that need the same probe with a risk, so that no two shards
// send it; a harmless prerequisite such as a login may be sent by several. The division depends on
// the documents, the selection and the costs alone.
func Share(documents []*pipeline.Document, selected *Selection, n int, cost func(*pipeline.Document, *plan.Probe) float64) *Sharded {
	s := &Sharded{at: map[*plan.Spec]int{}}
	var groups []*group
	for _, d := range documents {
		groups = append(groups, groupsOf(d, selected.Of(d), cost)...)
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return cmp.Compare(b.cost, a.cost) })
	loads := make([]float64, n)
	for _, g := range groups {
		least := 0
		for i := range loads {
			if loads[i] < loads[least] {
				least = i
			}
		}
		loads[least] += g.cost
		for _, spec := range g.specs {
			s.at[spec] = least
		}
	}
	s.Plan = s.hash(documents)
	return s
}

// Takes reports whether a shard judges a spec.
func (s *Sharded) Takes(shard Shard, spec *plan.Spec) bool {
	at, known := s.at[spec]
	return known && at == shard.Number-1
}

// hash identifies the division, in twelve hexadecimal digits.
func (s *Sharded) hash(documents []*pipeline.Document) string {
	h := sha256.New()
	for _, d := range documents {
		for _, spec := range d.Plan.Specs {
			if at, ok := s.at[spec]; ok {
				fmt.Fprintf(h, "%q %q %d\n", d.Suite.Name, spec.ID, at)
			}
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// group holds specs that one shard judges.
type group struct {
	specs []*plan.Spec
	cost  float64
}

// groupsOf divides specs into groups, in document order.
func groupsOf(d *pipeline.Document, specs []*plan.Spec, cost func(*pipeline.Document, *plan.Probe) float64) []*group {
	together := newForest(d.Plan.Probes)
	for _, spec := range specs {
		if spec.Probe != nil && spec.Pending == "" {
			together.join(spec.Probe, spec.Needs)
		}
	}
	var groups []*group
	known := map[int]*group{}
	sent := map[*plan.Probe]bool{}
	for _, spec := range specs {
		key := -1 // items of the checklist, which need no probe
		if spec.Probe != nil {
			key = together.root(spec.Probe)
		}
		g := known[key]
		if g == nil {
			g = &group{}
			known[key], groups = g, append(groups, g)
		}
		g.specs = append(g.specs, spec)
		if spec.Probe != nil && !sent[spec.Probe] {
			sent[spec.Probe] = true
			g.cost += cost(d, spec.Probe)
		}
	}
	return groups
}

// forest joins the probes of a document that one shard must send (union-find).
type forest struct {
	above []int  // by plan.Probe.Order; a root is above itself
	risky []bool // a risk, its own or that of a probe it depends on
}

// harmless is the risk of a probe that may be sent by several shards.
const harmless = "none"

// newForest joins each probe with those that it depends on and that have a risk.
func newForest(probes []*plan.Probe) *forest {
	f := &forest{above: make([]int, len(probes)), risky: make([]bool, len(probes))}
	for i := range f.above {
		f.above[i] = i
	}
	visited := make([]bool, len(probes))
	var visit func(p *plan.Probe)
	visit = func(p *plan.Probe) {
		if visited[p.Order] {
			return
		}
		visited[p.Order] = true
		for _, dep := range p.Deps {
			visit(dep)
		}
		f.risky[p.Order] = p.Of.Risk != harmless || slices.ContainsFunc(p.Deps, func(dep *plan.Probe) bool { return f.risky[dep.Order] })
		f.join(p, p.Deps)
	}
	for _, p := range probes {
		visit(p)
	}
	return f
}

// join puts a probe together with those of others that have a risk.
func (f *forest) join(p *plan.Probe, others []*plan.Probe) {
	for _, other := range others {
		if f.risky[other.Order] {
			f.above[f.root(other)] = f.root(p)
		}
	}
}

func (f *forest) root(p *plan.Probe) int {
	i := p.Order
	for f.above[i] != i {
		f.above[i] = f.above[f.above[i]]
		i = f.above[i]
	}
	return i
}
