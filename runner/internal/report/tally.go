package report

import "slices"

// The exit statuses of a run, which are part of the interface; the command has two more, for errors
// in documents or flags and for its own.
const (
	ExitHolds        = 0 // every finding holds, or is inconclusive without strict
	ExitBroken       = 1
	ExitInconclusive = 3   // strict: nothing is broken but something inconclusive or doubtful
	ExitInterrupted  = 130 // 128 + SIGINT, as shells have it
)

// ExitStatus is the exit status of a run; doubtful says that, in a strict run, something other than
// the verdicts fails it.
func (r *Result) ExitStatus(doubtful bool) int {
	t := r.Tally()
	switch {
	case r.Interrupted:
		return ExitInterrupted
	case t.Broken > 0:
		return ExitBroken
	case r.Strict && (t.Inconclusive > 0 || doubtful || r.Unclean()):
		return ExitInconclusive
	}
	return ExitHolds
}

// Unclean reports whether a cleanup failed.
func (r *Result) Unclean() bool {
	return slices.ContainsFunc(r.Suites, func(s Suite) bool { return len(s.Cleanup) > 0 })
}

// Tally counts findings by verdict.
type Tally struct {
	Holds, Broken, Inconclusive, Pending int
	Items                                int // checklist items without an answer
}

// Findings is how many findings were counted.
func (t Tally) Findings() int { return t.Holds + t.Broken + t.Inconclusive + t.Pending }

// Tally counts the findings of a suite.
func (s *Suite) Tally() Tally {
	if s.Counts != nil {
		return *s.Counts
	}
	var t Tally
	for i := range s.Findings {
		t.add(s.Findings[i].Verdict)
	}
	for i := range s.Checklist {
		if s.Checklist[i].Answer == "" {
			t.Items++
		}
	}
	return t
}

// add counts a finding.
func (t *Tally) add(verdict string) {
	switch verdict {
	case Holds:
		t.Holds++
	case Broken:
		t.Broken++
	case Inconclusive:
		t.Inconclusive++
	default:
		t.Pending++
	}
}

// Tally counts the findings of a run.
func (r *Result) Tally() Tally {
	var all Tally
	for i := range r.Suites {
		t := r.Suites[i].Tally()
		all.Holds += t.Holds
		all.Broken += t.Broken
		all.Inconclusive += t.Inconclusive
		all.Pending += t.Pending
		all.Items += t.Items
	}
	return all
}

// observations finds a suite's observations by probe.
func (s *Suite) observations() func(probe string) *Observation {
	by := make(map[string]*Observation, len(s.Observations))
	for i := range s.Observations {
		by[s.Observations[i].Probe] = &s.Observations[i]
	}
	return func(probe string) *Observation { return by[probe] }
}
