package predicate

import (
	"encoding/json"
	"slices"
	"time"

	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/values"
)

// Values returns values that meet the predicate: each that it names, otherwise the first among the
// suggestions of its operators.
func (p *Predicate) Values() []any {
	p = p.in(Setting{Came: values.ExampleTime})
	if named, ok := p.named(); ok {
		return slices.DeleteFunc(named, func(v any) bool { return p.Outcome(v) != outcome.Met })
	}
	for _, v := range p.Suggested() {
		if _, text := v.(string); p.kind == values.AsText && !text {
			continue
		}
		if p.Outcome(v) == outcome.Met {
			return []any{v}
		}
	}
	return nil
}

// named returns the values that an operator of p names; false: none does.
func (p *Predicate) named() (values []any, ok bool) {
	for i := range p.terms {
		if n, ok := p.terms[i].Op.(naming); ok {
			return n.Named(), true
		}
	}
	return nil, false
}

// Takes returns the values that meet p if it names them all, like equality; false if others may
// meet it too.
func (p *Predicate) Takes() (values []any, all bool) {
	for i := range p.terms {
		named, ok := p.terms[i].Op.(naming)
		if _, asks := p.terms[i].Op.(asking); ok && !asks {
			unmet := func(v any) bool { return p.Outcome(v) != outcome.Met }
			return slices.DeleteFunc(named.Named(), unmet), true
		}
	}
	return nil, false
}

// Suggested returns candidates: the operators' suggestions, alone and combined, and one value of
// each type.
func (p *Predicate) Suggested() []any {
	var out []any
	var start, middle, end string
	for i := range p.terms {
		if op, ok := p.terms[i].Op.(Piecemeal); ok {
			s, m, e := op.Pieces()
			start, middle, end = start+s, middle+m, end+e
		}
		out = append(out, p.terms[i].Op.Suggest()...)
	}
	if start+middle+end != "" {
		out = append(out, start+middle+end)
	}
	return append(out, "x", json.Number("1"), true, false, map[string]any{}, []any{}, nil, time.Millisecond)
}

// Alternatives returns values that meet the predicate, statuses included.
func (p *Predicate) Alternatives() []any {
	if p.kind != values.AsStatus {
		return p.Values()
	}
	var out []any
	for _, status := range p.Statuses() {
		out = append(out, status)
	}
	return out
}

// Statuses returns every status that the predicate names, for a class its first usual one; the
// first usual status that meets it if it names none.
func (p *Predicate) Statuses() []int {
	var named []int
	values, _ := p.named()
	for _, v := range values {
		if status := usualOf(v); p.Outcome(status) == outcome.Met && !slices.Contains(named, status) {
			named = append(named, status)
		}
	}
	if len(named) > 0 {
		return named
	}
	for _, status := range check.UsualStatuses {
		if p.Outcome(status) == outcome.Met {
			return []int{status}
		}
	}
	for status := 100; status < 600; status++ {
		if p.Outcome(status) == outcome.Met {
			return []int{status}
		}
	}
	return nil
}

// usualOf returns the first usual status of a range, otherwise its first.
func usualOf(want any) int {
	r, ok := want.(values.StatusRange)
	if !ok {
		status, _ := want.(int)
		return status
	}
	for _, status := range check.UsualStatuses {
		if r.Has(status) {
			return status
		}
	}
	return r.Low
}
