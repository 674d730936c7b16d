package history

import "time"

// Day counts the verdicts on a finding in the runs of a day (UTC). Pending ones do not count.
type Day struct{ Held, Broke, Undecided int }

// Judged returns how many runs of the day judged the finding.
func (d Day) Judged() int { return d.Held + d.Broke + d.Undecided }

// Add adds the verdicts of another day or finding.
func (d *Day) Add(o Day) {
	d.Held, d.Broke, d.Undecided = d.Held+o.Held, d.Broke+o.Broke, d.Undecided+o.Undecided
}

// The marks of a day: the worst of its verdicts.
const (
	MarkNone         = '.' // no run judged it
	MarkHolds        = 'h'
	MarkInconclusive = 'i'
	MarkBroken       = 'b'
)

// Mark returns the mark of the day.
func (d Day) Mark() byte {
	switch {
	case d.Broke > 0:
		return MarkBroken
	case d.Undecided > 0:
		return MarkInconclusive
	case d.Held > 0:
		return MarkHolds
	}
	return MarkNone
}

// Days are the verdicts on findings, counted by day. The zero value has none.
type Days struct {
	of map[[3]string]map[int64]Day // by suite, finding and target; by number of the day since 1970
}

// Add counts the verdicts of a part of a run that started at a time.
func (d *Days) Add(p *Part, started time.Time) {
	if d.of == nil {
		d.of = map[[3]string]map[int64]Day{}
	}
	on := dayOf(started)
	for i := range p.Verdicts {
		v := &p.Verdicts[i]
		key := [3]string{p.Suite, v.Finding, v.Target}
		days := d.of[key]
		if days == nil {
			days = map[int64]Day{}
			d.of[key] = days
		}
		day := days[on]
		switch v.Verdict {
		case Holds:
			day.Held++
		case Broken:
			day.Broke++
		case Inconclusive:
			day.Undecided++
		}
		days[on] = day
	}
}

// Last returns the n days of a finding at a target that end with the day of a time, oldest first.
func (d *Days) Last(suite, finding, target string, end time.Time, n int) []Day {
	out := make([]Day, n)
	days, last := d.of[[3]string{suite, finding, target}], dayOf(end)
	for i := range out {
		out[i] = days[last-int64(n-1-i)]
	}
	return out
}

// Forget drops the days before the n that end with the day of a time.
func (d *Days) Forget(end time.Time, n int) {
	first := dayOf(end) - int64(n-1)
	for key, days := range d.of {
		for on := range days {
			if on < first {
				delete(days, on)
			}
		}
		if len(days) == 0 {
			delete(d.of, key)
		}
	}
}

func dayOf(t time.Time) int64 { return t.UTC().Truncate(24*time.Hour).Unix() / (24 * 60 * 60) }
