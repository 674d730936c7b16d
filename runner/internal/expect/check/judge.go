package check

import (
	"strings"
	"sync"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/source"
)

// Judge judges o. It does no I/O and is safe for concurrent use. w may be nil if e needs no other
// probes and answers. A judgement over the limits of w's guard is unknown.
func (e *Expectation) Judge(o *exchange.Observation, w *World) outcome.Result {
	return e.bounded(o, w, false)
}

// Outcome is Judge without failures.
func (e *Expectation) Outcome(o *exchange.Observation, w *World) outcome.Outcome {
	return e.bounded(o, w, true).Outcome
}

// Ambiguities calls note for each value of o that e reads as a time, and that another form reads as
// a different time.
func (e *Expectation) Ambiguities(o *exchange.Observation, w *World, note func(at source.Pos, text string)) {
	if !e.timed || e.Late() {
		return
	}
	out := outcome.New(true)
	out.Note(func(at source.Pos, text string) { note(e.moved(at), text) })
	e.JudgeInto(o, w, &out)
}

func (e *Expectation) bounded(o *exchange.Observation, w *World, quiet bool) outcome.Result {
	out := e.watchedOver(o, w, quiet)
	e.moveFailures(&out)
	return out
}

func (e *Expectation) watchedOver(o *exchange.Observation, w *World, quiet bool) outcome.Result {
	if !e.watched(o, w) {
		return e.judged(o, w, quiet)
	}
	g := w.guard()
	out, late := Watch(g, func() outcome.Result { return e.judged(o, w, quiet) })
	if late != 0 {
		out = outcome.New(quiet)
		out.Late = late
		e.fast(o, w).JudgeInto(o, w, &out)
		out.Doubt(g.lateness(late))
	}
	return out
}

// results are used again: a check takes a pointer to one, so that each judgement would allocate its
// own.
var results = sync.Pool{New: func() any { return new(outcome.Result) }}

// judged judges o without a limit of time.
func (e *Expectation) judged(o *exchange.Observation, w *World, quiet bool) outcome.Result {
	out := results.Get().(*outcome.Result) //nolint:forcetypeassert,errcheck // nothing else is in the pool
	*out = outcome.New(quiet)
	e.JudgeInto(o, w, out)
	done := *out
	*out = outcome.Result{}
	results.Put(out)
	return done
}

// fast returns the part of e that is fast to judge: if it is unmet, so is e.
func (e *Expectation) fast(o *exchange.Observation, w *World) *Expectation {
	fast := &Expectation{At: e.At, more: e.more}
	for _, k := range e.checks {
		if one := (&Expectation{checks: []keyed{k}}); !one.watched(o, w) {
			fast.checks = append(fast.checks, k)
		}
	}
	return fast
}

// JudgeInto adds to out what is unmet or unknown of o.
func (e *Expectation) JudgeInto(o *exchange.Observation, w *World, out *outcome.Result) {
	if w == nil {
		w = &nowhere
	}
	switch {
	case o != nil && len(o.Samples) > 1 && !out.OfSample() && !e.Late():
		out.ExpectFailure(e.WantsFailure())
		for i := range e.checks {
			judgeSamples(e.checks[i], o, w, out)
		}
	case e.Late():
		out.Doubt("no value yet for ${" + strings.Join(e.more.Late, "}, ${") + "}")
	case o == nil:
		out.DoubtMissing(exchange.Missing{Kind: exchange.NotObserved, Detail: "not observed"}, "")
	case !o.Missing.None():
		out.DoubtMissing(o.Missing, "")
	case o.Failure != nil:
		e.judgeFailed(o, w, out)
	case o.Reported != nil && len(o.Reported.StatusAny) > 0 && w.assumedFor != o:
		e.judgeAlternatives(o, w, out)
	default:
		out.Judges(o)
		for i := range e.checks {
			e.checks[i].Judge(o, w, out)
		}
	}
}

// judgeFailed judges an observation without a response: only checks of failures can be met or
// unmet.
func (e *Expectation) judgeFailed(o *exchange.Observation, w *World, out *outcome.Result) {
	out.ExpectFailure(e.WantsFailure())
	for i := range e.checks {
		if about, ok := e.checks[i].Check.(withoutAnswer); ok {
			about.Judge(o, w, out)
			continue
		}
		out.Doubt(NoAnswer(o.Failure))
	}
}

// judgeAlternatives judges a response whose source reported several possible statuses: met if every
// one of them meets the expectation, unmet if none does.
func (e *Expectation) judgeAlternatives(o *exchange.Observation, w *World, out *outcome.Result) {
	var first, last outcome.Outcome
	assumed := *w
	assumed.assumedFor = o
	for i, status := range o.Reported.StatusAny {
		assumed.assumed = status
		quiet := out.Nested(true)
		e.JudgeInto(o, &assumed, &quiet)
		if i == 0 {
			first = quiet.Outcome
		}
		if last = quiet.Outcome; last != first {
			out.Doubt("the source reported the status as " + StatusAlternatives(o.Reported) + ", not which")
			return
		}
	}
	if first != outcome.Met {
		e.JudgeInto(o, &assumed, out)
	}
}

// Costly reports whether judging o may take long enough to be watched. It is cheap itself.
func (e *Expectation) Costly(o *exchange.Observation, w *World, depth int) bool {
	if depth > outcome.MostInside || e.heavy && (len(o.Body) > fairBody || backtracks.Load()) {
		return true
	}
	for i := range e.checks {
		if e.checks[i].Costly(o, w, depth) {
			return true
		}
	}
	return false
}

func (k *keyed) Costly(o *exchange.Observation, w *World, depth int) bool {
	if says, ok := k.Check.(costly); ok {
		return says.Costly(o, w, depth)
	}
	return IsLarge(o)
}

// costly is a check that says whether judging o may take long enough to be watched; for others the
// size of the body decides. depth is its nesting in other expectations.
type costly interface {
	Costly(o *exchange.Observation, w *World, depth int) bool
}

// watched reports whether o is judged in a separate goroutine.
func (e *Expectation) watched(o *exchange.Observation, w *World) bool {
	if o == nil || !o.Missing.None() {
		return false
	}
	if e.Costly(o, w, 0) {
		return true
	}
	for _, s := range o.Samples {
		if s != o && e.Costly(s, w, 0) {
			return true
		}
	}
	return false
}

// judgeSamples judges a check over the samples of a repeat: once if it is overSamples, otherwise on
// each sample, all of which must meet it.
func judgeSamples(k keyed, o *exchange.Observation, w *World, out *outcome.Result) {
	if over, ok := k.Check.(overSamples); ok && over.JudgesSamples() {
		if !k.of.Unknown(o, out) {
			over.Judge(o, w, out)
		}
		return
	}
	t := TallySamples(&Expectation{checks: []keyed{k}}, o.Samples, w, out)
	switch got := t.outcome(); {
	case got == outcome.Met:
	case out.Quiet():
		out.Settle(got)
	case got == outcome.Unmet:
		t.addTo(out, len(o.Samples))
	default:
		out.Doubt(t.Why)
		out.Lacks(t.Missing)
	}
}

// JudgeEachSample judges a check that is written under key over the samples of a repeat.
func JudgeEachSample(key string, k Check, o *exchange.Observation, w *World, out *outcome.Result) {
	judgeSamples(keyed{key: key, Check: k}, o, w, out)
}
