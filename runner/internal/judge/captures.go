package judge

import (
	"errors"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// bound returns an expectation about p with its references filled in; if one has no value, reason
// says why.
func (e *Evidence) bound(x *expect.Expectation, p *plan.Probe) (_ *expect.Expectation, reason Reason) {
	if x == nil || !x.Late() {
		return x, Reason{}
	}
	var lacks Reason
	done, err := x.Bind(func(name string) (any, bool) {
		v, why := e.value(p, name)
		if lacks.None() {
			lacks = why
		}
		return v, why.None()
	})
	switch {
	case !lacks.None():
		return nil, lacks
	case err != nil:
		return nil, Reason{Kind: Kind(exchange.Unfilled), Detail: err.Error()}
	}
	return done, Reason{}
}

// Bind returns an expectation about p with the variables of its row and the captures that it refers
// to filled in. The error says which has no value, and why.
func (e *Evidence) Bind(x *expect.Expectation, p *plan.Probe) (*expect.Expectation, error) {
	done, reason := e.bound(x, p)
	if !reason.None() {
		return nil, errors.New(reason.String())
	}
	return done, nil
}

// value returns the value of a reference in an expectation about p, or why it has none.
func (e *Evidence) value(p *plan.Probe, name string) (any, Reason) {
	of, capture, isCapture := suite.SplitCapture(name)
	if !isCapture {
		if v, ok := e.plan.Value(p, name); ok {
			return v, Reason{}
		}
		return nil, Reason{Kind: Kind(exchange.Unfilled), Detail: "${" + name + "} has no value"}
	}
	lacks := func(kind exchange.MissingKind, detail string) Reason {
		return Reason{Kind: Kind(kind), Probe: of, Detail: "${" + name + "}: " + detail}
	}
	row := ""
	if p != nil {
		row = p.Row
	}
	o := e.beside(of, row)
	switch {
	case o == nil:
		return nil, lacks(exchange.NotObserved, of+" was not observed")
	case !o.Missing.None():
		return nil, missing(o.Missing.Behind(of, ""), "${"+name+"}: "+of+": "+o.Missing.String())
	case o.Failure != nil:
		return nil, lacks(exchange.NeedsAnswer, of+" got "+o.Failure.String())
	}
	if v, ok := o.Captured[capture]; ok {
		return v, Reason{}
	}
	if o.CaptureError != "" {
		return nil, lacks(exchange.Unfilled, o.CaptureError)
	}
	return nil, lacks(exchange.Unfilled, of+" captured nothing of that name")
}
