package watch

import (
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/report"
)

// Change is a finding whose verdict changed.
type Change struct {
	Time   string `json:"time"` // RFC 3339: start of the round
	Suite  string `json:"suite"`
	Target string `json:"target,omitempty"`
	// Vantage is the network that the requests came from, if the watch has several.
	Vantage string `json:"vantage,omitempty"`
	// Was is the verdict before, and Since when it was first reported; both "" if unknown. Since is
	// also "" if it would be later than Time: the clock was set back.
	Was   string `json:"was,omitempty"`
	Since string `json:"since,omitempty"`
	report.Finding
	Row string `json:"-"` // the probe, where the finding is about several; else ""
	// Observation is what a broken or inconclusive finding was judged by.
	Observation, Control *report.Observation `json:"-"`
}

// Title returns the claim, with the probe where the finding is about several, and the vantage where
// the watch has several.
func (c *Change) Title() string {
	if c.Row == "" {
		return c.Claim + c.from()
	}
	return c.Claim + " (" + c.Row + ")" + c.from()
}

func (c *Change) from() string {
	if c.Vantage == "" {
		return ""
	}
	return " from " + c.Vantage
}

// Changes keeps the last verdict of every finding.
type Changes struct {
	// Decided leaves inconclusive verdicts out: they are no change, and the verdict before stays.
	Decided bool
	// Vantage is that of every change; "" if the watch has one only.
	Vantage string

	told map[key]state
}

// key identifies a finding: by suite, spec and the target of its probe.
type key struct{ suite, spec, target string }

type state struct {
	verdict string
	kind    string // of the reason; "" if kept by an earlier release
	since   time.Time
}

// sameKind reports whether the reason before was of the kind of r, as far as that is known:
// earlier releases kept no kind, or not that of the transport error.
func (s state) sameKind(r judge.Reason) bool {
	return s.kind == "" || s.kind == r.Code() || s.kind == string(r.Kind)
}

// Start takes the last verdicts from a history, so that only later changes are reported.
func (c *Changes) Start(past []*history.Finding) {
	for _, f := range past {
		c.tell(key{f.Suite, f.Finding, f.Target}, state{f.Verdict, f.Kind, f.Since})
	}
}

func (c *Changes) tell(k key, s state) {
	if c.told == nil {
		c.told = map[key]state{}
	}
	c.told[k] = s
}

// Round returns the changes in the verdicts of a round. Without an earlier verdict, holding is not
// a change. A finding that stays inconclusive changes if the kind of reason does.
func (c *Changes) Round(at time.Time, runs []report.Judged) []Change {
	var out []Change
	for i := range runs {
		for k := range runs[i].Verdicts {
			if v := &runs[i].Verdicts[k]; c.counts(v) {
				out = append(out, c.judged(at, runs[i].Run, v)...)
			}
		}
	}
	return out
}

// counts reports whether a verdict may be a change.
func (c *Changes) counts(v *judge.Verdict) bool {
	return v.Spec.Item == nil && v.Outcome != judge.Pending && (!c.Decided || v.Outcome != judge.Inconclusive)
}

// judged returns the change of a verdict, if there is one.
func (c *Changes) judged(at time.Time, run *pipeline.Run, v *judge.Verdict) []Change {
	k := key{run.Suite.Name, v.Spec.ID, targetOf(v.Spec)}
	before, known := c.told[k]
	now := state{string(v.Outcome), v.Reason.Code(), at}
	if before.verdict == now.verdict && (v.Outcome != judge.Inconclusive || before.sameKind(v.Reason)) {
		now.since = before.since
		c.tell(k, now)
		return nil
	}
	if before.verdict == now.verdict {
		now.since = before.since
	}
	c.tell(k, now)
	if !known && v.Outcome == judge.Holds {
		return nil
	}
	change := Change{Time: at.UTC().Format(time.RFC3339), Suite: k.suite, Target: k.target, Vantage: c.Vantage, Was: before.verdict, Finding: report.FindingOf(v)}
	if known && !before.since.IsZero() && !before.since.After(at) {
		change.Since = before.since.UTC().Format(time.RFC3339)
	}
	if v.Spec.ID != v.Spec.Finding.ID {
		change.Row = v.Spec.Probe.ID
	}
	if v.Outcome != judge.Holds {
		change.Observation, change.Control = report.ObservationOf(run, v.Spec.Probe), report.ObservationOf(run, v.Spec.Control)
	}
	return []Change{change}
}

func targetOf(s *plan.Spec) string {
	if s.Probe == nil {
		return ""
	}
	return s.Probe.Request.Target()
}
