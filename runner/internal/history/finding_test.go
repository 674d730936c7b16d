package history_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/history"
)

// day is noon of a day in January 2026; zero for 0.
func day(n int) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.Date(2026, 1, n, 12, 0, 0, 0, time.UTC)
}

// past is the past of a finding with a verdict each day: h holds, b broken, i inconclusive.
func past(verdicts string) *history.Finding {
	names := map[rune]string{'h': history.Holds, 'b': history.Broken, 'i': history.Inconclusive}
	p := history.NewPast("s")
	for i, v := range []rune(verdicts) {
		p.AddVerdict(&history.Verdict{Finding: "f", Claim: "c", Probe: "p", Verdict: names[v], Reason: string(v)}, day(1+i), history.Place{int64(i)})
	}
	return history.Findings(p)[0]
}

func TestThePastOfAFinding(t *testing.T) {
	for _, c := range []struct {
		verdicts     string
		verdict      string
		since, until int // days
		before       string
		held, broke  int
		undecided    int
		changes      int
		flaps        bool
	}{
		{"h", "holds", 1, 0, "", 1, 0, 0, 0, false},
		{"hhh", "holds", 1, 0, "", 3, 0, 0, 0, false},
		{"hhb", "broken", 3, 2, "holds", 2, 1, 0, 1, false},
		{"bhh", "holds", 2, 1, "broken", 2, 1, 0, 1, false},
		{"hih", "holds", 1, 0, "", 2, 0, 1, 0, false}, // it goes on through a run that could not tell
		{"hhi", "inconclusive", 3, 2, "holds", 2, 0, 1, 0, false},
		{"hiib", "broken", 4, 1, "holds", 1, 1, 2, 1, false},
		{"hbii", "inconclusive", 3, 2, "broken", 1, 1, 2, 1, false},
		{"i", "inconclusive", 1, 0, "", 0, 0, 1, 0, false},
		{"hbh", "holds", 3, 2, "broken", 2, 1, 0, 2, false},
		{"hbhb", "broken", 4, 3, "holds", 2, 2, 0, 3, true},
		{"hbihb", "broken", 5, 4, "holds", 2, 2, 1, 3, true},
		{"hbhbhhhhhh", "holds", 5, 4, "broken", 8, 2, 0, 4, true},  // four changes within ten
		{"hbhbhhhhhhh", "holds", 5, 4, "broken", 9, 2, 0, 3, true}, // the first has left the ten
		{"hbhbhhhhhhhh", "holds", 5, 4, "broken", 10, 2, 0, 2, false},
		{"hbhbiiiiiiii", "inconclusive", 5, 4, "broken", 2, 2, 8, 3, true}, // of those that decided it
	} {
		f := past(c.verdicts)
		want := &history.Finding{
			Suite: "s", Finding: "f", Claim: "c", Probe: "p", Reason: c.verdicts[len(c.verdicts)-1:],
			Verdict: c.verdict, Since: day(c.since), Until: day(c.until), Before: c.before, Last: day(len(c.verdicts)),
			Held: c.held, Broke: c.broke, Undecided: c.undecided, Changes: c.changes, Flapping: c.flaps,
		}
		if diff := cmp.Diff(want, f, cmpopts.IgnoreFields(history.Finding{}, "Recent")); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.verdicts, diff)
		}
	}
}

// The last twenty verdicts are kept, oldest first.
func TestRecentVerdicts(t *testing.T) {
	for verdicts, want := range map[string]string{
		"hbi":                           "hbi",
		strings.Repeat("h", 19) + "b":   strings.Repeat("h", 19) + "b",
		"ib" + strings.Repeat("h", 19):  "b" + strings.Repeat("h", 19),
		"ibb" + strings.Repeat("hb", 9): "bb" + strings.Repeat("hb", 9),
	} {
		var got strings.Builder
		for _, v := range past(verdicts).Recent {
			got.WriteString(v[:1])
		}
		if got.String() != want {
			t.Errorf("of %s the recent ones are %s, want %s", verdicts, got.String(), want)
		}
	}
}

// A run counts with the median of its samples, and the last twenty runs do.
func TestMedians(t *testing.T) {
	var l history.Latency
	if got := l.Medians(); len(got) != 0 {
		t.Errorf("of nothing: %v", got)
	}
	for run, samples := range [][]time.Duration{{5}, {9, 1, 5}, {4, 2, 8, 6}, {7, 3}} {
		for _, d := range samples {
			l.Add(int64(run+1), d)
		}
	}
	if diff := cmp.Diff([]time.Duration{5, 5, 6, 7}, l.Medians()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	var many history.Latency
	for run := range 25 {
		many.Add(int64(run+1), time.Duration(run+1))
	}
	got := many.Medians()
	if len(got) != 20 || got[0] != 6 || got[19] != 25 {
		t.Errorf("of 25 runs: %v", got)
	}
}

func TestSparkline(t *testing.T) {
	for want, values := range map[string][]time.Duration{
		"":         nil,
		"▁":        {0},
		"█":        {1},
		"▁▁":       {0, 0},
		"▁█":       {0, 7},
		"▁▂▃▄▅▆▇█": {0, 1, 2, 3, 4, 5, 6, 7},
		"▄█▁":      {50, 100, -100},
		"▁▁█":      {1, 14, 100},
	} {
		if got := history.Sparkline(values); got != want {
			t.Errorf("%v is %s, want %s", values, got, want)
		}
	}
}
