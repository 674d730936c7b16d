package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/fleet"
	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
	"assay/runner/internal/pipeline"
)

// watchFleet is the fleet whose agents send for a watch.
type watchFleet struct {
	fleet.Fleet
	has      map[string]bool // runs that the history has
	away     string          // the last reported reason why there was no round
	unshared string          // the last reported failure to share a round
	untaken  string          // the last reported failure to take in others'
}

// The times of a watch by a fleet: how far back in the history the last verdict of a vantage may
// be, how long a round waits for the server, and how many bytes of others' runs are read together.
const (
	lookBack     = 30 * 24 * time.Hour
	beginsWithin = 45 * time.Second
	mostTogether = 8 << 20
)

// checkFleet refuses what a fleet cannot watch; without a client of fleets another command goes on.
func (w *watching) checkFleet(c *cobra.Command) error {
	f := w.flags
	f.fleetGiven = c.Flags().Changed("fleet")
	if len(f.vantages) > 0 {
		f.vantage = f.vantages[0]
	}
	if err := f.checkFleet(w.p, pipeline.Live); err != nil {
		return err
	}
	if len(f.vantages) > 1 && w.page.dir != "" {
		return usagef("--page is of one vantage, got %d", len(f.vantages)).but("name one")
	}
	if f.fleet.on(w.p) && w.p.fleets == nil {
		return w.p.handOver()
	}
	return nil
}

// join connects to the fleet, if there is one, and takes in what others kept.
func (w *watching) join(ctx context.Context) error {
	if !w.flags.fleet.on(w.p) {
		return nil
	}
	at, err := w.p.dial(ctx, &w.flags.fleet)
	if err != nil {
		return err
	}
	w.fleet = &watchFleet{Fleet: at, has: map[string]bool{}}
	if err := w.flags.checkAgents(ctx, at); err != nil {
		w.leave()
		return err
	}
	w.takeShared(ctx)
	return nil
}

func (w *watching) leave() {
	if w.fleet != nil {
		w.fleet.Close()
	}
}

// begin begins a round at the fleet; nil: this process sends. ok is false if the fleet's server
// cannot be reached, which is reported once.
func (w *watching) begin(ctx context.Context) (began fleet.Run, ok bool) {
	if w.fleet == nil {
		return nil, true
	}
	within, end := context.WithTimeout(ctx, beginsWithin)
	defer end()
	began, err := w.fleet.Begin(within, w.p.fleetOptions(&w.opts, len(w.last)))
	if ctx.Err() != nil {
		return nil, false
	}
	w.p.warnOnce(&w.fleet.away, because("no round until the fleet is there again", err))
	if err != nil {
		w.p.status = exitInconclusive
		return nil, false
	}
	if w.round > 1 {
		w.takeShared(ctx)
	}
	return began, true
}

// because puts what an error means before it; nil without an error.
func because(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// share gives a run that is kept to everybody who watches by the fleet.
func (w *watching) share(ctx context.Context, run *history.Run) {
	if w.fleet == nil || run == nil || len(run.Parts) == 0 {
		return
	}
	ctx, end := context.WithTimeout(context.WithoutCancel(ctx), beginsWithin)
	defer end()
	line, err := run.Line()
	if err == nil {
		err = w.fleet.Share(ctx, run.ID, line)
	}
	w.fleet.has[run.ID] = true
	w.p.warnOnce(&w.fleet.unshared, because("this round is not shared with others at the fleet", err))
}

// takeShared takes the runs that others shared into the history.
func (w *watching) takeShared(ctx context.Context) {
	db, err := store.Of(w.past.DB())
	if err != nil || db == nil {
		return // the round says that it is not kept
	}
	if w.round == 0 {
		kept, err := db.Runs(ctx, time.Now().Add(-lookBack))
		if err != nil {
			return // the round says so
		}
		for _, id := range kept {
			w.fleet.has[id] = true
		}
	}
	var lines []byte
	var taken []string
	add := func() error {
		err := db.AddLines(ctx, lines)
		for _, id := range taken {
			w.fleet.has[id] = err == nil
		}
		lines, taken = nil, nil
		return err
	}
	err = w.fleet.Shared(ctx, func(id string) bool { return w.fleet.has[id] }, func(id string, line []byte) error {
		lines, taken = append(append(lines, line...), '\n'), append(taken, id)
		if len(lines) < mostTogether {
			return nil
		}
		return add()
	})
	if len(lines) > 0 {
		err = errors.Join(err, add())
	}
	if ctx.Err() == nil {
		w.p.warnOnce(&w.fleet.untaken, because("what others watched is not in the history", err))
	}
}
