package store_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"assay/runner/internal/history"
)

// The durations are those of the last runs before a time; what was not answered has none.
func TestDurations(t *testing.T) {
	db := fresh(t)
	for i := range 30 {
		took := time.Duration(i) * time.Second
		if i < 10 {
			took = time.Hour // too long ago to count
		}
		add(t, db, runAt(fmt.Sprint(i), at(float64(i)), history.Observation{Status: 200, Duration: took}, history.Holds))
	}
	add(t, db, runAt("unanswered", at(29.5), history.Observation{Error: "timeout", Duration: time.Hour}, history.Inconclusive))
	add(t, db, runAt("today", at(31), history.Observation{Status: 200, Duration: time.Hour}, history.Holds))
	got, err := db.Durations(context.Background(), []string{"Shop"}, at(30))
	if err != nil {
		t.Fatal(err)
	}
	// 19 answered runs, of 11 to 29 s, are among the last 20 before.
	if want := 20 * time.Second; len(got) != 1 || got[history.SuiteProbe{Suite: "Shop", Probe: "p"}] != want {
		t.Errorf("got %v, want %v for the only probe", got, want)
	}
}
