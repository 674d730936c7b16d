package predicate

import (
	"slices"
	"strings"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
	"assay/runner/internal/value"
)

// Predicate is a compiled predicate: every one of its terms must hold.
type Predicate struct {
	at    source.Pos
	kind  values.Kind
	list  bool // a term is about a list of nodes as a whole
	terms []Term
	// placed: the outcome depends on the origin of the value, see [Setting].
	placed bool
}

// Term is one operator of a predicate with its position.
type Term struct {
	At   source.Pos
	Op   Operator
	wide bool // the operator takes a missing value and lists of nodes as well
	list bool // it is about a list of nodes as a whole
	// Masks are the names of masks that a value may have, for operators that do not handle them.
	Masks mask.Names
}

// Outcome judges v (missing: there is none) without explaining.
func (p *Predicate) Outcome(v any) outcome.Outcome {
	if o := p.Settle(v); o != outcome.NoValue {
		return o
	}
	return outcome.Unmet
}

// Settle is Outcome that distinguishes [outcome.NoValue], for an operator with p nested.
func (p *Predicate) Settle(v any) outcome.Outcome {
	all := outcome.Met
	for i := range p.terms {
		all = outcome.And(all, p.terms[i].Outcome(v))
	}
	return all
}

// Outcome judges v without explaining.
func (t *Term) Outcome(v any) outcome.Outcome {
	if !t.wide {
		single, ok := values.Single(v)
		if !ok {
			return outcome.NoValue
		}
		v = single
	}
	return maskedOutcome(t.Masks, t.Op, v, t.Op.Holds(v))
}

// JudgeText judges a text. For plain equality it allocates no interface value.
func (p *Predicate) JudgeText(text string, s outcome.Subject, out *outcome.Result) {
	if len(p.terms) == 1 {
		if e, ok := p.terms[0].Op.(*Equals); ok {
			if want, ok := e.Want.(string); ok && want == text && !strings.Contains(text, "${") {
				return
			}
		}
	}
	p.Judge(text, s, out)
}

// Judge judges v (missing: there is none) and explains to out what is unmet.
func (p *Predicate) Judge(v any, s outcome.Subject, out *outcome.Result) {
	if p.placed {
		p = p.in(settingOf(s, out))
	}
	got := p.Outcome(v)
	switch {
	case got == outcome.Met:
	case out.Quiet():
		out.Settle(got)
	case got == outcome.Unknown:
		out.Doubt(s.String() + ": " + p.Doubt(v))
	default:
		p.explain(v, s, out)
	}
}

// Partly wants the parts of a value that p looks at, and returns a predicate that they meet only if
// the whole value meets p; nil if p must be given all of it.
func (p *Predicate) Partly(w *value.Wanted) *Predicate {
	if len(p.terms) != 1 || p.placed || p.list {
		return nil
	}
	of, ok := p.terms[0].Op.(partial)
	if !ok {
		return nil
	}
	rest, only := *p, p.terms[0]
	only.Op = of.Partly(w)
	rest.terms = []Term{only}
	return &rest
}

// Doubt says why v could not be judged.
func (p *Predicate) Doubt(v any) string {
	if cut, ok := v.(values.Partial); ok {
		return cut.Why
	}
	for i := range p.terms {
		t := &p.terms[i]
		if t.Outcome(v) != outcome.Unknown {
			continue
		}
		if why := t.Masks.Doubt(v); why != "" {
			return why
		}
		if d, ok := t.Op.(doubting); ok {
			if !t.wide {
				v, _ = values.Single(v)
			}
			return d.Doubt(v)
		}
	}
	return "what was read does not tell"
}

// explain adds a failure for every term that is not met.
func (p *Predicate) explain(v any, s outcome.Subject, out *outcome.Result) {
	if p.wantsSingle(v) {
		out.Fail(p.noSingle(v, s))
		return
	}
	for i := range p.terms {
		t := &p.terms[i]
		if o := t.Outcome(v); o == outcome.Unmet || o == outcome.NoValue {
			t.Explain(v, s, p.kind, out)
		}
	}
}

// wantsSingle reports whether p judges one value, but v is none or several.
func (p *Predicate) wantsSingle(v any) bool {
	if _, single := values.Single(v); single || p.Settle(v) != outcome.NoValue {
		return false
	}
	return v == values.Missing || values.IsNoNode(v) || slices.ContainsFunc(p.terms, func(t Term) bool { return !t.list && t.Outcome(v) == outcome.NoValue })
}

// Explain adds to out why the term is not met by v.
func (t *Term) Explain(v any, s outcome.Subject, k values.Kind, out *outcome.Result) {
	if !t.wide {
		v, _ = values.Single(v)
	}
	if deep, ok := t.Op.(judging); ok {
		deep.JudgeWithin(v, s, t.At, out)
		return
	}
	f := outcome.Failure{At: t.At, Code: t.code(v), Subject: s, Expected: t.Op.String(), Actual: show.Value(v, k)}
	if e, ok := t.Op.(explainer); ok {
		e.Explain(v, &f)
	}
	out.Fail(f)
}

// code returns the code of the failure if v does not meet the term.
func (t *Term) code(v any) outcome.Code {
	if says, ok := t.Op.(coding); ok {
		return says.Code(v)
	}
	return CodeOf(v, outcome.Value)
}

// noSingle returns the failure of a predicate on one value for none or several.
func (p *Predicate) noSingle(v any, s outcome.Subject) outcome.Failure {
	f := outcome.Failure{At: p.at, Code: CodeOf(v, outcome.Several), Subject: s, Expected: p.String(), Actual: show.Value(values.Missing, p.kind)}
	if list, ok := v.(values.Nodes); ok && len(list) > 1 {
		f.Actual = text.Count(len(list), "node") + ": " + show.Nodes(list, p.kind)
		f.Next = "say which: each, any, count, or nodes for the list as a whole"
	}
	return f
}

// OnWholeList reports whether `nodes` is among the terms.
func (p *Predicate) OnWholeList() bool {
	return slices.ContainsFunc(p.terms, func(t Term) bool { _, ok := t.Op.(whole); return ok })
}

// IsEmpty reports whether p only requires emptiness.
func (p *Predicate) IsEmpty() bool {
	if len(p.terms) != 1 {
		return false
	}
	_, ok := p.terms[0].Op.(emptying)
	return ok
}

// String returns the predicate as shown in messages: `404`, `greater than 5`.
func (p *Predicate) String() string {
	words := make([]string, len(p.terms))
	for i := range p.terms {
		words[i] = p.terms[i].Op.String()
	}
	return text.List(words, "and")
}

// Bounded reports whether p consists of bounds and equalities: if it holds at both ends of a range,
// it holds within it.
func (p *Predicate) Bounded() bool {
	for i := range p.terms {
		if _, ok := p.terms[i].Op.(ordered); !ok {
			return false
		}
	}
	return true
}

// HoldsWithin reports whether an operand is in a range, so that p may be met there although it is
// not at its ends.
func (p *Predicate) HoldsWithin(low, high values.Size) bool {
	for i := range p.terms {
		o, ok := p.terms[i].Op.(ordered)
		if !ok {
			continue
		}
		if size, ok := o.Peak().(values.Size); ok && low <= size && size <= high {
			return true
		}
	}
	return false
}

// Settled reports whether the outcome of a predicate on a growing value is final.
func Settled(p *Predicate, now any) bool {
	return !slices.ContainsFunc(p.terms, func(t Term) bool {
		o, ok := t.Op.(ordered)
		return !ok || !o.Beyond(now)
	})
}

// New returns a predicate of one operator, on JSON values, with the masks that values may have.
func New(at source.Pos, op Operator, masks mask.Names) *Predicate {
	return &Predicate{at: at, terms: []Term{{At: at, Op: op, Masks: masks}}, placed: settles(op)}
}

// OnSingle reports whether p judges a value alone: not each of several, nor by its origin.
func (p *Predicate) OnSingle() bool { return !p.list && !p.placed }

// OnList reports whether an operator of p is about a list of nodes as a whole.
func (p *Predicate) OnList() bool { return p.list }

// TakesStatus reports whether p is equality with a status or a class that this one meets.
func (p *Predicate) TakesStatus(status int) bool {
	if len(p.terms) != 1 {
		return false
	}
	e, ok := p.terms[0].Op.(*Equals)
	if !ok {
		return false
	}
	r, ok := e.Want.(values.StatusRange)
	return ok && r.Has(status)
}

// ExplainNoValue adds to f why operators of p are neither true nor false for v.
func (p *Predicate) ExplainNoValue(v any, f *outcome.Failure) {
	for i := range p.terms {
		if e, ok := p.terms[i].Op.(explainer); ok && p.terms[i].Outcome(v) == outcome.NoValue {
			e.Explain(v, f)
		}
	}
}

// None returns a predicate without operators, the result after an error.
func None(at source.Pos) *Predicate { return &Predicate{at: at} }
