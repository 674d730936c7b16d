package suite

// Cleanups is how many requests the probes with cleanup: true take at least, samples
// included.
func (s *Suite) Cleanups() int {
	n := 0
	for _, p := range s.Probes {
		if p.Cleanup {
			n += max(1, len(p.Rows)) * p.Samples()
		}
	}
	return n
}

// Samples is how many requests the probe, or each of its rows, takes at least.
func (p *Probe) Samples() int {
	if p.Repeat == nil {
		return 1
	}
	return max(1, p.Repeat.Times)
}

// checkBudget reports a budget that the cleanup alone spends.
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
