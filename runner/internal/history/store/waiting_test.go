package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/history/store"
	"assay/runner/internal/secret/redact"
)

func leave(t *testing.T, path string, r *history.Run) {
	t.Helper()
	if err := beside.Leave(context.Background(), path, r); err != nil {
		t.Fatal(err)
	}
}

// takeIn imports waiting runs if they are many, and closes the history.
func takeIn(t *testing.T, path string) {
	t.Helper()
	fold, err := store.TakeIn(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	if fold != nil {
		fold()
	}
}

// held asks a history how often the one finding of its runs held.
func held(t *testing.T, db *store.DB) int {
	t.Helper()
	found, err := db.Findings(context.Background(), store.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		return 0
	}
	return found[0].Held
}

// A run that was left is part of the past for whoever asks: one that opens the
// history afterwards, and one that had it open before.
func TestLeftRunsAreFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "history.db")
	leave(t, path, runAt("a", at(0), history.Observation{Status: 429, Limited: true, Cools: true}, history.Holds))
	for name, want := range map[string]os.FileMode{"": 0o700 | os.ModeDir, "history.db-runs": 0o600} {
		if info, err := os.Stat(filepath.Join(filepath.Dir(path), name)); err != nil || info.Mode() != want {
			t.Errorf("%q: got %v, %v; want %v", name, info, err, want)
		}
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("the history was made, which costs more than leaving the run")
	}
	db, err := store.Existing(context.Background(), path)
	if err != nil || db == nil {
		t.Fatalf("got %v, %v", db, err)
	}
	t.Cleanup(func() { db.Close() })
	if got := held(t, db); got != 1 {
		t.Errorf("opened after it was left: held %d times", got)
	}
	leave(t, path, runAt("b", at(1), history.Observation{Status: 200}, history.Broken))
	found, err := db.Findings(context.Background(), store.Filter{})
	if err != nil || len(found) != 1 || found[0].Verdict != history.Broken || !found[0].Until.Equal(at(0)) {
		t.Errorf("open when it was left: got %+v, %v", found, err)
	}
	leave(t, path, runAt("c", at(2), history.Observation{Status: 429, Limited: true, Cools: true}, history.Broken))
	if l, err := db.LastLimit(context.Background(), "http://shop.example", at(3)); err != nil || l == nil || !l.At.Equal(at(2)) {
		t.Errorf("the cooldown is on the limit before: %+v, %v", l, err)
	}
	leave(t, path, runAt("d", at(3), history.Observation{Status: 200}, history.Broken))
	limits, err := db.Limits(context.Background(), store.Filter{})
	if err != nil || len(limits) != 1 || limits[0].Spells != 2 || !limits[0].Last.FreeAfter.Equal(at(3)) {
		t.Errorf("limits: got %+v, %v", limits, err)
	}
	leave(t, path, runAt("e", at(4), history.Observation{Status: 200}, history.Holds))
	add(t, db, runAt("f", at(5), history.Observation{Status: 200}, history.Broken))
	if found, err := db.Findings(context.Background(), store.Filter{}); err != nil || found[0].Verdict != history.Broken || !found[0].Since.Equal(at(5)) {
		t.Errorf("a run that was added came before one that had been left: %+v, %v", found[0], err)
	}
}

// Of runs that are larger than what may wait otherwise, two wait for the third, which takes them in
// while it runs; if none does that, the fifth takes in all.
func TestTwoLargeRunsWait(t *testing.T) {
	for name, c := range map[string]struct {
		takesIn bool
		waiting []int // runs after each of them
	}{
		"taken in":     {true, []int{1, 2, 3, 1, 2, 3, 1}},
		"not taken in": {false, []int{1, 2, 3, 4, 0, 1, 2}},
	} {
		path := filepath.Join(t.TempDir(), "history.db")
		for n, want := range c.waiting {
			if c.takesIn {
				takeIn(t, path)
			}
			run := runAt(fmt.Sprint(n), at(float64(n)), history.Observation{Status: 200}, history.Holds)
			run.Parts[0].Verdicts[0].Reason = strings.Repeat("long ", 60_000)
			leave(t, path, run)
			lines, err := os.ReadFile(path + "-runs")
			if got := bytes.Count(lines, []byte("\n")); err != nil || got != want {
				t.Errorf("%s: after run %d: %d runs wait, want %d (%v)", name, n, got, want, err)
			}
		}
		if got := held(t, open(t, path)); got != len(c.waiting) {
			t.Errorf("%s: held %d times, want %d", name, got, len(c.waiting))
		}
	}
}

// A process may end before it has merged the log: what was taken in is in the past all the same.
func TestTakenInBeforeTheLogIsMerged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	for n := range 3 {
		run := runAt(fmt.Sprint(n), at(float64(n)), history.Observation{Status: 200}, history.Holds)
		run.Parts[0].Verdicts[0].Reason = strings.Repeat("long ", 60_000)
		leave(t, path, run)
	}
	fold, err := store.TakeIn(context.Background(), path)
	if err != nil || fold == nil {
		t.Fatalf("nothing was taken in: %v", err)
	}
	defer fold()
	if info, err := os.Stat(path + "-runs"); err != nil || info.Size() != 0 {
		t.Errorf("%v waits, %v", info, err)
	}
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() == 0 {
		t.Errorf("the log was merged: %v, %v", log, err)
	}
	copied := filepath.Join(t.TempDir(), "history.db") // as a process that was killed leaves it
	for _, end := range []string{"", "-wal"} {
		content, err := os.ReadFile(path + end)
		if err == nil {
			err = os.WriteFile(copied+end, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := held(t, open(t, copied)); got != 3 {
		t.Errorf("held %d times, want 3", got)
	}
}

// What is not a history, or has no runs waiting, is left alone.
func TestTakeInOfNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	takeIn(t, path)
	for name, text := range map[string]string{"history.db": "a text", "history.db-runs": strings.Repeat("{}\n", 200_000)} {
		if err := os.WriteFile(filepath.Join(filepath.Dir(path), name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	takeIn(t, path)
	if text, err := os.ReadFile(path); err != nil || string(text) != "a text" {
		t.Errorf("%q, %v", text, err)
	}
}

// What a killed process left of a line is no run, and spoils none; runs that a killed
// process had taken in, but not yet out of the file, are not taken in twice.
func TestLeftRunsAreTakenInOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	leave(t, path, runAt("a", at(0), history.Observation{Status: 200}, history.Holds))
	whole, err := os.ReadFile(path + "-runs")
	if err != nil {
		t.Fatal(err)
	}
	torn := bytes.Replace(whole[:len(whole)*2/3], []byte(`"a"`), []byte(`"torn"`), 1)
	if err := os.WriteFile(path+"-runs", append(whole, torn...), 0o600); err != nil {
		t.Fatal(err)
	}
	leave(t, path, runAt("b", at(1), history.Observation{Status: 200}, history.Holds))
	waiting, err := os.ReadFile(path + "-runs")
	if err != nil {
		t.Fatal(err)
	}
	if got := held(t, open(t, path)); got != 2 {
		t.Errorf("held %d times, want 2", got)
	}
	if info, err := os.Stat(path + "-runs"); err != nil || info.Size() != 0 {
		t.Errorf("taken in, and still there: %v, %v", info.Size(), err)
	}
	if err := os.WriteFile(path+"-runs", waiting, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := held(t, open(t, path)); got != 2 {
		t.Errorf("taken in again: held %d times, want 2", got)
	}
}

// A run that is kept, or waits, is not kept again.
func TestARunIsKeptOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	run := runAt("a", at(0), history.Observation{Status: 200}, history.Holds)
	db := open(t, path)
	add(t, db, run)
	add(t, db, run)
	leave(t, path, run)
	if got := held(t, db); got != 1 {
		t.Errorf("held %d times, want 1", got)
	}
}

// Each of several runs that are taken in at once has its own texts afterwards: those of a finding
// that later runs do not have are the ones of its last run.
func TestRunsTakenInTogetherKeepTheirTexts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	var want []string
	for n := range 5 {
		run := runAt(fmt.Sprint(n), at(float64(n)), history.Observation{Status: 200}, history.Holds)
		v := &run.Parts[0].Verdicts[0]
		v.Finding, v.Claim = fmt.Sprint("f", n), strings.Repeat(string(rune('a'+n)), 20+n)
		want = append(want, v.Finding+" "+v.Claim)
		leave(t, path, run)
	}
	found, err := open(t, path).Findings(context.Background(), store.Filter{})
	var got []string
	for _, f := range found {
		got = append(got, f.Finding+" "+f.Claim)
	}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
}

// A secret is in no file, wherever in a run it stands.
func TestLeftRunsHoldNoSecret(t *testing.T) {
	const secret = "invented-<&>-value"
	r, err := redact.New([]redact.Secret{{Name: "key", Value: secret}}, redact.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "history.db")
	run := runAt("a", at(0), history.Observation{Status: 200, Answer: secret, Missing: "because of " + secret}, history.Holds)
	run.Parts[0].Redact = r
	run.Parts[0].Verdicts[0].Reason = "got " + secret
	leave(t, path, run)
	got, err := os.ReadFile(path + "-runs")
	if err != nil || strings.Contains(string(got), "invented") {
		t.Errorf("got %s, %v", got, err)
	}
	kept, _, ok := history.ReadLine(got)
	if !ok || strings.Contains(fmt.Sprintf("%+v", kept), "invented") || kept.Parts[0].Verdicts[0].Reason != "got ${key}" || kept.Parts[0].Observations[0].Missing != "because of ${key}" {
		t.Errorf("kept %+v", kept)
	}
}

// Where too much would wait, it is taken in at once.
func TestLeftRunsDoNotPileUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	run := runAt("a", at(0), history.Observation{Status: 200}, history.Holds)
	run.Parts[0].Verdicts[0].Reason = strings.Repeat("long ", 7<<20)
	leave(t, path, run)
	if info, err := os.Stat(path + "-runs"); err != nil || info.Size() != 0 {
		t.Errorf("%d bytes wait, %v", info.Size(), err)
	}
	if got := held(t, open(t, path)); got != 1 {
		t.Errorf("held %d times, want 1", got)
	}
}

// Nothing is left beside a file that is no history.
func TestNothingIsLeftBesideOtherFiles(t *testing.T) {
	for name, path := range map[string]string{
		"newer":   made(t, "PRAGMA application_id = 1095979865; PRAGMA user_version = 7"),
		"foreign": made(t, "PRAGMA application_id = 42; CREATE TABLE songs (title)"),
		"text":    written(t, strings.Repeat("this is no database\n", 100)),
		"short":   written(t, "short"),
	} {
		t.Run(name, func(t *testing.T) {
			err := beside.Leave(context.Background(), path, runAt("a", time.Now(), history.Observation{Status: 200}, history.Holds))
			var failure *beside.Failure
			if !errors.As(err, &failure) || !failure.Wrong {
				t.Errorf("got %v", err)
			}
			if _, err := os.Stat(path + "-runs"); err == nil {
				t.Error("it was left all the same")
			}
		})
	}
}

// A line without a run's id, and one that is not JSON, are no runs.
func TestLinesThatAreNoRuns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	if err := os.WriteFile(path+"-runs", []byte("{}\n{\"ID\": \"torn\n\n[]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	forgotten, err := open(t, path).Forget(context.Background(), time.Time{})
	if err != nil || forgotten != (store.Forgotten{}) {
		t.Errorf("got %+v, %v", forgotten, err)
	}
	if left, err := os.ReadFile(path + "-runs"); err != nil || len(left) != 0 {
		t.Errorf("%q is left, %v", left, err)
	}
}
