package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
)

// anyRun returns a run of up to three suites, perhaps one of them twice, in which anything may
// have happened.
func anyRun(r *rand.Rand, id int) *history.Run {
	pick := func(of ...string) string { return of[r.IntN(len(of))] }
	start := at(float64(id) - float64(r.IntN(3))).Add(time.Duration(r.IntN(1e9))) // clocks go back
	run := &history.Run{ID: fmt.Sprint(id), Mode: "live", Started: start}
	for range 1 + r.IntN(3) {
		part := history.Part{Suite: pick("Shop", "Bank", "Post")}
		for range r.IntN(6) {
			o := history.Observation{
				Probe: pick("p", "q", "r[1]"), Target: pick("http://a.example", "http://b.example"), Status: []int{0, 200, 429, 503}[r.IntN(4)],
				Duration: time.Duration(r.IntN(1e9)), Answer: pick("", "edge"), Limited: r.IntN(3) == 0, Cools: r.IntN(9) == 0, ToldBy: pick("", "", "q"),
			}
			if r.IntN(5) > 0 {
				o.At = start.Add(time.Duration(r.IntN(1e9)))
			}
			if o.Limited && r.IntN(2) == 0 {
				o.Told = &history.Told{Header: "Retry-After", Reading: "5 s", Wait: time.Duration(r.IntN(1e10))}
			}
			part.Observations = append(part.Observations, o)
		}
		for range r.IntN(6) {
			part.Verdicts = append(part.Verdicts, history.Verdict{
				Finding: pick("f", "g", "h[1]", "h[2]"), Claim: pick("It is", "It was"), Probe: pick("p", "q"), Target: pick("http://a.example", "http://b.example"),
				Verdict: pick(history.Holds, history.Broken, history.Inconclusive, history.Pending), Kind: pick("", "unless"), Reason: pick("", "status: 200"),
			})
		}
		run.Parts = append(run.Parts, part)
	}
	return run
}

// holdPast fails if what is kept of all runs differs from what they show one by one.
func holdPast(t *testing.T, db *store.DB) {
	t.Helper()
	ctx := context.Background()
	for _, kept := range []store.Filter{{}, {Suites: []string{"Bank", "Shop"}}, {Findings: []string{"h", "f"}}, {Probes: []string{"q"}}} {
		rows := kept
		rows.Since = at(-1000) // before all of them; they are then read one by one
		got, err := db.Findings(ctx, kept)
		if err != nil {
			t.Fatal(err)
		}
		want, err := db.Findings(ctx, rows)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("findings of %+v: runs (-), kept (+)\n%s", kept, diff)
		}
		gotLimits, err := db.Limits(ctx, kept)
		if err != nil {
			t.Fatal(err)
		}
		wantLimits, err := db.Limits(ctx, rows)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(wantLimits, gotLimits, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("limits of %+v: runs (-), kept (+)\n%s", kept, diff)
		}
	}
}

// What is kept of all runs together is what the runs show one by one: added or left, after the file
// was closed, after old runs were forgotten, and in a file that an earlier release wrote.
func TestThePastIsWhatTheRunsShow(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(8) {
		r := rand.New(rand.NewPCG(seed, 1))
		path := filepath.Join(t.TempDir(), "history.db")
		db := open(t, path)
		var runs []*history.Run
		for i := range 40 {
			run := anyRun(r, i)
			runs = append(runs, run)
			if r.IntN(4) == 0 {
				add(t, db, run)
			} else {
				leave(t, path, run)
			}
			switch r.IntN(8) {
			case 0:
				if err := db.Close(); err != nil {
					t.Fatal(err)
				}
				db = open(t, path)
			case 1:
				holdPast(t, db)
			}
		}
		holdPast(t, db)
		earlier := filepath.Join(t.TempDir(), "history.db")
		versionThree(t, earlier, runs...)
		old := open(t, earlier)
		holdPast(t, old)
		holdSame(t, db, old)
		done, err := db.Forget(ctx, at(20))
		if err != nil || done.Runs == 0 {
			t.Fatalf("%+v forgotten, %v", done, err)
		}
		if again, err := old.Forget(ctx, at(20)); err != nil || again != done {
			t.Errorf("%+v forgotten in a file of an earlier release, %v; want %+v", again, err, done)
		}
		for _, db := range []*store.DB{db, old} {
			holdPast(t, db)
			add(t, db, anyRun(rand.New(rand.NewPCG(seed, 2)), 40))
			holdPast(t, db)
		}
		holdSame(t, db, old)
	}
}

// holdSame fails if two histories do not show the same.
func holdSame(t *testing.T, a, b *store.DB) {
	t.Helper()
	ctx := context.Background()
	both := [2]any{}
	for i, db := range []*store.DB{a, b} {
		findings, err := db.Findings(ctx, store.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		limits, err := db.Limits(ctx, store.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		var cooling []*history.Limit
		for _, target := range []string{"http://a.example", "http://b.example"} {
			limit, err := db.LastLimit(ctx, target, at(1000))
			if err != nil {
				t.Fatal(err)
			}
			cooling = append(cooling, limit)
		}
		both[i] = []any{findings, limits, cooling}
	}
	anyOrder := cmpopts.SortSlices(func(a, b *history.Finding) bool {
		return a.Suite+a.Finding+a.Target < b.Suite+b.Finding+b.Target
	})
	limits := cmpopts.SortSlices(func(a, b *history.Limited) bool { return a.Suite+a.Probe+a.Target < b.Suite+b.Probe+b.Target })
	if diff := cmp.Diff(both[0], both[1], cmpopts.EquateEmpty(), anyOrder, limits); diff != "" {
		t.Errorf("two histories of the same runs differ:\n%s", diff)
	}
}

// A past that no assay wrote is an error of the file.
func TestADamagedPastIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "history.db")
	db := open(t, path)
	add(t, db, undecided("1", "unless"))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	change(t, path, "UPDATE past SET content = x'0105'")
	db = open(t, path)
	_, err := db.Findings(context.Background(), store.Filter{})
	if want := "the history " + path + " cannot be read: a past in an unknown form; name another file with --history, or move this one away"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}
