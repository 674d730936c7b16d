package store_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/history/store"
)

// What a program without the database must know stands beside the history: of runs that were added,
// that were left, and of one that an earlier release wrote, as soon as the history is opened.
func TestWhatIsKnownBesideTheHistory(t *testing.T) {
	ctx, day := context.Background(), time.Now().UTC().Truncate(time.Hour).Add(-24*time.Hour)
	at := func(hours int) time.Time { return day.Add(time.Duration(hours) * time.Hour) }
	told := &history.Told{Header: "Retry-After", Reading: "5 s", Wait: 5 * time.Second}
	limited := func(id string, hour int) *history.Run {
		return runAt(id, at(hour), history.Observation{Status: 429, Answer: "limit", Limited: true, Cools: true, Told: told}, history.Broken)
	}
	later := history.Answer{Suite: "Shop", Item: "paid", Text: "no", At: at(2)}
	path := filepath.Join(t.TempDir(), "history.db")
	db := open(t, path)
	add(t, db, limited("b", 2))
	add(t, db, limited("a", 1)) // of a fleet, which hands it over late
	for _, a := range []history.Answer{{Suite: "Shop", Item: "paid", Text: "yes", At: at(1)}, {Suite: "Shop", Item: "open", Text: "yes", At: at(1)}, later, {Suite: "Shop", Item: "open"}} {
		if err := db.Answer(ctx, a, nil); err != nil {
			t.Fatal(err)
		}
	}
	want := &beside.Known{Version: 1, Answers: []history.Answer{later}, Cooldowns: []beside.Cooldown{{
		Target: "http://shop.example", Suite: "Shop", Limit: history.Limit{At: at(2), Status: 429, Answer: "limit", Told: told.Wait, Tells: true},
	}}}
	known := func(title string) {
		t.Helper()
		k, err := beside.Read(path)
		if diff := cmp.Diff(want, k, cmpopts.IgnoreUnexported(beside.Known{})); err != nil || diff != "" {
			t.Errorf("%s: %v %s", title, err, diff)
		}
	}
	known("as it was kept")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(beside.KnownFile(path)); err != nil {
		t.Fatal(err)
	}
	// Noted by a program that does not know the rest.
	other := beside.Cooldown{Target: "http://other.example", Limit: history.Limit{At: at(3), Status: 429}}
	if err := beside.Note(path, func(k *beside.Known) { k.Cool(other) }); err != nil {
		t.Fatal(err)
	}
	if k, err := beside.Read(path); err != nil || !k.Partly {
		t.Errorf("got %+v, %v", k, err)
	}
	leave(t, path, limited("c", 4))
	db = open(t, path)
	want.Cooldowns[0].At = at(4)
	want.Cooldowns = []beside.Cooldown{other, want.Cooldowns[0]}
	known("an earlier release wrote it")
	if l, err := db.LastLimit(ctx, "http://shop.example", at(5)); err != nil || l == nil || !l.At.Equal(at(4)) {
		t.Errorf("got %+v, %v", l, err)
	}
	if err := os.WriteFile(beside.KnownFile(path), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	add(t, db, limited("d", 5)) // whoever reads the file sees that it is damaged
	if err := os.Remove(beside.KnownFile(path)); err != nil {
		t.Fatal(err)
	}
	db, err := store.Existing(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	want.Cooldowns = []beside.Cooldown{want.Cooldowns[1]}
	want.Cooldowns[0].At, want.Cooldowns[0].Suite = at(5), ""
	known("moved away")
}
