package session

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"time"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/history"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
)

// remember sets in opts what a run reads from the history: the named file, or the one in the user's
// state folder.
func remember(opts *engine.Options) *engine.Memory {
	ctx := context.Background()
	live := opts.Mode.Asks()
	past := engine.Remember(ctx, flags.history, live && !flags.noHistory, os.LookupEnv, func(text string) {
		fmt.Fprintln(os.Stderr, "assay: warning: "+text)
	})
	past.Now = flags.now
	past.Into(ctx, opts)
	return past
}

// AnswerText formats an answer to a checklist item, and when it was given.
func AnswerText(a history.Answer) string {
	return fmt.Sprintf("%s (%s)", a.Text, a.At.UTC().Format(time.DateOnly))
}

// keep writes what this process has just sent into the history, with the verdicts that it decides.
// run also contains what was known before.
func (d *Document) keep(ctx context.Context, run *pipeline.Run, known []*exchange.Observation) {
	past := d.session.past
	if !past.Keeps {
		return
	}
	var verdicts []judge.Verdict
	for _, s := range d.Selected() {
		if needs := d.session.course.Needs(d.Document, s); d.Pending(s).None() && d.has(needs) && !among(known, needs) {
			verdicts = append(verdicts, d.run.Verdict(s))
		}
	}
	past.Keep(ctx, &history.Run{
		ID: rand.Text(), Mode: string(run.Mode), Tool: "assay (" + d.session.door.Name + ")", Started: run.Started.UTC(), Duration: run.Duration,
		Requests: run.Requests, Interrupted: ctx.Err() != nil, Parts: []history.Part{engine.Kept(run, verdicts, known...)},
	})
}
