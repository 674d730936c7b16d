package judge

import (
	"errors"

	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// bound is an expectation about p with its references filled in; where one has
// no value, reason says why.
func (e *Evidence) bound(x *expect.Expectation, p *plan.Probe) (_ *expect.Expectation, reason string) {
	if x == nil || !x.Late() {
		return x, ""
	}
	var missing error
	done, err := x.Bind(func(name string) (any, bool) {
		v, err := e.value(p, name)
		if err != nil && missing == nil {
			missing = err
		}
		return v, err == nil
	})
	switch {
	case missing != nil:
		return nil, missing.Error()
	case err != nil:
		return nil, err.Error()
	}
	return done, ""
}

// Bind is an expectation about p with the variables of its row and the captures
// that it refers to filled in. The error says which has no value, and why.
func (e *Evidence) Bind(x *expect.Expectation, p *plan.Probe) (*expect.Expectation, error) {
	done, reason := e.bound(x, p)
	if reason != "" {
		return nil, errors.New(reason)
	}
	return done, nil
}

// value is what a reference of an expectation about p stands for.
func (e *Evidence) value(p *plan.Probe, name string) (any, error) {
	of, capture, isCapture := suite.SplitCapture(name)
	if !isCapture {
		if v, ok := e.plan.Value(p, name); ok {
			return v, nil
		}
		return nil, errors.New("${" + name + "} has no value")
	}
	row := ""
	if p != nil {
		row = p.Row
	}
	o := e.beside(of, row)
	switch {
	case o == nil:
		return nil, errors.New("${" + name + "}: " + of + " was not observed")
	case o.Missing != "":
		return nil, errors.New("${" + name + "}: " + of + ": " + string(o.Missing))
	case o.Failure != nil:
		return nil, errors.New("${" + name + "}: " + of + " got " + noAnswer(o.Failure))
	}
	if v, ok := o.Captured[capture]; ok {
		return v, nil
	}
	if o.CaptureError != "" {
		return nil, errors.New("${" + name + "}: " + o.CaptureError)
	}
	return nil, errors.New("${" + name + "}: " + of + " captured nothing of that name")
}
