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
}

// tally is what the verdicts on a finding at one target show so far, in little memory: a [Finding]
// is made of it.
type tally struct {
	finding, claim, probe, target string

	verdict, kind, reason  string // the last
	last                   instant
	held, broke, undecided int

	decided     string // the last verdict that decided it
	decidedAt   instant
	decidedFrom instant
	other       string // the one that decided it before
	otherUntil  instant
	unknownFrom instant // since when it is undecided; 0 if it is decided
	recent      marks
	deciding    marks // the last of those that decided it
}

// add adds the next verdict, with the markers of recent verdicts and of those that decided.
func (t *tally) add(v *Verdict, at instant, recent, deciding *marker) {
	t.claim, t.probe, t.verdict, t.kind, t.reason, t.last = v.Claim, v.Probe, v.Verdict, v.Kind, v.Reason, at
	mark := markOf(v.Verdict)
	t.recent = recent.add(t.recent, mark)
	switch v.Verdict {
	case Holds:
		t.held++
	case Broken:
		t.broke++
	default:
		t.undecided++
		if t.unknownFrom == 0 {
			t.unknownFrom = at
		}
		return
	}
	t.unknownFrom = 0
	if v.Verdict != t.decided {
		t.other, t.otherUntil = t.decided, t.decidedAt
		t.decided, t.decidedFrom = v.Verdict, at
	}
	t.decidedAt = at
	t.deciding = deciding.add(t.deciding, mark)
}

// past returns the past of the finding, without latencies.
func (t *tally) past(suite string, words spelled) Finding {
	h := Finding{
		Suite: suite, Finding: t.finding, Claim: t.claim, Probe: t.probe, Target: t.target,
		Verdict: t.verdict, Kind: t.kind, Reason: t.reason, Last: t.last.time(),
		Since: t.decidedFrom.time(), Before: t.other, Until: t.otherUntil.time(),
		Held: t.held, Broke: t.broke, Undecided: t.undecided,
		Recent: words.of(t.recent), Changes: t.deciding.changes(),
	}
	h.Flapping = h.Changes >= flapsFrom
	if t.unknownFrom != 0 {
		h.Since, h.Before, h.Until = t.unknownFrom.time(), t.decided, t.decidedAt.time()
	}
	return h
}
