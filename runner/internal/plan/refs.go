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

// fill fills what a row knows into the strings of a probe's request.
type fill struct {
	plan  *Plan
	probe *Probe
}

// lookup gives the row's variables. A capture of a probe that has a row of the
// same name is that row's: "login.token" is "login[a].token" in row a.
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

// text is s with the row filled in.
func (f *fill) text(s string) string {
	if f.probe.Row == "" || !subst.Has(s) {
		return s
	}
	return subst.Expand(s, f.lookup)
}

// json is a JSON text with the row filled in.
func (f *fill) json(s string) string {
	if f.probe.Row == "" || !subst.Has(s) {
		return s
	}
	return subst.JSON(s, f.lookup)
}

// encoded is s with the row filled in and then encoded around the references
// that are left.
func (f *fill) encoded(s string, encode func(string) string) string {
	return subst.Literals(f.text(s), encode)
}

// references lists what is left for a run to fill in a request, each once, in
// order of appearance.
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

// bind fills in what is known of an expectation's references before anything is
// observed; those to captures are bound when it is judged.
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

// Value is what a reference of an expectation about p stands for before anything
// was observed: a variable of its row or of the suite; a secret stands for its
// name, as it does in observations.
func (p *Plan) Value(about *Probe, name string) (any, bool) {
	if about != nil {
		if v, ok := about.Vars[name]; ok {
			return v, true
		}
	}
	v, ok := p.values[name]
	return v, ok
}
