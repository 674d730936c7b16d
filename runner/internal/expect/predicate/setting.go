package predicate

import (
	"slices"
	"time"

	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/reset"
	"assay/runner/internal/source"
)

// Setting is the origin of a judged value, for operators whose outcome depends on it.
type Setting struct {
	Came   time.Time // when the response came by the server's clock; zero: unknown
	Header string    // the header of the value; "": not of a header
	// Note is called for an ambiguous value. May be nil.
	Note func(at source.Pos, text string)
}

// placed is an operator whose outcome depends on the setting. Without one it is unknown.
type placed interface{ In(Setting) Operator }

// rebuilt is an operator whose nested predicates can be replaced.
type rebuilt interface {
	asking
	With(asked []*Predicate) Operator
}

// settles reports whether the outcome of op depends on the setting.
func settles(op Operator) bool {
	if _, ok := op.(placed); ok {
		return true
	}
	other, ok := op.(rebuilt)
	return ok && slices.ContainsFunc(other.Asks(), func(p *Predicate) bool { return p.placed })
}

// in returns p in the setting of a judged value.
func (p *Predicate) in(s Setting) *Predicate {
	if !p.placed {
		return p
	}
	settled := *p
	settled.placed = false
	settled.terms = slices.Clone(p.terms)
	for i := range settled.terms {
		switch op := settled.terms[i].Op.(type) {
		case placed:
			settled.terms[i].Op = op.In(s)
		case rebuilt:
			asked := slices.Clone(op.Asks())
			for j := range asked {
				asked[j] = asked[j].in(s)
			}
			settled.terms[i].Op = op.With(asked)
		}
	}
	return &settled
}

// settingOf returns the setting of the value that out is about.
func settingOf(s outcome.Subject, out *outcome.Result) Setting {
	var setting Setting
	if note := out.Noting(); note != nil {
		setting.Note = func(at source.Pos, text string) { note(at, s.String()+": "+text) }
	}
	if o := out.Of(); o != nil {
		setting.Came = reset.Clock(o)
	}
	if s.Key == "headers" {
		setting.Header = s.Part
	}
	return setting
}
