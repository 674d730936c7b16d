package spec

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"

	"assay/runner"
	"assay/runner/exchange"
	"assay/runner/history"
	"assay/runner/judge"
)

// remember gives a run what it takes from the history in the user's state folder.
func remember(opts *runner.Options) *runner.Memory {
	ctx := context.Background()
	live := opts.Mode.Asks()
	past := runner.Remember(ctx, "", live && !flags.noHistory, os.LookupEnv, func(text string) {
		fmt.Fprintln(os.Stderr, "assay: warning: "+text)
	})
	past.Now = flags.now
	past.Into(ctx, opts)
	return past
}

// keep writes what this process has just sent into the history, with the verdicts
// that it decides. run holds what was known before, too.
func (d *document) keep(ctx context.Context, run *runner.Run, known []*exchange.Observation) {
	if !d.past.Keeps {
		return
	}
	var verdicts []judge.Verdict
	for _, s := range d.selected() {
		if runner.PendingIn(d.opts.Mode, s) == "" && d.has(s.Needs) && !among(known, s.Needs) {
			verdicts = append(verdicts, d.run.Verdict(s))
		}
	}
	d.past.Keep(ctx, &history.Run{
		ID: rand.Text(), Mode: string(run.Mode), Tool: "assay (Ginkgo)", Started: run.Started, Duration: run.Duration,
		Requests: run.Set.Requests, Interrupted: ctx.Err() != nil, Parts: []history.Part{run.Kept(verdicts, known...)},
	})
}
