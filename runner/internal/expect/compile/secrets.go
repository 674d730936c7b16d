package compile

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/subst"
)

// A secret is ${name} in a response, and in an expectation. If a response was not searched for the
// value, it may contain the value itself: a comparison with the secret is then unknown, whether it
// would be met or not.

// Secrets are the secrets that a check, or a part of one, compares with; nil: none.
type Secrets struct{ names []string }

// Unknown reports whether one of the secrets is unknown for o, and adds that to out.
func (s *Secrets) Unknown(o *exchange.Observation, out *outcome.Result) bool {
	if s == nil {
		return false
	}
	blind, ok := o.BlindTo(s.names)
	switch {
	case ok && out.Quiet():
		out.Settle(outcome.Unknown)
	case ok:
		out.Doubt(blind.String())
	}
	return ok
}

// noteSecrets records the secrets in the value v of a reference, which was filled into n: the
// reference may be to the secret itself, or to a row's variable or a capture that contains one.
func (c *State) noteSecrets(n *yaml.Node, v any) {
	switch v := v.(type) {
	case string:
		if c.Secret == nil || !subst.Has(v) {
			return
		}
		subst.Each(v, func(name string) {
			if c.Secret(name) {
				c.noteSecret(n, name)
			}
		})
	case []any:
		for _, item := range v {
			c.noteSecrets(n, item)
		}
	case map[string]any:
		for name, member := range v {
			c.noteSecrets(n, name)
			c.noteSecrets(n, member)
		}
	}
}

func (c *State) noteSecret(n *yaml.Node, name string) {
	if c.secretAt == nil {
		c.secretAt = map[*yaml.Node][]string{}
	}
	if !slices.Contains(c.secretAt[n], name) {
		c.secretAt[n] = append(c.secretAt[n], name)
	}
	if !slices.Contains(c.Secrets, name) {
		c.Secrets = append(c.Secrets, name)
	}
}

// TakeSecrets takes the remaining secrets of n and the nodes below it: the innermost check that
// judges a value takes them.
func (c *State) TakeSecrets(n *yaml.Node) *Secrets {
	if len(c.secretAt) == 0 {
		return nil
	}
	var out Secrets
	c.take(n, &out)
	if out.names == nil {
		return nil
	}
	return &out
}

func (c *State) take(n *yaml.Node, out *Secrets) {
	for _, name := range c.secretAt[n] {
		if !slices.Contains(out.names, name) {
			out.names = append(out.names, name)
		}
	}
	delete(c.secretAt, n)
	for _, below := range n.Content {
		c.take(below, out)
	}
}
