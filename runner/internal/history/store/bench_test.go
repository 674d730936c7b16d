package store_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/history/store"
)

// BenchmarkKeep keeps a run of 10,000 observations and as many verdicts: written next to the
// history, which is what a run waits for, and added to its tables.
func BenchmarkKeep(b *testing.B) {
	part := history.Part{Suite: "Large"}
	for i := range 10_000 {
		part.Observations = append(part.Observations, history.Observation{
			Probe: fmt.Sprint("p", i), Target: "http://127.0.0.1:1", At: at(1), Duration: time.Millisecond, FirstByte: time.Millisecond, Status: 200,
		})
		part.Verdicts = append(part.Verdicts, history.Verdict{
			Finding: fmt.Sprint("f", i), Claim: fmt.Sprint("check ", i, " holds"), Probe: fmt.Sprint("p", i), Target: "http://127.0.0.1:1", Verdict: history.Holds,
		})
	}
	n := 0
	run := func() *history.Run {
		n++
		return &history.Run{ID: fmt.Sprint(n), Mode: "live", Started: at(0), Parts: []history.Part{part}}
	}
	b.Run("left", func(b *testing.B) {
		for b.Loop() {
			if err := beside.Leave(context.Background(), filepath.Join(b.TempDir(), "history.db"), run()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("added", func(b *testing.B) {
		path := filepath.Join(b.TempDir(), "history.db")
		for b.Loop() {
			db, err := store.Open(context.Background(), path)
			if err == nil {
				err = db.Add(context.Background(), run())
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
