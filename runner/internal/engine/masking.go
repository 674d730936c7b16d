package engine

import (
	"fmt"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
)

// comparable reports the secrets that are compared with, and whose values are too short
// to be told from ordinary text. False when there is one.
func (o *opener) comparable(d *pipeline.Document) bool {
	ok := true
	for _, s := range d.Plan.Compared {
		if value, set := o.opts.secret(s.Env); set && redact.TooShort(value) {
			ok = false
			o.problems.Add(s.At, "the secret %q is compared with, and its value is shorter than 4 bytes: inside a word it is not masked, so no verdict on it would be certain", s.Name).
				Next = fmt.Sprintf("let %s hold a longer value, or take ${%s} out of the expectations", s.Env, s.Name)
		}
	}
	return ok
}

// masking says which of the secrets that the suite compares answers with have a value,
// of their own; nil where it compares with none.
func (o *opener) masking(d *pipeline.Document) *exchange.Masking {
	if len(d.Plan.Compared) == 0 {
		return nil
	}
	m := &exchange.Masking{}
	for _, s := range d.Plan.Compared {
		value, ok := o.opts.secret(s.Env)
		switch other := o.hides(d, s, value); {
		case !ok:
			m.Blind = append(m.Blind, exchange.Blind{Secret: s.Name, Env: s.Env, Why: exchange.NoValue})
		case other != "":
			m.Blind = append(m.Blind, exchange.Blind{Secret: s.Name, Env: s.Env, Why: exchange.InOther, Other: other})
		default:
			m.Masked = append(m.Masked, s.Name)
		}
	}
	return m
}

// hides is the secret whose name stands where the value of s does: one with the same
// value that is declared before it, or one that s is a part of.
func (o *opener) hides(d *pipeline.Document, s suite.Secret, value string) string {
	before := true
	for _, other := range d.Suite.Secrets {
		if other.Name == s.Name {
			before = false
			continue
		}
		if v, ok := o.opts.secret(other.Env); ok && strings.Contains(v, value) && (before || v != value) {
			return other.Name
		}
	}
	return ""
}
