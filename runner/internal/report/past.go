package report

import (
	"time"

	"assay/runner/internal/history"
)

// Past is a history as a value, which `assay history --output json` writes.
type Past struct {
	Version  int           `json:"version"`
	History  string        `json:"history"` // the file
	Findings []PastFinding `json:"findings"`
	Limits   []PastLimit   `json:"limits,omitempty"`
}

// PastFinding is a finding's past at one target. Times are RFC 3339.
type PastFinding struct {
	Suite   string `json:"suite"`
	ID      string `json:"id"` // with the row of a matrix
	Claim   string `json:"claim"`
	Probe   string `json:"probe"`
	Target  string `json:"target,omitempty"`
	Verdict string `json:"verdict"`
	Reason  string `json:"reason,omitempty"`
	Last    string `json:"last"`
	Since   string `json:"since"`
	// Before is the decisive verdict before Since, and Until its last run.
	Before   string    `json:"before,omitempty"`
	Until    string    `json:"until,omitempty"`
	Held     int       `json:"held"`
	Broke    int       `json:"broke"`
	Unsure   int       `json:"inconclusive"`
	Changes  int       `json:"changes"` // within the last ten decisive verdicts
	Flapping bool      `json:"flapping,omitempty"`
	Recent   []string  `json:"recent"` // verdicts, oldest first
	Latency  []float64 `json:"latency_ms,omitempty"`
	Days     *PastDays `json:"days,omitempty"`
}

// MostDays is how many days the past of a finding goes back by day.
const MostDays = 90

// PastDays is the worst verdict of each day (UTC), from the first that judged the finding, at most
// [MostDays] ago, to Last: h holds, i inconclusive, b broken, "." not judged.
type PastDays struct {
	Last  string `json:"last"` // 2026-03-01
	Marks string `json:"marks"`
}

// ByDay adds the days that end with that of a time.
func (p *Past) ByDay(days *history.Days, end time.Time) {
	for i := range p.Findings {
		f := &p.Findings[i]
		f.Days = pastDays(days.Last(f.Suite, f.ID, f.Target, end, MostDays), end)
	}
}

// pastDays marks days, from the first that was judged on; nil if none was.
func pastDays(days []history.Day, end time.Time) *PastDays {
	var marks []byte
	for _, d := range days {
		if m := d.Mark(); len(marks) > 0 || m != history.MarkNone {
			marks = append(marks, m)
		}
	}
	if len(marks) == 0 {
		return nil
	}
	return &PastDays{Last: end.UTC().Format(time.DateOnly), Marks: string(marks)}
}

// PastLimit is what is known about the limits that a probe met at a target.
type PastLimit struct {
	Suite   string    `json:"suite"`
	Probe   string    `json:"probe"`
	Target  string    `json:"target"`
	Spells  int       `json:"spells"`
	Last    PastSpell `json:"last"`
	Longest PastSpell `json:"longest"`
	// Told is the last told reset of which it is known whether it was true; of those are
	// the counts. Next is one that was told since, after which nobody has asked.
	Told   *PastTold  `json:"told,omitempty"`
	Next   *PastTold  `json:"next,omitempty"`
	Truths *PastTruth `json:"truths,omitempty"`
}

// PastTold is a reset that an answer told, and what was observed of it.
type PastTold struct {
	Header  string `json:"header"`
	Reading string `json:"reading"` // the value with its unit
	From    string `json:"from"`    // when the answer came
	At      string `json:"at"`      // the reset that it told
	// Truth is true, early (still refused, for less than a second), late (let in a second
	// before it or more) or untrue (still refused); "" where nobody asked after it.
	Truth string `json:"truth,omitempty"`
	Asked string `json:"asked,omitempty"` // when the request was sent that showed it
}

// PastTruth counts what became of the told resets.
type PastTruth struct {
	True   int `json:"true"`
	Early  int `json:"early"`
	Late   int `json:"late"`
	Untrue int `json:"untrue"`
}

// PastSpell is a time in which a probe was limited. It began between FreeBefore
// and First, and ended between Last and FreeAfter.
type PastSpell struct {
	FreeBefore string   `json:"free_before,omitempty"`
	First      string   `json:"first"`
	Last       string   `json:"last"`
	FreeAfter  string   `json:"free_after,omitempty"` // "" if it continues
	Answers    int      `json:"answers"`
	Status     int      `json:"status"`
	Answer     string   `json:"answer,omitempty"`
	AtLeast    *float64 `json:"at_least_s,omitempty"` // seconds; nil: not known
	AtMost     *float64 `json:"at_most_s,omitempty"`
}

// PastOf makes a report from a history.
func PastOf(file string, findings []*history.Finding, limits []*history.Limited) *Past {
	p := &Past{Version: Version, History: file, Findings: make([]PastFinding, 0, len(findings))}
	second := shownOnce()
	for _, f := range findings {
		one := PastFinding{
			Suite: f.Suite, ID: f.Finding, Claim: f.Claim, Probe: f.Probe, Target: f.Target, Verdict: f.Verdict, Reason: f.Reason,
			Last: second(f.Last), Since: second(f.Since), Before: f.Before, Until: second(f.Until),
			Held: f.Held, Broke: f.Broke, Unsure: f.Undecided, Changes: f.Changes, Flapping: f.Flapping, Recent: f.Recent,
		}
		if len(f.Latency) > 0 {
			one.Latency = make([]float64, len(f.Latency))
		}
		for i, d := range f.Latency {
			one.Latency[i] = milliseconds(d)
		}
		p.Findings = append(p.Findings, one)
	}
	for _, l := range limits {
		one := PastLimit{
			Suite: l.Suite, Probe: l.Probe, Target: l.Target, Spells: l.Spells, Last: pastSpell(&l.Last), Longest: pastSpell(&l.Longest),
			Told: pastTold(&l.Promises.Last), Next: pastTold(&l.Promises.Next),
		}
		if n := l.Promises.Counts; len(n) > 0 {
			one.Truths = &PastTruth{n[history.True], n[history.Early], n[history.Late], n[history.Untrue]}
		}
		p.Limits = append(p.Limits, one)
	}
	return p
}

func pastSpell(s *history.Spell) PastSpell {
	p := PastSpell{
		FreeBefore: second(s.FreeBefore), First: second(s.First), Last: second(s.Last), FreeAfter: second(s.FreeAfter),
		Answers: s.Answers, Status: s.Status, Answer: s.Answer,
	}
	if d, ok := s.AtLeast(); ok {
		p.AtLeast = seconds64(d)
	}
	if d, ok := s.AtMost(); ok {
		p.AtMost = seconds64(d)
	}
	return p
}

// pastTold is a told reset; nil for none.
func pastTold(p *history.Promise) *PastTold {
	if p.Header == "" {
		return nil
	}
	return &PastTold{Header: p.Header, Reading: p.Reading, From: stamp(p.From), At: stamp(p.At()), Truth: string(p.Truth), Asked: stamp(p.Asked)}
}

func seconds64(d time.Duration) *float64 {
	s := d.Seconds()
	return &s
}

// shownOnce returns a function that does what second does, for times that come again: findings of a
// suite share those of its runs.
func shownOnce() func(time.Time) string {
	shown := map[time.Time]string{}
	return func(t time.Time) string {
		text, known := shown[t]
		if !known {
			text = second(t)
			shown[t] = text
		}
		return text
	}
}

// second formats a time in RFC 3339, "" for none.
func second(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
