package record

import (
	"bytes"
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// leastKey is the minimum length of a var's value that counts as a credential.
const leastKey = 4

// unrecordable reports the credentials that a document's recorded requests would contain: vars with
// values from outside, or random ones, in the place of credentials, and values of secrets that are
// written out. The last check would refuse them, too, but only after everything was sent.
func unrecordable(d *pipeline.Document) source.Problems {
	var problems source.Problems
	for _, use := range d.Suite.VarCredentials {
		v := use.Var
		value := subst.Text(v.Value)
		if len(value) < leastKey || !v.Given && !redact.LooksRandom(value) {
			continue
		}
		env := v.Env
		if env == "" {
			env = "NAME_OF_A_VARIABLE"
		}
		problems.Add(use.At, "${%s} stands in %s but is a var: its value would be recorded in the clear", v.Name, use.Place).Next =
			"move it from vars: to secrets:, as `" + v.Name + ": " + env + "`"
	}
	locked := len(redact.InAddresses(d.Suite.Target)) > 0
	if locked {
		problems.Add(source.Pos{File: d.Suite.File, Line: 1, Col: 1}, "the suite %q cannot be recorded: the credential in its target %s would stand in every address", d.Suite.Name, d.Redact.String(d.Suite.Target)).
			Next = "leave it out there, declare it under secrets: and send it with auth: or query:"
	}
	said := map[*suite.Probe]bool{}
	var clean *exchange.Request
	for _, p := range d.Plan.Probes {
		if clean != nil && sameText(clean, p.Request) {
			continue
		}
		name, where := writtenOut(d.Redact, p.Request)
		if name == "" {
			clean = p.Request
		}
		if name == "" || said[p.Of] || locked && name == redact.PasswordName {
			continue
		}
		said[p.Of] = true
		problems.Add(p.At, "the probe %s cannot be recorded: the value of the secret %s stands in its %s", p.ID, name, where).Next =
			"write ${" + name + "} there; a value that stands in ordinary text, such as a part of a host's name, cannot be kept secret"
	}
	return problems.Unique()
}

// sameText reports whether a recording contains the same of two planned requests.
func sameText(a, b *exchange.Request) bool {
	return a == b || b != nil && a.URL == b.URL && bytes.Equal(a.Body, b.Body) && slices.Equal(a.Header, b.Header) &&
		slices.Equal(a.Cookies, b.Cookies) && a.Auth == nil && b.Auth == nil
}

// writtenOut returns a secret whose value a planned request contains, and where; "" if none.
func writtenOut(r *redact.Redactor, q *exchange.Request) (name, where string) {
	for _, part := range written(q) {
		for _, leak := range r.Scan([]byte(part.text)) {
			if leak.Secret != "" {
				return leak.Secret, part.name
			}
		}
	}
	return "", ""
}

// piece is a part of a request and its name for people.
type piece struct{ name, text string }

// written returns what a recording contains of a planned request.
func written(q *exchange.Request) []piece {
	if q == nil {
		return nil
	}
	out := []piece{{"address", q.URL}, {"body", string(q.Body)}}
	for _, f := range q.Header {
		out = append(out, piece{"header " + f.Name, f.Value})
	}
	for _, c := range q.Cookies {
		out = append(out, piece{"cookie " + c.Name, c.Value})
	}
	if a := q.Auth; a != nil {
		out = append(out, piece{"auth:", a.User + "\n" + a.Password + "\n" + a.Key + "\n" + a.Secret + "\n" + a.SessionID})
	}
	return out
}
