package history

import (
	"context"
	"time"
)

// The verdicts, as they are kept.
const (
	Holds        = "holds"
	Broken       = "broken"
	Inconclusive = "inconclusive"
	Pending      = "pending"
)

// mostRecent is how many of the last verdicts and latencies are told.
const mostRecent = 20

// A finding flaps when it changed at least flapsFrom times within the last
// flapsWithin verdicts that decided it.
const (
	flapsFrom   = 3
	flapsWithin = 10
)

// Finding is a finding's past at one target. What is pending leaves no trace in
// it.
type Finding struct {
	Suite, Finding, Claim, Probe, Target string

	Verdict string // the last: holds, broken or inconclusive
	Reason  string // of the last
	Last    time.Time
	// Since is the run in which Verdict was first seen without the other in
	// between: holds and broken go on through runs that could not tell.
	Since time.Time
	// Before is the verdict that decided it before Since, "" when none did, and
	// Until the last run with it.
	Before string
	Until  time.Time

	Held, Broke, Undecided int // runs
	// Recent are the last verdicts, oldest first, and Changes how many of the
	// last that decided it were a change.
	Recent   []string
	Changes  int
	Flapping bool

	// Latency is of the probe's answers, oldest first: the last ones, a run each
	// (the median of its samples).
	Latency []time.Duration

	decided     string
	decidedAt   time.Time
	decidedFrom time.Time
	other       string
	otherUntil  time.Time
	undecided   time.Time // since when; zero: it is decided
	deciding    []string
}

// Findings tells the past of every finding that the filter takes, in the order in
// which they were first seen.
func (db *DB) Findings(ctx context.Context, f Filter) ([]*Finding, error) {
	if err := db.takeIn(ctx); err != nil {
		return nil, err
	}
	where, args := f.where()
	rows, err := db.sql.QueryContext(ctx, `SELECT t.suite, t.finding, t.claim, t.probe, t.target, t.verdict, t.reason, r.started
		FROM verdict t JOIN run r ON r.id = t.run WHERE `+where+` ORDER BY t.id`, args...)
	if err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	defer rows.Close()
	var out []*Finding
	known := map[[3]string]*Finding{}
	for rows.Next() {
		var v Verdict
		var suite string
		var at int64
		if err := rows.Scan(&suite, &v.Finding, &v.Claim, &v.Probe, &v.Target, &v.Verdict, &v.Reason, &at); err != nil {
			return nil, failed(db.path, "cannot be read", err)
		}
		if v.Verdict == Pending || !f.takes(v.Finding) {
			continue
		}
		key := [3]string{suite, v.Finding, v.Target}
		finding := known[key]
		if finding == nil {
			finding = &Finding{Suite: suite, Finding: v.Finding, Target: v.Target}
			known[key], out = finding, append(out, finding)
		}
		finding.add(&v, time.UnixMicro(at).UTC())
	}
	if err := rows.Err(); err != nil {
		return nil, failed(db.path, "cannot be read", err)
	}
	for _, finding := range out {
		finding.conclude()
	}
	return out, db.latencies(ctx, f, out)
}

// add takes the next verdict in.
func (h *Finding) add(v *Verdict, at time.Time) {
	h.Claim, h.Probe, h.Verdict, h.Reason, h.Last = v.Claim, v.Probe, v.Verdict, v.Reason, at
	h.Recent = lastOf(append(h.Recent, v.Verdict), mostRecent)
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
	h.deciding = lastOf(append(h.deciding, v.Verdict), flapsWithin)
}

// conclude tells the past from what was added.
func (h *Finding) conclude() {
	for i := 1; i < len(h.deciding); i++ {
		if h.deciding[i] != h.deciding[i-1] {
			h.Changes++
		}
	}
	h.Flapping = h.Changes >= flapsFrom
	if h.undecided.IsZero() {
		h.Since, h.Before, h.Until = h.decidedFrom, h.other, h.otherUntil
		return
	}
	h.Since, h.Before, h.Until = h.undecided, h.decided, h.decidedAt
}

func lastOf[T any](all []T, n int) []T {
	if len(all) > n {
		copy(all, all[len(all)-n:])
		return all[:n]
	}
	return all
}
