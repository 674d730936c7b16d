package plan

import (
	"errors"
	"slices"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// fill fills a row's values into the strings of a probe's request.
type fill struct {
	plan  *Plan
	probe *Probe
}

// lookup returns the row's variables. It resolves a capture of a probe to its row of the same name:
// "login.token" is "login[a].token" in row a.
func (f *fill) lookup(name string) (any, bool) {
	if v, ok := f.probe.Vars[name]; ok {
		return v, true
	}
	if f.probe.Row == "" {
		return nil, false
	}
	of, capture, ok := suite.SplitCapture(name)
	if !ok {
		return nil, false
	}
	if p := f.plan.Beside(of, f.probe.Row); p != nil && p.ID != of {
		return "${" + p.ID + "." + capture + "}", true
	}
	return nil, false
}

// text returns s with the row filled in.
func (f *fill) text(s string) string {
	if f.probe.Row == "" || !subst.Has(s) {
		return s
	}
	return subst.Expand(s, f.lookup)
}

// json returns a JSON text with the row filled in.
func (f *fill) json(s string) string {
	if f.probe.Row == "" || !subst.Has(s) {
		return s
	}
	return subst.JSON(s, f.lookup)
}

// encoded returns s with the row filled in and then encoded around the references that are left.
func (f *fill) encoded(s string, encode func(string) string) string {
	return subst.Literals(f.text(s), encode)
}

// references lists the references that a run has to fill in a request, each once, in order of
// appearance.
func references(r *exchange.Request) []string {
	var found []string
	add := func(s string) {
		if !subst.Has(s) {
			return
		}
		subst.Each(s, func(name string) {
			if !slices.Contains(found, name) {
				found = append(found, name)
			}
		})
	}
	add(r.URL)
	for _, h := range r.Header {
		add(h.Value)
	}
	for _, c := range r.Cookies {
		add(c.Value)
	}
	if r.BodyKind != exchange.BytesBody && len(r.Body) > 0 {
		add(string(r.Body))
	}
	if a := r.Auth; a != nil {
		for _, s := range []string{a.User, a.Password, a.Region, a.Service, a.Key, a.Secret, a.SessionID} {
			add(s)
		}
	}
	add(r.Proxy)
	add(r.Unix)
	for from, to := range r.ConnectTo {
		add(from)
		add(to)
	}
	return found
}

// bind fills in the references of an expectation that are known before the run; the judge binds
// those to captures.
func (b *builder) bind(e *expect.Expectation, p *Probe, at source.Pos) *expect.Expectation {
	if e == nil || !e.Late() {
		return e
	}
	bound, err := e.Bind(func(name string) (any, bool) { return b.plan.Value(p, name) })
	var problems source.Problems
	if err != nil && !errors.As(err, &problems) {
		problems = source.Problems{{Pos: at, Message: err.Error()}}
	}
	for _, problem := range problems {
		problem.Message = p.ID + ": " + problem.Message
	}
	b.problems = append(b.problems, problems...)
	return bound
}

// Value returns the value of a reference in an expectation about p before the run: a variable of
// its row or of the suite. The value of a secret is its reference, as in observations.
func (p *Plan) Value(about *Probe, name string) (any, bool) {
	if about != nil {
		if v, ok := about.Vars[name]; ok {
			return v, true
		}
	}
	v, ok := p.values[name]
	return v, ok
}
