package history_test

import (
	"slices"
	"testing"
	"time"

	"assay/runner/internal/history"
)

// Verdicts are counted on the day (UTC) that their run began, by suite, finding and target.
func TestDays(t *testing.T) {
	var days history.Days
	midnight := time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)
	add := func(at time.Time, target string, verdicts ...string) {
		p := history.Part{Suite: "Shop"}
		for _, v := range verdicts {
			p.Verdicts = append(p.Verdicts, history.Verdict{Finding: "order", Target: target, Verdict: v})
		}
		days.Add(&p, at)
	}
	add(midnight.Add(-time.Second), "a", history.Holds)
	add(midnight.In(time.FixedZone("", -5*3600)), "a", history.Broken, history.Pending)
	add(midnight.Add(23*time.Hour), "a", history.Holds, history.Inconclusive)
	add(midnight, "b", history.Broken)
	add(midnight.AddDate(0, 0, -3), "a", history.Broken)
	last := func(end time.Time) []history.Day { return days.Last("Shop", "order", "a", end, 3) }
	want := []history.Day{{}, {Held: 1}, {Held: 1, Broke: 1, Undecided: 1}}
	if got := last(midnight.Add(time.Hour)); !slices.Equal(got, want) || got[2].Judged() != 3 {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := last(midnight.Add(24 * time.Hour)); !slices.Equal(got, append(want[1:3:3], history.Day{})) {
		t.Errorf("a day later: %+v", got)
	}
	if got := days.Last("Other", "order", "a", midnight, 2); !slices.Equal(got, make([]history.Day, 2)) {
		t.Errorf("of another suite: %+v", got)
	}
	days.Forget(midnight.AddDate(0, 0, 1), 2)
	if got := last(midnight.AddDate(0, 0, -1)); !slices.Equal(got, make([]history.Day, 3)) {
		t.Errorf("forgotten days are left: %+v", got)
	}
	if got := last(midnight); got[2].Judged() != 3 {
		t.Errorf("a day that is not to be forgotten is gone: %+v", got)
	}
}
