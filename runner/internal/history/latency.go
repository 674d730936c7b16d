package history

import (
	"slices"
	"time"
)

// Latency is a probe's durations, a median for each run.
type Latency struct {
	run     int64
	samples []time.Duration
	medians []time.Duration
}

// Add adds the next response of a run.
func (l *Latency) Add(run int64, d time.Duration) {
	if run != l.run {
		l.close()
		l.run = run
	}
	l.samples = append(l.samples, d)
}

// Medians returns the last of them, oldest first.
func (l *Latency) Medians() []time.Duration {
	l.close()
	return l.medians
}

// close ends the samples of a run.
func (l *Latency) close() {
	if len(l.samples) == 0 {
		return
	}
	slices.Sort(l.samples)
	l.medians = lastOf(append(l.medians, l.samples[len(l.samples)/2]), mostRecent)
	l.samples = l.samples[:0]
}
