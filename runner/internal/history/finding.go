package history

import "time"

// The verdicts, as they are kept.
const (
	Holds        = "holds"
	Broken       = "broken"
	Inconclusive = "inconclusive"
	Pending      = "pending"
)

// mostRecent is the maximum number of recent verdicts and latencies.
const mostRecent = 20

// A finding flaps when it changed at least flapsFrom times within the last
// flapsWithin verdicts that decided it.
const (
	flapsFrom   = 3
	flapsWithin = 10
)

// Finding is a finding's past at one target. It ignores pending verdicts.
type Finding struct {
	Suite, Finding, Claim, Probe, Target string

	Verdict string // the last: holds, broken or inconclusive
	Kind    string // stable code of its reason; "" if kept by an earlier release
	Reason  string // of the last
	Last    time.Time
	// Since is the first run of the current streak of Verdict: inconclusive runs do not interrupt
	// holds and broken.
	Since time.Time
	// Before is the decisive verdict before Since, "" if none, and Until the last run with it.
	Before string
	Until  time.Time

	Held, Broke, Undecided int // runs
	// Recent holds the last verdicts, oldest first, and Changes counts the changes among the last
	// decisive ones.
	Recent   []string
	Changes  int
	Flapping bool

	// Latency holds the last latencies of the probe, oldest first: one for each run (the median of its
	// samples).
	Latency []time.Duration

	decided     string
	decidedAt   time.Time
	decidedFrom time.Time
	other       string
	otherUntil  time.Time
	undecided   time.Time // since when; zero if decided
	recent      marks
	deciding    marks // the last of those that decided it
}

// Add adds the next verdict.
func (h *Finding) Add(v *Verdict, at time.Time) { h.add(v, at, marker{}) }

func (h *Finding) add(v *Verdict, at time.Time, m marker) {
	h.Claim, h.Probe, h.Verdict, h.Reason, h.Last = v.Claim, v.Probe, v.Verdict, v.Reason, at
	h.Kind = v.Kind
	mark := markOf(v.Verdict)
	h.recent = m.add(h.recent, mark, mostRecent)
	switch v.Verdict {
	case Holds:
		h.Held++
	case Broken:
		h.Broke++
	default:
		h.Undecided++
		if h.undecided.IsZero() {
			h.undecided = at
		}
		return
	}
	h.undecided = time.Time{}
	if v.Verdict != h.decided {
		h.other, h.otherUntil = h.decided, h.decidedAt
		h.decided, h.decidedFrom = v.Verdict, at
	}
	h.decidedAt = at
	h.deciding = m.add(h.deciding, mark, flapsWithin)
}

// Conclude computes the past from what was added.
func (h *Finding) Conclude() { h.conclude(spelled{}) }

func (h *Finding) conclude(words spelled) {
	h.Recent = words.of(h.recent)
	h.Changes = h.deciding.changes()
	h.Flapping = h.Changes >= flapsFrom
	if h.undecided.IsZero() {
		h.Since, h.Before, h.Until = h.decidedFrom, h.other, h.otherUntil
		return
	}
	h.Since, h.Before, h.Until = h.undecided, h.decided, h.decidedAt
}
