package store_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	_ "assay/runner/history"
	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
	"assay/runner/internal/secret/redact"
)

// day is the start of an invented past.
var day = time.Date(2026, 3, 1, 3, 0, 0, 0, time.UTC)

func at(hours float64) time.Time { return day.Add(time.Duration(hours * float64(time.Hour))) }

// open opens a history that is closed when the test ends.
func open(t *testing.T, path string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// fresh is a new history.
func fresh(t *testing.T) *store.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "state", "assay", "history.db"))
}

func add(t *testing.T, db *store.DB, r *history.Run) {
	t.Helper()
	if err := db.Add(context.Background(), r); err != nil {
		t.Fatal(err)
	}
}

// runAt returns a run of one suite with one probe and one finding.
func runAt(id string, when time.Time, o history.Observation, verdict string) *history.Run {
	o.Probe, o.Target, o.At = "p", "http://shop.example", when
	return &history.Run{ID: id, Mode: "live", Started: when, Parts: []history.Part{{
		Suite: "Shop", Observations: []history.Observation{o},
		Verdicts: []history.Verdict{{Finding: "f", Claim: "It is there", Probe: "p", Target: o.Target, Verdict: verdict}},
	}}}
}

// past returns a history of runs, an hour apart, with these verdicts.
func past(t *testing.T, verdicts ...string) *history.Finding {
	t.Helper()
	db := fresh(t)
	for i, v := range verdicts {
		add(t, db, runAt(fmt.Sprint(i), at(float64(i)), history.Observation{Status: 200, Duration: time.Duration(i+1) * time.Millisecond}, v))
	}
	got, err := db.Findings(context.Background(), store.Filter{})
	if err != nil || len(got) != 1 {
		t.Fatalf("got %d findings, %v", len(got), err)
	}
	return got[0]
}

func TestSinceWhenAFindingHoldsOrNot(t *testing.T) {
	const h, b, i = history.Holds, history.Broken, history.Inconclusive
	for name, c := range map[string]struct {
		verdicts []string
		since    time.Time
		before   string
		until    time.Time
		changes  int
		flapping bool
	}{
		"from the first":                 {[]string{h, h, h}, at(0), "", time.Time{}, 0, false},
		"from the break":                 {[]string{h, h, b, b}, at(2), h, at(1), 1, false},
		"through what could not tell":    {[]string{h, b, i, b}, at(1), h, at(0), 1, false},
		"with a gap before":              {[]string{h, i, i, b}, at(3), h, at(0), 1, false},
		"undecided, and before it held":  {[]string{b, h, i, i}, at(2), h, at(1), 1, false},
		"never decided":                  {[]string{i, i}, at(0), "", time.Time{}, 0, false},
		"to and fro":                     {[]string{h, b, h, b}, at(3), h, at(2), 3, true},
		"to and fro, long ago":           {[]string{h, b, h, b, h, h, h, h, h, h, h, h, h, h}, at(4), b, at(3), 0, false},
		"what is pending leaves nothing": {[]string{h, history.Pending, h}, at(0), "", time.Time{}, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := past(t, c.verdicts...)
			if !got.Since.Equal(c.since) || got.Before != c.before || !got.Until.Equal(c.until) {
				t.Errorf("since %s, before %q until %s; want %s, %q, %s", got.Since, got.Before, got.Until, c.since, c.before, c.until)
			}
			if got.Changes != c.changes || got.Flapping != c.flapping {
				t.Errorf("%d changes, flapping %v; want %d, %v", got.Changes, got.Flapping, c.changes, c.flapping)
			}
		})
	}
}

// The clock was set back between the second run and the third: the order counts, not the time.
func TestSinceWhenTheClockWentBack(t *testing.T) {
	db := fresh(t)
	for i, r := range []struct {
		hour    float64
		verdict string
	}{{10, history.Holds}, {11, history.Holds}, {2, history.Broken}, {3, history.Broken}} {
		add(t, db, runAt(fmt.Sprint(i), at(r.hour), history.Observation{Status: 200}, r.verdict))
	}
	got, err := db.Findings(context.Background(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if f := got[0]; f.Verdict != history.Broken || !f.Since.Equal(at(2)) || !f.Until.Equal(at(11)) {
		t.Errorf("%s since %s, before until %s", f.Verdict, f.Since, f.Until)
	}
}

func TestLatency(t *testing.T) {
	h := make([]string, 30)
	for i := range h {
		h[i] = history.Holds
	}
	got := past(t, h...)
	if n := len(got.Latency); n != 20 || got.Latency[0] != 11*time.Millisecond || got.Latency[19] != 30*time.Millisecond {
		t.Errorf("%d latencies, %v", n, got.Latency)
	}
	if s := history.Sparkline(got.Latency[:8]); s != "▅▅▆▆▆▇▇█" {
		t.Errorf("got %s", s)
	}
	if s := history.Sparkline([]time.Duration{0, 0, 7}); s != "▁▁█" {
		t.Errorf("got %s", s)
	}
}

// A repeat counts once per run, by its median.
func TestLatencyOfSamples(t *testing.T) {
	db := fresh(t)
	r := runAt("a", at(0), history.Observation{}, history.Holds)
	r.Parts[0].Observations = nil
	for i, ms := range []time.Duration{9, 2, 900} {
		r.Parts[0].Observations = append(r.Parts[0].Observations, history.Observation{
			Probe: "p", Sample: i + 1, Target: "http://shop.example", At: at(0), Status: 200, Duration: ms * time.Millisecond,
		})
	}
	add(t, db, r)
	got, err := db.Findings(context.Background(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]time.Duration{9 * time.Millisecond}, got[0].Latency); diff != "" {
		t.Error(diff)
	}
}

func TestSpells(t *testing.T) {
	free, limited := history.Observation{Status: 200}, history.Observation{Status: 429, Limited: true}
	failed := history.Observation{Error: "refused"}
	for name, c := range map[string]struct {
		came  []history.Observation
		hours []float64
		want  *history.Limited
	}{
		"none":                           {[]history.Observation{free, failed, free}, []float64{0, 1, 2}, nil},
		"it lasts":                       {[]history.Observation{free, limited, limited}, []float64{0, 1, 3}, &history.Limited{Spells: 1, Last: history.Spell{FreeBefore: at(0), First: at(1), Last: at(3), Answers: 2, Status: 429}, Longest: history.Spell{FreeBefore: at(0), First: at(1), Last: at(3), Answers: 2, Status: 429}}},
		"an error between tells nothing": {[]history.Observation{limited, failed, limited, free}, []float64{0, 1, 2, 4}, &history.Limited{Spells: 1, Last: history.Spell{First: at(0), Last: at(2), FreeAfter: at(4), Answers: 2, Status: 429}, Longest: history.Spell{First: at(0), Last: at(2), FreeAfter: at(4), Answers: 2, Status: 429}}},
		"the longest and the last": {[]history.Observation{free, limited, limited, free, limited, free}, []float64{0, 1, 9, 10, 11, 12}, &history.Limited{
			Spells:  2,
			Longest: history.Spell{FreeBefore: at(0), First: at(1), Last: at(9), FreeAfter: at(10), Answers: 2, Status: 429},
			Last:    history.Spell{FreeBefore: at(10), First: at(11), Last: at(11), FreeAfter: at(12), Answers: 1, Status: 429},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			db := fresh(t)
			for i, o := range c.came {
				add(t, db, runAt(fmt.Sprint(i), at(c.hours[i]), o, history.Inconclusive))
			}
			got, err := db.Limits(context.Background(), store.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			var want []*history.Limited
			if c.want != nil {
				c.want.Suite, c.want.Probe, c.want.Target = "Shop", "p", "http://shop.example"
				want = []*history.Limited{c.want}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// The length of a spell is between bounds, or unknown.
func TestSpellBounds(t *testing.T) {
	for name, c := range map[string]struct {
		spell       history.Spell
		least, most time.Duration
		known       [2]bool
	}{
		"both":            {history.Spell{FreeBefore: at(0), First: at(1), Last: at(3), FreeAfter: at(4)}, 2 * time.Hour, 4 * time.Hour, [2]bool{true, true}},
		"still on":        {history.Spell{FreeBefore: at(0), First: at(1), Last: at(3)}, 2 * time.Hour, 0, [2]bool{true, false}},
		"clock went back": {history.Spell{FreeBefore: at(0), First: at(3), Last: at(1), FreeAfter: at(2)}, -2 * time.Hour, 2 * time.Hour, [2]bool{false, false}},
	} {
		least, ok := c.spell.AtLeast()
		if least != c.least || ok != c.known[0] {
			t.Errorf("%s: at least %s, %v", name, least, ok)
		}
		if most, ok := c.spell.AtMost(); most != c.most || ok != c.known[1] {
			t.Errorf("%s: at most %s, %v", name, most, ok)
		}
	}
}

func TestFilter(t *testing.T) {
	db := fresh(t)
	for i := range 3 {
		r := runAt(fmt.Sprint(i), at(float64(i)), history.Observation{Status: 429, Limited: true}, history.Holds)
		r.Parts[0].Verdicts = append(r.Parts[0].Verdicts, history.Verdict{Finding: "rows[a]", Verdict: history.Broken}, history.Verdict{Finding: "rows[b]", Verdict: history.Broken})
		r.Parts = append(r.Parts, history.Part{Suite: "Other", Verdicts: []history.Verdict{{Finding: "f", Verdict: history.Holds}}})
		add(t, db, r)
	}
	for _, c := range []struct {
		filter store.Filter
		want   string // suite/finding×runs
	}{
		{store.Filter{}, "Shop/f×3 Shop/rows[a]×3 Shop/rows[b]×3 Other/f×3"},
		{store.Filter{Suites: []string{"Other"}}, "Other/f×3"},
		{store.Filter{Suites: []string{"Other", "Shop"}, Findings: []string{"f"}}, "Shop/f×3 Other/f×3"},
		{store.Filter{Findings: []string{"rows"}}, "Shop/rows[a]×3 Shop/rows[b]×3"},
		{store.Filter{Findings: []string{"rows[b]"}}, "Shop/rows[b]×3"},
		{store.Filter{Findings: []string{"f"}, Since: at(1)}, "Shop/f×2 Other/f×2"},
		{store.Filter{Findings: []string{"none"}}, ""},
	} {
		got, err := db.Findings(context.Background(), c.filter)
		if err != nil {
			t.Fatal(err)
		}
		var words []string
		for _, f := range got {
			words = append(words, fmt.Sprintf("%s/%s×%d", f.Suite, f.Finding, f.Held+f.Broke))
		}
		if s := strings.Join(words, " "); s != c.want {
			t.Errorf("%+v: got %s, want %s", c.filter, s, c.want)
		}
	}
	for probe, want := range map[string]int{"p": 1, "q": 0} {
		got, err := db.Limits(context.Background(), store.Filter{Probes: []string{probe}})
		if err != nil || len(got) != want {
			t.Errorf("limits of %s: %d, %v", probe, len(got), err)
		}
	}
}

func TestLastLimit(t *testing.T) {
	type step struct {
		hour  float64
		cools bool
	}
	for name, c := range map[string]struct {
		runs    []step
		now     float64
		want    float64 // -1: none
		bounded bool
	}{
		"never":                               {[]step{{0, false}}, 1, -1, false},
		"the last":                            {[]step{{0, true}, {1, true}, {2, false}}, 3, 1, false},
		"the clock went back":                 {[]step{{100, true}}, 3, 3, true},
		"the clock went back, and a run came": {[]step{{100, true}, {2, false}, {3, false}}, 5, 2, true},
		"earlier runs bound nothing":          {[]step{{1, false}, {100, true}}, 3, 3, true},
	} {
		t.Run(name, func(t *testing.T) {
			db := fresh(t)
			for i, s := range c.runs {
				add(t, db, runAt(fmt.Sprint(i), at(s.hour), history.Observation{Status: 429, Cools: s.cools, Answer: "edge"}, history.Holds))
			}
			got, err := db.LastLimit(context.Background(), "http://shop.example", at(c.now))
			if err != nil {
				t.Fatal(err)
			}
			if c.want < 0 {
				if got != nil {
					t.Errorf("got %+v", got)
				}
				return
			}
			if diff := cmp.Diff(&history.Limit{At: at(c.want), Status: 429, Answer: "edge", Bounded: c.bounded}, got); diff != "" {
				t.Error(diff)
			}
			if other, err := db.LastLimit(context.Background(), "http://other.example", at(c.now)); other != nil || err != nil {
				t.Errorf("of another target: %+v, %v", other, err)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	db := open(t, path)
	keys, err := redact.New([]redact.Secret{{Name: "key", Value: "invented-secret"}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range []history.Answer{
		{Suite: "Shop", Item: "billing", Text: "no"},
		{Suite: "Shop", Item: "billing", Text: "yes"},
		{Suite: "Shop", Item: "limit", Text: "the key invented-secret has 60 a minute"},
		{Suite: "Shop", Item: "gone", Text: "yes"},
		{Suite: "Shop", Item: "gone", Text: ""},
		{Suite: "Other", Item: "billing", Text: "no"},
	} {
		a.At = at(float64(i))
		if err := db.Answer(context.Background(), a, keys); err != nil {
			t.Fatal(err)
		}
	}
	got, err := db.Answers(context.Background(), "Shop")
	want := map[string]history.Answer{
		"billing": {Suite: "Shop", Item: "billing", Text: "yes", At: at(1)},
		"limit":   {Suite: "Shop", Item: "limit", Text: "the key ${key} has 60 a minute", At: at(2)},
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(diff, err)
	}
	var none *store.DB
	if got, err := none.Answers(context.Background(), "Shop"); len(got) != 0 || err != nil {
		t.Errorf("without a history: %v, %v", got, err)
	}
}

// No text of a run is written with a secret in it, neither to the file nor to the log next to it.
func TestNoSecretReachesTheFile(t *testing.T) {
	const secret = "invented-secret-value"
	path := filepath.Join(t.TempDir(), "history.db")
	db := open(t, path)
	keys, err := redact.New([]redact.Secret{{Name: "key", Value: secret}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	add(t, db, &history.Run{ID: "a", Parts: []history.Part{{
		Suite:        "Shop " + secret,
		Observations: []history.Observation{{Probe: "p[" + secret + "]", Target: "http://" + secret, Answer: secret, Error: secret, Missing: secret}},
		Verdicts:     []history.Verdict{{Finding: "f[" + secret + "]", Claim: secret, Probe: secret, Target: secret, Verdict: "broken", Reason: "it said " + secret}},
		Redact:       keys,
	}}})
	for _, file := range []string{path, path + "-wal"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), secret) {
			t.Errorf("the secret is in %s", filepath.Base(file))
		}
	}
	got, err := db.Findings(context.Background(), store.Filter{})
	if err != nil || len(got) != 1 || got[0].Reason != "it said ${key}" || got[0].Finding != "f[${key}]" {
		t.Errorf("got %+v, %v", got, err)
	}
}
