package expect

import (
	"bytes"
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
)

// mostExamples bounds the examples of one expectation.
const mostExamples = 24

// Examples makes small answers that would meet the expectation, one at least for
// each alternative that it names: each status of a list, each answer, each part
// of an `any`. The diagnosis uses them as the answers that an experiment may
// bring.
//
// It is a best effort by generate and test: status, headers, body, json (singular paths),
// error, duration, stream (how it ends), answer, all, any, same_as and differs_from are
// read, whatever else stands in the expectation may keep an example from meeting it, and
// every answer returned does meet it. The same expectation gives the same examples in the
// same order; none where nothing was found. w is as for Judge: the other probes'
// observations, for same_as, and the named answers.
func (e *Expectation) Examples(w *World) []*exchange.Observation {
	if w == nil {
		w = &nowhere
	}
	if e.Late() {
		return nil
	}
	x := &exampling{w: w}
	var out []*exchange.Observation
	for _, d := range x.expectation(e, draft{}) {
		if o := x.finish(e, d); o != nil && len(out) < mostExamples {
			out = append(out, o)
		}
	}
	return out
}

// exampling is the state of making examples.
type exampling struct {
	w     *World
	depth int // answers inside answers
}

// draft is an answer in the making. Drafts share nothing that is changed.
type draft struct {
	status   int // 0: any
	header   exchange.Header
	body     []byte // nil: any
	json     any    // with hasJSON
	hasJSON  bool
	failure  *exchange.Failure
	duration time.Duration
	stream   *exchange.Stream
}

// exemplary is a check that says what would meet it.
type exemplary interface {
	// examples adds to d what the check wants, in each way that it can be had.
	examples(x *exampling, d draft) []draft
}

// expectation extends d by every check of e. One that does not say what would
// meet it adds nothing.
func (x *exampling) expectation(e *Expectation, d draft) []draft {
	drafts := []draft{d}
	for _, k := range e.checks {
		saying, ok := k.check.(exemplary)
		if !ok {
			continue
		}
		var next []draft
		for _, one := range drafts {
			next = append(next, saying.examples(x, one)...)
		}
		drafts = next[:min(len(next), 4*mostExamples)]
	}
	return drafts
}

// finish makes an answer of a draft: with the first status that lets it meet e,
// where e leaves the status open.
func (x *exampling) finish(e *Expectation, d draft) *exchange.Observation {
	statuses := usualStatuses
	if d.status != 0 {
		statuses = []int{d.status}
	}
	for _, status := range statuses {
		d.status = status
		if o := d.answer(); e.Outcome(o, x.w) == Met {
			return o
		}
	}
	return nil
}

// answer is the draft as an observation.
func (d *draft) answer() *exchange.Observation {
	if d.failure != nil {
		return &exchange.Observation{Failure: d.failure}
	}
	o := &exchange.Observation{
		Status: d.status, Proto: "HTTP/1.1", Header: slices.Clone(d.header), Body: d.body, Duration: d.duration,
	}
	if d.stream != nil {
		o.Stream, o.Cut = d.stream, d.stream.Cut
		o.Header = append(o.Header, exchange.Field{Name: "Content-Type", Value: "text/event-stream"})
	}
	if d.hasJSON {
		text, err := compactJSON(d.json)
		if err == nil {
			o.Body = []byte(text)
		}
		if !o.Header.Has("Content-Type") {
			o.Header = append(o.Header, exchange.Field{Name: "Content-Type", Value: "application/json"})
		}
	}
	o.Size = int64(len(o.Body))
	return o
}

// usualStatuses are tried where no status is wanted by name.
var usualStatuses = []int{200, 401, 404, 429, 400, 403, 500, 503, 402, 409, 422, 201, 204, 302, 502}

func (s *statusCheck) examples(_ *exampling, d draft) []draft {
	var out []draft
	for _, status := range s.want.statuses() {
		if d.status == 0 || d.status == status {
			one := d
			one.status = status
			out = append(out, one)
		}
	}
	return out
}

// statuses are every status that the predicate names, each class by its first usual
// one; the first usual status that meets it where it names none.
func (p *predicate) statuses() []int {
	var named []int
	values, _ := p.named()
	for _, v := range values {
		if status := usualOf(v); p.outcome(status) == Met && !slices.Contains(named, status) {
			named = append(named, status)
		}
	}
	if len(named) > 0 {
		return named
	}
	for _, status := range usualStatuses {
		if p.outcome(status) == Met {
			return []int{status}
		}
	}
	for status := 100; status < 600; status++ {
		if p.outcome(status) == Met {
			return []int{status}
		}
	}
	return nil
}

// usualOf is the first usual status of a range, else its first.
func usualOf(want any) int {
	r, ok := want.(statusRange)
	if !ok {
		status, _ := want.(int)
		return status
	}
	for _, status := range usualStatuses {
		if r.has(status) {
			return status
		}
	}
	return r.low
}

func (k *headersCheck) examples(_ *exampling, d draft) []draft {
	drafts := []draft{d}
	for i := range k.headers {
		h := &k.headers[i]
		if h.want.outcome(missing) == Met {
			continue
		}
		name := h.name
		if h.pattern != nil {
			name = textFor(h.pattern.String())
		}
		var next []draft
		for _, one := range drafts {
			for _, value := range h.want.values() {
				if text, ok := value.(string); ok {
					with := one
					with.header = append(slices.Clone(one.header), exchange.Field{Name: name, Value: text})
					next = append(next, with)
				}
			}
		}
		drafts = next
	}
	return drafts
}

func (b *bodyCheck) examples(_ *exampling, d draft) []draft {
	var out []draft
	for _, value := range b.want.values() {
		text, ok := value.(string)
		if !ok || d.body != nil && !bytes.Equal(d.body, []byte(text)) {
			continue
		}
		one := d
		one.body = []byte(text)
		out = append(out, one)
	}
	return out
}

func (k *jsonCheck) examples(_ *exampling, d draft) []draft {
	drafts := []draft{d}
	for i := range k.paths {
		n := &k.paths[i]
		if !n.path.singular() || n.want.outcome(missing) == Met {
			continue
		}
		var next []draft
		for _, one := range drafts {
			for _, value := range n.want.values() {
				if root, ok := place(one.json, n.path.steps, value); ok {
					with := one
					with.json, with.hasJSON = root, true
					next = append(next, with)
				}
			}
		}
		drafts = next
	}
	return drafts
}

// place is root with value at the end of the steps; root itself is not changed.
// false: something else stands in the way.
func place(root any, steps []pathStep, value any) (any, bool) {
	if len(steps) == 0 {
		return value, root == nil
	}
	step := steps[0]
	if step.isIndex {
		list, ok := root.([]any)
		if root != nil && !ok || step.index < 0 || step.index > 100 {
			return nil, false
		}
		list = slices.Clone(list)
		for len(list) <= step.index {
			list = append(list, nil)
		}
		list[step.index], ok = place(list[step.index], steps[1:], value)
		return list, ok
	}
	object, ok := root.(map[string]any)
	if root != nil && !ok {
		return nil, false
	}
	out := make(map[string]any, len(object)+1)
	for k, v := range object {
		out[k] = v
	}
	out[step.name], ok = place(out[step.name], steps[1:], value)
	return out, ok
}

func (e *errorCheck) examples(_ *exampling, d draft) []draft {
	var out []draft
	for _, kind := range e.kinds {
		one := d
		one.failure = &exchange.Failure{Kind: exchange.FailureKind(kind)}
		out = append(out, one)
	}
	return out
}

func (d *durationCheck) examples(_ *exampling, from draft) []draft {
	from.duration = time.Millisecond
	if d.total == nil {
		return []draft{from}
	}
	for _, value := range d.total.values() {
		if took, ok := value.(time.Duration); ok {
			from.duration = took
		}
	}
	return []draft{from}
}

// examples are streams of one event, one for each way in which a stream ends.
func (k *streamCheck) examples(_ *exampling, d draft) []draft {
	one := exchange.Event{Data: "{}"}
	mark := exchange.Event{Data: dialect.Done, Offset: int64(len("data: {}\n\n"))}
	var out []draft
	for _, s := range []exchange.Stream{
		{Events: []exchange.Event{one, mark}, Done: true},
		{Events: []exchange.Event{one}},
		{Events: []exchange.Event{one}, Cut: exchange.CutLost},
	} {
		with := d
		with.stream = &s
		with.body = []byte("data: {}\n\n")
		if s.Done {
			with.body = append(with.body, "data: "+dialect.Done+"\n\n"...)
		}
		out = append(out, with)
	}
	return out
}

func (a *answerCheck) examples(x *exampling, d draft) []draft {
	if x.w.Answer == nil || x.depth >= mostInside {
		return nil
	}
	x.depth++
	defer func() { x.depth-- }()
	var out []draft
	for _, id := range a.ids {
		if e := x.w.Answer(id); e != nil {
			out = append(out, x.expectation(e, d)...)
		}
	}
	return out
}

func (k *combination) examples(x *exampling, d draft) []draft {
	drafts := []draft{d}
	switch k.rule {
	case everyOne:
		for _, e := range k.of {
			var next []draft
			for _, one := range drafts {
				next = append(next, x.expectation(e, one)...)
			}
			drafts = next
		}
	case atLeastOne:
		drafts = nil
		for _, e := range k.of {
			drafts = append(drafts, x.expectation(e, d)...)
		}
	}
	return drafts
}

func (k *sameCheck) examples(x *exampling, d draft) []draft {
	if x.w.Observation == nil {
		return nil
	}
	other := x.w.Observation(k.probe)
	if !other.Known() {
		return nil
	}
	if k.same {
		d.status, d.header, d.body = other.Status, other.Header, other.Body
		return []draft{d}
	}
	return k.otherThan(other, d)
}

// otherThan are drafts that differ from an answer in one of the parts compared.
func (k *sameCheck) otherThan(other *exchange.Observation, d draft) []draft {
	var out []draft
	if slices.Contains(k.parts, "status") {
		for _, status := range usualStatuses[:4] {
			if one := d; status != other.Status && (d.status == 0 || d.status == status) {
				one.status = status
				out = append(out, one)
			}
		}
	}
	if slices.Contains(k.parts, "body") {
		one := d
		one.body = append(slices.Clone(other.Body), " and more"...)
		out = append(out, one)
	}
	return out
}
