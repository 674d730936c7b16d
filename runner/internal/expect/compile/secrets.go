package compile

import (
	"slices"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/subst"
)

// A secret stands in an answer as ${name}, and so it does in an expectation. Where an
// answer was not looked through for the value, its name is no stand-in: what compares
// with the secret is unknown there, whether it would be met or not.

// Secrets are the secrets that a check, or a part of one, compares with; nil: none.
type Secrets struct{ names []string }

// Unknown reports whether o does not tell of one of the secrets, and says so to out.
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

// noteSecrets notes which secrets the value v of a reference names, which was filled
// into n: the reference may be to the secret itself, to a row's variable that holds one,
// or to a capture in which one stood.
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

// TakeSecrets are the secrets that n or anything below it holds and nobody has taken:
// the innermost check that judges a value takes them.
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
