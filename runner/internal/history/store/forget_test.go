package store_test

import (
	"context"
	"fmt"
	"os"
	"testing"

	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
)

// Old runs are deleted whole; what a cooldown needs is kept, and so are answers.
func TestForget(t *testing.T) {
	ctx := context.Background()
	db := fresh(t)
	limit := history.Observation{Status: 429, Limited: true, Cools: true}
	add(t, db, runAt("first limit", at(0), limit, history.Broken))
	add(t, db, runAt("last limit", at(1), limit, history.Broken))
	add(t, db, runAt("old", at(2), history.Observation{Status: 200}, history.Holds))
	add(t, db, runAt("new", at(10), history.Observation{Status: 200}, history.Holds))
	leave(t, db.Path(), runAt("left", at(11), history.Observation{Status: 200}, history.Holds))
	if err := db.Answer(ctx, history.Answer{Suite: "Shop", Item: "paid", Text: "yes", At: at(0)}, nil); err != nil {
		t.Fatal(err)
	}
	got, err := db.Forget(ctx, at(5))
	if want := (store.Forgotten{Runs: 2, Left: 3, Limits: 1}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	found, err := db.Findings(ctx, store.Filter{})
	if err != nil || len(found) != 1 || found[0].Held != 2 || found[0].Broke != 1 {
		t.Errorf("findings: %+v, %v", found, err)
	}
	if l, err := db.LastLimit(ctx, "http://shop.example", at(12)); err != nil || l == nil || !l.At.Equal(at(1)) {
		t.Errorf("the last limit: %+v, %v", l, err)
	}
	if answers, err := db.Answers(ctx, "Shop"); err != nil || answers["paid"].Text != "yes" {
		t.Errorf("answers: %v, %v", answers, err)
	}
	if got, err := db.Forget(ctx, at(5)); err != nil || got.Runs != 0 {
		t.Errorf("again: %+v, %v", got, err)
	}
}

// The space of deleted runs is returned to the disk.
func TestForgetGivesRoomBack(t *testing.T) {
	ctx := context.Background()
	db := fresh(t)
	large := runAt("large", at(0), history.Observation{Status: 200}, history.Holds)
	for i := range 5000 {
		v := large.Parts[0].Verdicts[0]
		v.Reason = fmt.Sprintf("status: expected 200, got 500 in the answer %d", i)
		large.Parts[0].Verdicts = append(large.Parts[0].Verdicts, v)
	}
	add(t, db, large)
	add(t, db, runAt("small", at(2), history.Observation{Status: 200}, history.Holds))
	size := func() int64 {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(db.Path())
		if err != nil {
			t.Fatal(err)
		}
		db = open(t, db.Path())
		return info.Size()
	}
	before := size()
	if _, err := db.Forget(ctx, at(1)); err != nil {
		t.Fatal(err)
	}
	if after := size(); after > before/5 {
		t.Errorf("%d bytes before, %d after", before, after)
	}
}

// A watch for years needs the room of the runs that it keeps: what is freed is filled again, and
// goes back to the disk where there is much of it. Runs of other suites stay.
func TestBoundKeepsTheFileSmall(t *testing.T) {
	ctx := context.Background()
	db := fresh(t)
	other := runAt("other", at(0), history.Observation{Status: 200}, history.Holds)
	other.Parts[0].Suite = "Other"
	add(t, db, other)
	const keep, days = 20, 100
	size := func() int64 {
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		defer func() { db = open(t, db.Path()) }()
		info, err := os.Stat(db.Path())
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	var full, shrunk int64
	for d := range days {
		r := runAt(fmt.Sprint(d), at(float64(24*d)), history.Observation{Status: 200}, history.Holds)
		for i := range 100 {
			v := r.Parts[0].Verdicts[0]
			v.Finding, v.Reason = fmt.Sprint("f", i), fmt.Sprintf("%d on day %d", i, d)
			r.Parts[0].Verdicts = append(r.Parts[0].Verdicts, v)
		}
		add(t, db, r)
		if _, err := db.Bound(ctx, at(float64(24*(d-keep))), []string{"Shop"}); err != nil {
			t.Fatal(err)
		}
		if d == keep+1 {
			full = size()
		}
	}
	if last := size(); last > full*11/10 {
		t.Errorf("%d bytes after %d days, %d after %d", full, keep+1, last, days)
	}
	got, err := db.Bound(ctx, at(24*(days-2)), []string{"Shop"})
	if want := (store.Forgotten{Runs: keep - 1, Left: 3, Limits: 1}); err != nil || got.Runs != want.Runs || got.Left != want.Left {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	if shrunk = size(); shrunk > full/2 {
		t.Errorf("%d bytes with 2 runs, %d with %d", shrunk, full, keep+1)
	}
	found, err := db.Findings(ctx, store.Filter{})
	if err != nil || len(found) != 102 || found[0].Suite != "Other" || found[0].Held != 1 || found[1].Held != 2 {
		t.Errorf("findings: %d, %+v, %v", len(found), found, err)
	}
}
