package cli

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"assay/runner/internal/engine"
	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/report"
)

// parseShard reads the value of --shard, "2/5"; the zero Shard if it is empty.
func parseShard(text string) (engine.Shard, error) {
	if text == "" {
		return engine.Shard{}, nil
	}
	number, of, ok := strings.Cut(text, "/")
	n, err := strconv.Atoi(number)
	m, errOf := strconv.Atoi(of)
	if !ok || err != nil || errOf != nil || n < 1 || m < n {
		return engine.Shard{}, usagef("--shard is a number and how many there are, from 1/5 to 5/5, got %q", text).but("the second of five: --shard 2/5")
	}
	return engine.Shard{Number: n, Of: m}, nil
}

// share leaves to this run its shard of the selected findings, balanced by the durations that
// earlier runs measured.
func (r *running) share(ctx context.Context) {
	if r.shard.Of == 0 {
		return
	}
	cost := func(*pipeline.Document, *plan.Probe) float64 { return 1 }
	if r.opts.Mode.Asks() {
		cost = r.durations(ctx)
	}
	shared := engine.Share(r.documents, &r.selected.Selection, r.shard.Of, cost)
	for _, d := range r.documents {
		r.elsewhere = r.elsewhere || slices.ContainsFunc(r.selected.Of(d), func(s *plan.Spec) bool {
			return s.Finding != nil && pipeline.PendingIn(r.opts.Mode, s).None() && !shared.Takes(r.shard, s)
		})
	}
	r.selected.also(func(_ *pipeline.Document, s *plan.Spec) bool { return shared.Takes(r.shard, s) })
	r.part = &report.Shard{Number: r.shard.Number, Of: r.shard.Of, Plan: shared.Plan}
}

// durations returns how long each probe takes, in milliseconds, by the runs before the present day
// (UTC): so the shards of a run, which begin at different times and are kept, too, agree. A probe
// that was never sent has the mean of the others.
func (r *running) durations(ctx context.Context) func(*pipeline.Document, *plan.Probe) float64 {
	known := map[history.SuiteProbe]time.Duration{}
	db, err := store.Of(r.past.Past(ctx))
	if err == nil && db != nil {
		var suites []string
		for _, d := range r.documents {
			suites = append(suites, d.Suite.Name)
		}
		known, err = db.Durations(ctx, suites, r.started.UTC().Truncate(24*time.Hour))
	}
	if err != nil {
		r.past.Warn("the shards are not balanced by time: " + err.Error())
	}
	mean := time.Millisecond
	if len(known) > 0 {
		mean = 0
		for _, took := range known {
			mean += took
		}
		mean /= time.Duration(len(known))
	}
	return func(d *pipeline.Document, p *plan.Probe) float64 {
		took, ok := known[history.SuiteProbe{Suite: d.Suite.Name, Probe: p.ID}]
		if !ok {
			took = mean
		}
		times := 1
		if p.Of.Repeat != nil {
			times = p.Of.Repeat.Times
		}
		return float64(took.Microseconds()) / 1000 * float64(times)
	}
}
