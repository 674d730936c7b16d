package page_test

import (
	"strings"
	"testing"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/report"
)

// The past has no observations: its page shows the verdicts and what became of limits.
func TestPageOfThePast(t *testing.T) {
	day := func(n int) time.Time { return time.Date(2026, 11, n, 3, 0, 0, 0, time.UTC) }
	told := history.Promise{Told: history.Told{Header: "Retry-After", Reading: "120 s", Wait: 2 * time.Minute}, From: day(3), Truth: history.Untrue, Asked: day(3).Add(3 * time.Minute)}
	past := report.PastOf("history.db", []*history.Finding{
		{
			Suite: "Shop", Finding: "order", Claim: "An order has a number", Probe: "order", Target: "https://shop.example", Verdict: history.Broken, Reason: "status: expected 200, got 500",
			Last: day(9), Since: day(8), Before: history.Holds, Until: day(7), Held: 6, Broke: 2, Recent: []string{history.Holds, history.Broken, history.Broken}, Flapping: true,
			Latency: []time.Duration{20 * time.Millisecond, 40 * time.Millisecond},
		},
		{Suite: "Shop", Finding: "list", Claim: "There is a list", Probe: "list", Target: "https://shop.example", Verdict: history.Holds, Last: day(9), Since: day(1), Held: 8, Recent: []string{history.Holds}},
	}, []*history.Limited{{
		Suite: "Shop", Probe: "order", Target: "https://shop.example", Spells: 3,
		Last:     history.Spell{First: day(3), Last: day(3).Add(time.Minute), FreeAfter: day(4), Status: 429, Answers: 2},
		Promises: history.Promises{Last: told, Counts: map[history.Truth]int{history.Untrue: 1, history.True: 2}},
	}})
	var days history.Days
	for n, verdicts := range map[int][]string{1: {history.Holds}, 3: {history.Inconclusive, history.Holds}, 8: {history.Holds, history.Broken}, 9: {history.Broken}} {
		for _, v := range verdicts {
			days.Add(&history.Part{Suite: "Shop", Verdicts: []history.Verdict{{Finding: "order", Target: "https://shop.example", Verdict: v}}}, day(n))
		}
	}
	past.ByDay(&days, day(9))
	b := open(t, past.Result("assay 0.1.0"), "")
	text := eval[string](b, `document.body.innerText.replace(/\s+/g, ' ')`)
	for _, want := range []string{
		"contract history", "1 finding broken", "Shows kept live runs", "Last run 9 November 2026, 03:00:00 UTC",
		"Because: status: expected 200, got 500", "since 2026-11-08 03:00 UTC", "before that holds, last seen 2026-11-07 03:00 UTC", "kept runs: 6 held, 2 broken", "flapping", "9 days, the worst verdict of each: 2 broken, 1 inconclusive, 1 holds",
		"lifted 429, 3 times", "untrue Retry-After: 120 s, by 2026-11-03 03:02:00 UTC; untrue: still refused 1m after it (all: 2 true, 1 untrue)", "it took at least",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q:\n%s", want, text)
		}
	}
	if strings.Contains(text, "was not asked for") || strings.Contains(text, "requests") {
		t.Errorf("the page speaks of requests:\n%s", text)
	}
	cells := eval[string](b, `Array.from(document.querySelectorAll('.day'), (e) => (e.offsetWidth > 1) + ' ' + e.title).join('; ')`)
	if want := "true 2026-11-01: holds; true 2026-11-02: not judged; true 2026-11-03: inconclusive; true 2026-11-04: not judged; true 2026-11-05: not judged; " +
		"true 2026-11-06: not judged; true 2026-11-07: not judged; true 2026-11-08: broken; true 2026-11-09: broken"; cells != want {
		t.Errorf("the days are %s", cells)
	}
	b.quiet()
}
