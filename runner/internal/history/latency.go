package history

import (
	"slices"
	"time"
)

// Latency is a probe's durations, a median for each run.
type Latency struct {
	run     int64
	sampled int             // how many responses the run has so far
	first   time.Duration   // of the run
	more    []time.Duration // after the first
	medians []time.Duration
}

// Add adds the next response of a run.
func (l *Latency) Add(run int64, d time.Duration) {
	if run != l.run {
		l.close()
		l.run = run
	}
	if l.sampled == 0 {
		l.first = d
	} else {
		l.more = append(l.more, d)
	}
	l.sampled++
}

// Medians returns the last of them, oldest first.
func (l *Latency) Medians() []time.Duration {
	l.close()
	return l.medians
}

// close ends the samples of a run.
func (l *Latency) close() {
	if l.sampled == 0 {
		return
	}
	median := l.first
	if l.sampled > 1 {
		l.more = append(l.more, l.first)
		slices.Sort(l.more)
		median, l.more = l.more[len(l.more)/2], l.more[:0]
	}
	l.medians = lastOf(append(l.medians, median), mostRecent)
	l.sampled = 0
}

func lastOf[T any](all []T, n int) []T {
	if len(all) > n {
		copy(all, all[len(all)-n:])
		return all[:n]
	}
	return all
}

// medians codes the medians of a probe. Those that it reads lie in room, with a place for the next.
func (c *coder) medians(l *pastLatency, room *[]time.Duration) {
	n := len(l.medians)
	c.count(&n)
	if c.reading {
		if n < 0 || n > mostRecent {
			c.broken, n = true, 0
		}
		if len(*room) <= n {
			*room = make([]time.Duration, 128*(mostRecent+1))
		}
		l.medians, *room = (*room)[:n:n+1], (*room)[n+1:]
	}
	for i := range l.medians {
		c.span(&l.medians[i])
	}
}
