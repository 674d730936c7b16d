package engine

import (
	"net/http"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/reset"
)

// Kept returns what the history keeps of a run with these verdicts: every observation except the
// known ones, which were made before and are indexed by plan.Probe.Order, and those that another
// document shares.
func Kept(r *pipeline.Run, verdicts []judge.Verdict, known ...*exchange.Observation) history.Part {
	made := 0
	for range r.Told() {
		made++
	}
	p := history.Part{
		Suite: r.Suite.Name, Redact: r.Redact,
		Observations: make([]history.Observation, 0, made), Verdicts: make([]history.Verdict, 0, len(verdicts)),
	}
	var to targets
	for probe, o := range r.Told() {
		if o.Shared || probe.Order < len(known) && known[probe.Order] == o {
			continue
		}
		if len(o.Samples) == 0 {
			p.Observations = append(p.Observations, kept(r, probe, o, &to))
		}
		for _, sample := range o.Samples {
			p.Observations = append(p.Observations, kept(r, probe, sample, &to))
		}
	}
	// As they came: those of several probes may be of one limit. Otherwise in the order of the plan,
	// which that of earlier runs is: in it, the history finds them fastest.
	if slices.ContainsFunc(p.Observations, mayBeOfALimit) {
		slices.SortStableFunc(p.Observations, func(a, b history.Observation) int { return a.At.Compare(b.At) })
	}
	for i := range verdicts {
		if v := &verdicts[i]; v.Spec.Item == nil && !cutShort(v) {
			p.Verdicts = append(p.Verdicts, keptVerdict(v, &to))
		}
	}
	return p
}

// mayBeOfALimit reports whether what is known of a limit depends on when a response came.
func mayBeOfALimit(o history.Observation) bool {
	return o.Limited || o.Cools || o.Told != nil || o.ToldBy != "" || o.Sample > 0
}

// cutShort reports whether a verdict says only that the run ended first: the history need not know
// since when.
func cutShort(v *judge.Verdict) bool {
	return v.Outcome == judge.Inconclusive && v.Reason.Kind == judge.Kind(exchange.Interrupted)
}

// kept returns what the history keeps of one response to a probe.
func kept(r *pipeline.Run, p *plan.Probe, o *exchange.Observation, to *targets) history.Observation {
	out := history.Observation{
		Probe: p.ID, Sample: o.Sample, Target: to.of(p.Request), Status: o.Status,
		Duration: o.Duration, FirstByte: o.FirstByte, Missing: o.Missing.String(),
	}
	if !o.Missing.None() {
		return out
	}
	if out.At = o.Sent.Add(o.Duration); o.Sent.IsZero() {
		out.At = r.Started.Add(r.Duration)
	}
	out.At = out.At.UTC()
	if o.Failure != nil {
		out.Error = string(o.Failure.Kind)
		return out
	}
	if p.Of != nil && p.Of.Wait != nil && p.Of.Wait.ToldBy != nil {
		if by := r.Plan.Beside(p.Of.Wait.ToldBy.ID, p.Row); by != nil {
			out.ToldBy = by.ID
		}
	}
	out.Answer = r.Evidence.Answer(p)
	out.Cools = r.Cools(p, o)
	out.Limited = out.Cools || o.Status == http.StatusTooManyRequests
	if !out.Limited {
		return out
	}
	if named, ok := reset.Next(o); ok {
		out.Told = &history.Told{Header: named.Header, Reading: named.String(), Wait: named.Wait}
	}
	return out
}

func keptVerdict(v *judge.Verdict, to *targets) history.Verdict {
	out := history.Verdict{Finding: v.Spec.ID, Claim: v.Spec.Text, Verdict: string(v.Outcome), Kind: v.Reason.Code(), Reason: v.Reason.String()}
	if f := v.Spec.Finding; f != nil {
		out.Claim = f.Claim
	}
	if p := v.Spec.Probe; p != nil {
		out.Probe, out.Target = p.ID, to.of(p.Request)
	}
	if out.Reason == "" && len(v.Failures) > 0 {
		f := &v.Failures[0]
		out.Reason = f.Subject.String() + ": expected " + f.Expected + ", got " + f.Actual
	}
	return out
}

// targets names the targets of requests: those in a row that begin with the same one share it.
type targets struct{ last string }

func (t *targets) of(q *exchange.Request) string {
	rest, same := strings.CutPrefix(q.URL, t.last)
	if !same || t.last == "" || q.Unix != "" || rest != "" && !strings.ContainsRune("/?#", rune(rest[0])) {
		t.last = q.Target()
	}
	return t.last
}
