package check

import "assay/runner/internal/exchange"

// Alike reports whether a and b are the same in all that e reads, so that the outcome is the same
// for both. It is cheap, and may miss that.
func (e *Expectation) Alike(a, b *exchange.Observation) bool {
	if e.more != nil || e.timed || a.Masking != b.Masking || !isPlain(a) || !isPlain(b) {
		return false
	}
	for i := range e.checks {
		if k, ok := e.checks[i].Check.(partial); !ok || !k.Alike(a, b) {
			return false
		}
	}
	return true
}

// isPlain reports whether o is one response, complete and known in all of its parts.
func isPlain(o *exchange.Observation) bool {
	return o.Missing.None() && o.Failure == nil && o.Reported == nil && o.Stream == nil && o.Cut == "" && len(o.Samples) == 0
}
