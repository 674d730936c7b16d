package report

import (
	"strings"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Judged is a run with its verdicts, in document order.
type Judged = pipeline.Judged

// Options says what a Result contains in addition to the runs.
type Options struct {
	Mode     string // replay, live, record, drift; "" is replay
	Tool     string
	Vantage  string
	Job      *Job // nil: no CI server runs it
	Strict   bool
	Shard    *Shard // the part of a run that this is; nil: the whole
	Started  time.Time
	Duration time.Duration
	// Brief leaves request, headers and body out of the observations that only
	// holding findings judged: enough where no file is written.
	Brief bool
	// Counted leaves out all but the names of the suites, how many findings have each verdict, and
	// the cleanups that failed: enough where only the exit status is told.
	Counted bool
}

// Of makes the result of runs that were judged.
func Of(opts Options, runs []Judged) *Result {
	r := &Result{
		Version: Version, Tool: opts.Tool, Mode: opts.Mode, Vantage: opts.Vantage, Job: opts.Job, Strict: opts.Strict, Shard: opts.Shard,
		Started: opts.Started.UTC().Format(time.RFC3339), DurationMS: milliseconds(opts.Duration),
		Suites: make([]Suite, 0, len(runs)),
	}
	if r.Mode == "" {
		r.Mode = string(pipeline.Replay)
	}
	for i := range runs {
		r.Add(opts, &runs[i])
	}
	return r
}

// Add adds one more run that was judged; opts are those of the result.
func (r *Result) Add(opts Options, j *Judged) {
	r.Requests += j.Run.Requests
	if opts.Counted {
		r.Suites = append(r.Suites, countedOf(j))
		return
	}
	r.Suites = append(r.Suites, suiteOf(j, opts))
}

// countedOf is one document's part of a result that only counts.
func countedOf(j *Judged) Suite {
	s := Suite{Suite: strings.Clone(j.Run.Suite.Name), File: fileOf(j.Run.Document), Cleanup: cleanupOf(j.Run), Counts: &Tally{}}
	for i := range j.Verdicts {
		v := &j.Verdicts[i]
		switch {
		case v.Spec.Item == nil:
			s.Counts.add(string(v.Outcome))
		case v.Outcome != judge.Holds:
			s.Counts.Items++
		}
	}
	return s
}

// cleanupOf returns the cleanups of a run that failed.
func cleanupOf(run *pipeline.Run) []Cleanup {
	var out []Cleanup
	for _, u := range run.Uncleaned() {
		out = append(out, Cleanup{Probe: u.Probe.ID, At: PlaceOf(u.Probe.At), Why: u.Why})
	}
	return out
}

// suiteOf is one document's part of the result.
func suiteOf(j *Judged, opts Options) Suite {
	doc := j.Run.Suite
	s := Suite{
		Suite: doc.Name, About: doc.About, Target: j.Run.Redact.String(doc.Target), Fixtures: doc.Fixtures, Environment: doc.Environment,
		Findings: make([]Finding, 0, len(j.Verdicts)), Observations: []Observation{},
	}
	s.File = fileOf(j.Run.Document)
	recorded := recordedBy(j.Run, opts.Mode)
	whole := make([]bool, len(j.Run.Plan.Probes))
	for i := range j.Verdicts {
		v := &j.Verdicts[i]
		if v.Spec.Item != nil {
			s.Checklist = append(s.Checklist, ItemOf(j.Run.Document, v.Spec))
			continue
		}
		f := findingOf(j.Run, v)
		if v.Outcome == judge.Broken {
			recorded.tell(v, f.Failures)
		}
		if !opts.Brief && v.Outcome != judge.Pending && v.Late == 0 {
			f.Expectations = expectationsOf(v, j.Run.Evidence.Parts(v.Spec))
		}
		if !opts.Brief || v.Outcome != judge.Holds {
			mark(whole, v.Spec.Probe, v.Spec.Control)
		}
		s.Findings = append(s.Findings, f)
	}
	short := j.Run.Outlines != nil && opts.Shard == nil
	s.Observations = observationsOf(j.Run, whole, !opts.Brief, short)
	if short {
		s.Each = withOutlines(j.Run, s.Observations)
	}
	if opts.Shard != nil {
		s.number(j)
	}
	recorded.beside(j, s.Observations)
	s.OpenAPI = coverageOf(j.Run)
	s.diagnosed(j)
	s.Cleanup = cleanupOf(j.Run)
	for _, origin := range j.Run.Excess {
		s.Notes = append(s.Notes, j.Run.Redact.String(origin)+" sent bytes that belong to no answer, behind one or unasked; they were not read, and the connection was closed")
	}
	return s
}

// fileOf returns the name of a document's file; "" for one that was not read from a file.
func fileOf(d *pipeline.Document) string {
	if d.Suite.File == nil {
		return ""
	}
	return d.Suite.File.Name
}

// expectationsOf returns the parts of a finding's expectation. If something else made the finding
// inconclusive (unless, a control), unmet parts would mislead.
func expectationsOf(v *judge.Verdict, parts []expect.Part) []Expectation {
	out := make([]Expectation, len(parts))
	for i, p := range parts {
		e := Expectation{Text: p.Text, Outcome: Met, Why: strings.Join(p.Unknowns, "; "), Failed: len(p.Failures)}
		switch p.Outcome {
		case expect.Unmet:
			e.Outcome = Unmet
			if v.Outcome != judge.Broken {
				return nil
			}
		case expect.Unknown:
			e.Outcome = Unknown
		}
		out[i] = e
	}
	return out
}

func mark(whole []bool, probes ...*plan.Probe) {
	for _, p := range probes {
		if p != nil {
			whole[p.Order] = true
		}
	}
}

// observationsOf returns every observation of a run in plan order, in full if whole or all says so;
// without those that were let go of, if short.
func observationsOf(run *pipeline.Run, whole []bool, all, short bool) []Observation {
	n := 0
	for p := range run.Told() {
		if !short || !run.Outlined(p) {
			n++
		}
	}
	out := make([]Observation, 0, n)
	env := environment(run.Suite)
	for p, o := range run.Told() {
		if short && run.Outlined(p) {
			continue
		}
		shown := summary(p, o)
		shown.Answer = run.Evidence.Answer(p)
		if all || whole[p.Order] {
			details(&shown, run, p, o, env)
		}
		out = append(out, shown)
	}
	return out
}

// findingOf converts a verdict about a finding, masked.
func findingOf(run *pipeline.Run, v *judge.Verdict) Finding {
	f := FindingOf(v)
	f.Reason, f.Decide = run.Redact.String(f.Reason), run.Redact.String(f.Decide)
	return f
}

// FindingOf converts a verdict about a finding.
func FindingOf(v *judge.Verdict) Finding {
	s := v.Spec
	f := Finding{At: PlaceOf(s.At), Labels: s.Labels, Verdict: string(v.Outcome), Reason: v.Reason.String(), Kind: string(v.Reason.Kind)}
	if s.Finding != nil {
		f.ID, f.Claim, f.Source, f.Breaks = s.Finding.ID, s.Finding.Claim, s.Finding.Source, s.Finding.Breaks
	}
	if s.Probe != nil {
		f.Probe = s.Probe.ID
	}
	if s.Control != nil {
		f.Control = s.Control.ID
	}
	if v.Outcome == judge.Inconclusive {
		f.Decide = decides(v)
	}
	if len(v.Failures) == 0 {
		return f
	}
	f.Failures = make([]Failure, len(v.Failures))
	for i, e := range v.Failures {
		f.Failures[i] = Failure{
			At: PlaceOf(e.At), Kind: e.Subject.Key, Code: string(e.Code), Subject: e.Subject.String(),
			Expected: e.Expected, Actual: e.Actual, Detail: e.Detail, Next: e.Next,
		}
		if place, ok := e.Subject.Place(); ok {
			f.Failures[i].Path = place.Normalized()
		}
	}
	return f
}

// ObservationOf returns what a run observed for a probe, in full; nil if it was not observed.
func ObservationOf(run *pipeline.Run, p *plan.Probe) *Observation {
	if p == nil {
		return nil
	}
	o := run.Evidence.Observation(p)
	if o == nil {
		return nil
	}
	shown := summary(p, o)
	shown.Answer = run.Evidence.Answer(p)
	details(&shown, run, p, o, environment(run.Suite))
	return &shown
}

// ItemOf returns the checklist item that a spec represents, with its answer if there is one.
func ItemOf(d *pipeline.Document, s *plan.Spec) Item {
	item := Item{ID: s.Item.ID, Ask: s.Item.Ask, Where: s.Item.Where, At: PlaceOf(s.At)}
	if a, ok := d.Answered(s); ok {
		item.Answer, item.Answered = a.Text, a.At.UTC().Format(time.RFC3339)
	}
	return item
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond).Microseconds()) / 1000
}

func fields(h exchange.Header) []Field {
	if len(h) == 0 {
		return nil
	}
	out := make([]Field, len(h))
	for i, f := range h {
		out[i] = Field{Name: f.Name, Value: f.Value}
	}
	return out
}
