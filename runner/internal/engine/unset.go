package engine

import (
	"strings"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Needs lists the probes to observe for a spec: only its own if that cannot be sent for want of a
// secret. The control's response would then judge nothing.
func (c *Course) Needs(d *pipeline.Document, s *plan.Spec) []*plan.Probe {
	if c.opts.Mode.Asks() && s.Probe != nil && len(s.Needs) > 1 && c.unset(d)[s.Probe.Order] {
		return []*plan.Probe{s.Probe}
	}
	return s.Needs
}

// needed lists, in plan order, the probes that the specs need, with all that they depend on.
func (c *Course) needed(d *pipeline.Document, specs []*plan.Spec) []*plan.Probe {
	needs := make([]*plan.Probe, 0, len(specs))
	for _, s := range specs {
		if s.Pending == "" {
			needs = append(needs, c.Needs(d, s)...)
		}
	}
	return d.Plan.WithDeps(needs...)
}

// unset reports, by plan.Probe.Order, which probes cannot be sent because a secret is not set: one
// that they refer to, or one that a probe needs whose captures they refer to.
func (c *Course) unset(d *pipeline.Document) []bool {
	p := c.part(d)
	p.once.Do(func() {
		u := unset{plan: d.Plan, missing: map[string]bool{}, found: make([]bool, len(d.Plan.Probes)), seen: make([]bool, len(d.Plan.Probes))}
		for _, s := range d.Suite.Secrets {
			if _, ok := c.opts.secret(s.Env); !ok {
				u.missing[s.Name] = true
			}
		}
		for _, one := range d.Plan.Probes {
			u.of(one)
		}
		p.unset = u.found
	})
	return p.unset
}

// unset finds the probes that lack a secret.
type unset struct {
	plan        *plan.Plan
	missing     map[string]bool // secrets
	found, seen []bool          // by plan.Probe.Order
}

func (u *unset) of(p *plan.Probe) bool {
	if u.seen[p.Order] {
		return u.found[p.Order]
	}
	u.seen[p.Order] = true
	for _, ref := range p.Refs {
		lacks := u.missing[ref]
		if i := strings.LastIndexByte(ref, '.'); i >= 0 {
			if from := u.plan.Beside(ref[:i], p.Row); from != nil {
				lacks = u.of(from)
			}
		}
		if lacks {
			u.found[p.Order] = true
			break
		}
	}
	return u.found[p.Order]
}
