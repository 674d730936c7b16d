package drift

import (
	"fmt"
	"slices"
	"time"

	"assay/runner/internal/exchange"
)

// How much a duration must change to be reported: by this factor, and by at least this time.
const (
	slower     = 3
	noticeable = 100 * time.Millisecond
)

// timing compares the median durations of responses.
func (c *comparing) timing(was, now []*exchange.Observation) {
	before, recorded := typical(was)
	after, observed := typical(now)
	if !recorded || !observed {
		return
	}
	fast, slow := min(before, after), max(before, after)
	if slow-fast < noticeable || slow < slower*fast {
		return
	}
	note := fmt.Sprintf("%.1f times as long", float64(after)/float64(before))
	if after == fast {
		note = fmt.Sprintf("%.1f times as fast", float64(before)/float64(after))
	}
	if c.first != "" {
		note += "; the samples of " + c.first + " took " + spread(was)
	}
	c.add(Timing, "duration", before.Round(time.Millisecond).String(), after.Round(time.Millisecond).String(), note)
}

// spread returns the shortest and the longest of the known durations.
func spread(all []*exchange.Observation) string {
	known := durations(all)
	if len(known) == 0 {
		return ""
	}
	shortest, longest := slices.Min(known).Round(time.Millisecond), slices.Max(known).Round(time.Millisecond)
	if shortest == longest {
		return shortest.String()
	}
	return shortest.String() + " to " + longest.String()
}

// typical returns the median of the known durations; false if there are none.
func typical(all []*exchange.Observation) (time.Duration, bool) {
	if len(all) == 1 {
		return all[0].Duration, timed(all[0])
	}
	known := durations(all)
	if len(known) == 0 {
		return 0, false
	}
	slices.Sort(known)
	return known[len(known)/2], true
}

// durations returns those of the responses of which it is known.
func durations(all []*exchange.Observation) []time.Duration {
	var known []time.Duration
	for _, o := range all {
		if timed(o) {
			known = append(known, o.Duration)
		}
	}
	return known
}

// timed reports whether the duration of a response is known.
func timed(o *exchange.Observation) bool {
	return o.Failure == nil && o.Duration > 0 && (o.Reported == nil || o.Reported.Timing)
}
