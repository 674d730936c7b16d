package store_test

import (
	"context"
	"slices"
	"testing"

	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
)

// Days are counted of the runs that a filter selects, also of those that wait beside the file.
func TestDays(t *testing.T) {
	ctx := context.Background()
	db := fresh(t)
	ok := history.Observation{Status: 200}
	add(t, db, runAt("old", at(-48), ok, history.Broken))
	add(t, db, runAt("first", at(1), ok, history.Holds))
	other := runAt("other", at(2), ok, history.Broken)
	other.Parts[0].Suite = "Other"
	add(t, db, other)
	leave(t, db.Path(), runAt("left", at(3), ok, history.Broken))
	var days history.Days
	if err := db.Days(ctx, store.Filter{Suites: []string{"Shop"}, Since: at(0)}, &days); err != nil {
		t.Fatal(err)
	}
	if err := db.Days(ctx, store.Filter{Suites: []string{"Shop"}, Since: at(3)}, &days); err != nil { // as a watch adds its rounds
		t.Fatal(err)
	}
	want := []history.Day{{}, {}, {Held: 1, Broke: 2}}
	if got := days.Last("Shop", "f", "http://shop.example", at(5), 3); !slices.Equal(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if got := days.Last("Other", "f", "http://shop.example", at(5), 1); got[0] != (history.Day{}) {
		t.Errorf("of another suite: %+v", got)
	}
}
