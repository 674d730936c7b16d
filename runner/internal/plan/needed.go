package plan

import "slices"

// Needed lists, in plan order, the probes that these specs need, with all that they depend on.
// Pending specs need none.
func (p *Plan) Needed(specs []*Spec) []*Probe {
	c := closure{marked: make([]bool, len(p.Probes))}
	for _, s := range specs {
		if s.Pending == "" {
			c.add(s.Needs)
		}
	}
	return c.inOrder(p)
}

// WithDeps lists, in plan order, these probes and all that they depend on.
func (p *Plan) WithDeps(probes ...*Probe) []*Probe {
	c := closure{marked: make([]bool, len(p.Probes))}
	c.add(probes)
	return c.inOrder(p)
}

// closure marks probes, by their order, and all that they depend on.
type closure struct {
	marked []bool
	count  int
	stack  []*Probe
}

func (c *closure) add(probes []*Probe) {
	c.stack = append(c.stack, probes...)
	for len(c.stack) > 0 {
		p := c.stack[len(c.stack)-1]
		c.stack = c.stack[:len(c.stack)-1]
		if c.marked[p.Order] {
			continue
		}
		c.marked[p.Order] = true
		c.count++
		c.stack = append(c.stack, p.Deps...)
	}
}

func (c *closure) inOrder(p *Plan) []*Probe {
	out := make([]*Probe, 0, c.count)
	for i, marked := range c.marked {
		if marked {
			out = append(out, p.Probes[i])
		}
	}
	return out
}

// Independent reports whether no probe reads or waits for the observation of another.
func (p *Plan) Independent() bool {
	return !slices.ContainsFunc(p.Probes, func(p *Probe) bool {
		return len(p.Deps) > 0 || p.When != nil || p.Of.Cleanup || p.Of.Token || len(p.Of.Capture) > 0
	})
}
