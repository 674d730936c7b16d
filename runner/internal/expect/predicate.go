package expect

import (
	"slices"
	"strings"

	"assay/runner/internal/source"
)

// valueKind says what a predicate judges, and so how its operands are read.
type valueKind int8

// The kinds of judged values.
const (
	asJSON     valueKind = iota // nil, bool, string, json.Number, []any, map[string]any
	asText                      // string: a number among the operands is read as its text
	asNumber                    // int, int64 or json.Number: a count, a length
	asDuration                  // time.Duration: operands are durations ("150ms")
	asSize                      // byteSize: operands are sizes ("10KiB")
	asStatus                    // int: operands may be classes ("4xx")
)

// missingValue is what is judged where there is nothing: no node, no header.
type missingValue struct{}

var missing any = missingValue{}

// nodeList is several values judged together: the nodes of a JSONPath, the
// values of a header. `count`, `each`, `any` and `nodes` are about the list,
// the other operators about its one value.
type nodeList []any

// predicate is a compiled predicate: every one of its terms must hold.
type predicate struct {
	at    source.Pos
	kind  valueKind
	list  bool // some term is about a list of nodes as a whole
	terms []term
}

// term is one operator of a predicate with its place.
type term struct {
	at   source.Pos
	op   operator
	wide bool // the operator takes a missing value and lists of nodes as well
	// masks are those that a value may hold, of which the operator does not know.
	masks maskNames
}

// operator is one operator with its operand.
type operator interface {
	// holds judges a value that is there; that of a wide operator any value.
	holds(v any) Outcome
	// String is the operator as it stands after "expected": "greater than 5".
	String() string
	// suggest are values worth trying where the diagnosis looks for one that meets the
	// predicate, best first. None: what the others suggest is tried.
	suggest() []any
}

// naming is an operator that names the values it takes: each is an alternative of its
// own for the diagnosis.
type naming interface{ named() []any }

// ordered is an operator that holds on one side of a value, between two of them or at
// one: what it says of values that only grow can be told before they are at their end.
type ordered interface {
	// beyond reports whether the outcome is that of now for every greater value.
	beyond(now any) bool
	// peak is a value at which it holds, and may on neither side of it; nil: there is
	// none.
	peak() any
}

// asking is an operator that asks other predicates about the same value.
type asking interface{ asks() []*predicate }

// explainer is an operator that adds to the failure what its text and the value
// do not say: a diff, a type that does not fit.
type explainer interface {
	explain(v any, f *Failure)
}

// judging is an operator that makes the failures itself, each with its place
// within the value.
type judging interface {
	judgeWithin(v any, s Subject, at source.Pos, out *Result)
}

// doubting is an operator that says why it could not judge v.
type doubting interface{ doubt(v any) string }

// noValue is the outcome of judging a missing value, or several nodes as one: it
// is neither true nor false, and so unmet also under a `not`.
const noValue Outcome = Unknown + 1

// outcome judges v (missing: there is none) without explaining.
func (p *predicate) outcome(v any) Outcome {
	if o := p.settle(v); o != noValue {
		return o
	}
	return Unmet
}

func (p *predicate) settle(v any) Outcome {
	all := Met
	for i := range p.terms {
		all = both(all, p.terms[i].outcome(v))
	}
	return all
}

func (t *term) outcome(v any) Outcome {
	if !t.wide {
		single, ok := singleValue(v)
		if !ok {
			return noValue
		}
		v = single
	}
	return t.masks.outcome(t.op, v, t.op.holds(v))
}

// singleValue is the one value that most operators are about.
func singleValue(v any) (any, bool) {
	switch list := v.(type) {
	case missingValue:
		return v, false
	case nodeList:
		if len(list) == 1 {
			return list[0], true
		}
		return v, false
	}
	return v, true
}

// judgeText judges a text without making an interface value of it where the
// predicate is plain equality.
func (p *predicate) judgeText(text string, s Subject, out *Result) {
	if len(p.terms) == 1 {
		if e, ok := p.terms[0].op.(*equals); ok {
			if want, ok := e.want.(string); ok && want == text && !strings.Contains(text, "${") {
				return
			}
		}
	}
	p.judge(text, s, out)
}

// judge judges v (missing: there is none) and explains to out what is unmet.
func (p *predicate) judge(v any, s Subject, out *Result) {
	outcome := p.outcome(v)
	switch {
	case outcome == Met:
	case out.quiet:
		out.settle(outcome)
	case outcome == Unknown:
		out.unknown(s.String() + ": " + p.doubt(v))
	default:
		p.explain(v, s, out)
	}
}

// doubt says why v could not be judged.
func (p *predicate) doubt(v any) string {
	if cut, ok := v.(partialText); ok {
		return cut.why
	}
	for i := range p.terms {
		t := &p.terms[i]
		if t.outcome(v) != Unknown {
			continue
		}
		if why := t.masks.doubt(v); why != "" {
			return why
		}
		if d, ok := t.op.(doubting); ok {
			if !t.wide {
				v, _ = singleValue(v)
			}
			return d.doubt(v)
		}
	}
	return "what was read does not tell"
}

// explain adds a failure for every term that is not met.
func (p *predicate) explain(v any, s Subject, out *Result) {
	if _, single := singleValue(v); !single && p.settle(v) == noValue {
		out.unmet(p.noSingle(v, s))
		return
	}
	for i := range p.terms {
		t := &p.terms[i]
		if o := t.outcome(v); o == Unmet || o == noValue {
			t.explain(v, s, p.kind, out)
		}
	}
}

func (t *term) explain(v any, s Subject, k valueKind, out *Result) {
	if !t.wide {
		v, _ = singleValue(v)
	}
	if deep, ok := t.op.(judging); ok {
		deep.judgeWithin(v, s, t.at, out)
		return
	}
	f := Failure{At: t.at, Subject: s, Expected: t.op.String(), Actual: show(v, k)}
	if e, ok := t.op.(explainer); ok {
		e.explain(v, &f)
	}
	out.unmet(f)
}

// noSingle is the failure where a predicate on one value met none, or several.
func (p *predicate) noSingle(v any, s Subject) Failure {
	f := Failure{At: p.at, Subject: s, Expected: p.String(), Actual: show(missing, p.kind)}
	if list, ok := v.(nodeList); ok && len(list) > 1 {
		f.Actual = plural(len(list), "node") + ": " + showNodes(list, p.kind)
		f.Next = "say which: each, any, count, or nodes for the list as a whole"
	}
	return f
}

// wholeList reports whether `nodes` is among the terms.
func (p *predicate) wholeList() bool {
	return slices.ContainsFunc(p.terms, func(t term) bool { _, ok := t.op.(*wholeList); return ok })
}

// isEmpty reports whether p asks for nothing but emptiness.
func (p *predicate) isEmpty() bool {
	if len(p.terms) != 1 {
		return false
	}
	_, ok := p.terms[0].op.(emptiness)
	return ok
}

// String is the predicate as messages show it: `404`, `greater than 5`.
func (p *predicate) String() string {
	words := make([]string, len(p.terms))
	for i := range p.terms {
		words[i] = p.terms[i].op.String()
	}
	return joined(words, "and")
}
