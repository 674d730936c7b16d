package suite

// Cleanups returns the minimum number of requests, samples included, of the probes with cleanup:
// true.
func (s *Suite) Cleanups() int {
	n := 0
	for _, p := range s.Probes {
		if p.Cleanup {
			n += max(1, len(p.Rows)) * p.Samples()
		}
	}
	return n
}

// Samples returns the minimum number of requests of the probe, or of each of its rows.
func (p *Probe) Samples() int {
	if p.Repeat == nil {
		return 1
	}
	return max(1, p.Repeat.Times)
}

// checkBudget reports a budget that cleanup alone uses up.
func (l *loading) checkBudget() {
	kept, budget := l.suite.Cleanups(), l.suite.Limits.Requests
	if budget == 0 || kept < budget || kept == 0 {
		return
	}
	for _, p := range l.probes {
		if p.Cleanup {
			l.problems.Add(p.At, "limits.requests is %d, and %d of them are kept for cleanup: none is left for the other probes", budget, kept).
				Next = "raise limits.requests"
			return
		}
	}
}
