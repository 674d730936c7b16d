package engine

import (
	"fmt"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
)

// comparable reports the secrets that responses are compared with and whose values are too short to
// be distinct from ordinary text. It returns false if there is one.
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

// masking returns which of the secrets that the suite compares responses with have a value of their
// own; nil if it compares with none.
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

// hides returns the secret whose name masks the value of s: one with the same value that is
// declared earlier, or one whose value contains that of s.
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
