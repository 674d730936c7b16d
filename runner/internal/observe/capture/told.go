package capture

import (
	"errors"
	"fmt"

	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
	"assay/runner/internal/reset"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// Told returns the latest reset that a response, or one of its samples, names where w looks for it.
// The error says what was looked for.
func (x *Extractor) Told(o *exchange.Observation, w *suite.Wait) (reset.Told, error) {
	find, reason := reset.Next, error(nil)
	if w.From != "" {
		find = func(o *exchange.Observation) (reset.Named, bool) {
			named, err := x.readReset(o, w)
			if err != nil && reason == nil {
				reason = err
			}
			return named, err == nil
		}
	}
	told, ok := reset.Latest(o, find)
	switch {
	case ok:
		return told, nil
	case reason != nil && len(o.Samples) > 1:
		return reset.Told{}, fmt.Errorf("none of its %d answers does; the first: %w", len(o.Samples), reason)
	case reason != nil:
		return reset.Told{}, reason
	}
	return reset.Told{}, untold(o)
}

// untold says in which headers a response, or each of its samples, might have named a reset.
func untold(o *exchange.Observation) error {
	response, article := fmt.Sprintf("its answer (%d)", o.Status), "no"
	if n := len(o.Samples); n > 1 {
		response, article = fmt.Sprintf("none of its %d answers (the first: %d)", n, o.Status), "a"
	}
	return errors.New(response + " has " + article + " time that can be read in " + lang.List(reset.Headers()))
}

// readReset reads the reset of a response from the source that the suite names.
func (x *Extractor) readReset(o *exchange.Observation, w *suite.Wait) (reset.Named, error) {
	v, err := x.One(o, &suite.Capture{From: w.From, Arg: w.Arg})
	if err != nil {
		return reset.Named{}, err
	}
	var forms []reset.Form
	if w.As != "" {
		forms = []reset.Form{w.As}
	}
	read, err := reset.Read(subst.Text(v), reset.Clock(o), forms...)
	if err != nil {
		return reset.Named{}, fmt.Errorf("%s is %q: %w", w.Arg, subst.Text(v), err)
	}
	return reset.Named{Header: w.Arg, Reading: read}, nil
}
