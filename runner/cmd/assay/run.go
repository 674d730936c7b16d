package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"assay/runner"
	"assay/runner/judge"
	"assay/runner/plan"
	"assay/runner/report"
)

func runCommand(p *process) *cobra.Command {
	f := &flags{}
	c := &cobra.Command{
		Use:   "run [path...]",
		Short: "Judge the findings of suites, replayed or live",
		Long: `Run judges every finding of the suites at the paths: files, or folders with
every *.suite.yaml below them; without a path, suites/ if there is one, else the
current folder. Answers come from the suites' fixtures, and nothing is sent;
with --live they come from the network, and each probe is sent at most once.

--record asks the network too and then writes what came into the fixtures, each
file whole or not at all. Entries of probes that were not sent stay. Nothing is
written when the run ends early, when a replay of the new file would give
another verdict, or when a secret would stand in it.

--drift asks the network and compares what came with the fixtures: breaking,
additive, value, volatile and timing differences, and, where a finding, its
fixture and the answer do not agree, which of them is wrong. --accept takes the
new answers into the fixtures, with the reason that --because gives.

Exit status: 0 every finding holds, or is inconclusive; 1 a finding is broken;
2 the documents or the command line are wrong; 3 with --strict, nothing is
broken but something inconclusive, a breaking difference with --drift, or a
fixture older than --max-age; 130 interrupted.`,
		Example: `  assay run suites/shop
  assay run --live --target http://127.0.0.1:8080 suites/shop
  assay run --live --focus 'rate limit' --budget 5
  assay run --record suites/shop
  assay run --record --only 'order[*]' suites/shop
  assay run --drift --strict --max-age 30d
  assay run --drift --accept order --because 'v2 of the API' suites/shop
  assay run --strict --junit junit.xml --json result.json --html report.html
  assay run --output json | jq '.suites[].findings[] | select(.verdict != "holds")'`,
		RunE: func(c *cobra.Command, args []string) error { return run(c, p, f, args) },
	}
	f.run(c)
	return c
}

func run(c *cobra.Command, p *process, f *flags, args []string) error {
	started := time.Now()
	opts, err := f.options(p, c)
	if err != nil {
		return err
	}
	selected, err := f.selection()
	if err != nil {
		return err
	}
	if err := checkFiles(f.files()); err != nil {
		return err
	}
	wanted, args, err := f.fixtures(c, args)
	if err != nil {
		return err
	}
	past, err := remember(c.Context(), p, f.past, opts.Mode.Asks())
	if err != nil {
		return err
	}
	past.Into(c.Context(), &opts)
	defer past.end()
	documents, err := runner.Open(paths(args), opts)
	if err != nil {
		return p.wrong(err, f.output)
	}
	if err := selected.check(documents); err != nil {
		return err
	}
	if err := checkFixtures(selected.asked(documents), opts.Mode); err != nil {
		return p.wrong(err, f.output)
	}
	if err := wanted.check(documents, opts.Mode); err != nil {
		return err
	}
	stop := showProgress(p, f, &opts, documents)
	runs, notRun, err := judged(c.Context(), documents, selected, opts, f.failFast)
	stop()
	if err != nil {
		return err
	}
	ended := notRun > 0 || c.Context().Err() != nil
	after := wanted.after(c.Context(), runs, opts.Mode, ended)
	result := report.Of(report.Options{
		Mode: string(opts.Mode), Tool: "assay " + version, Vantage: f.vantage, Strict: f.strict,
		Started: started, Duration: time.Since(started), Brief: f.output != "json" && len(f.files()) == 0 && !keptWhole(opts.Mode, runs),
	}, runs)
	result.NotRun, result.NotSelected = notRun, notSelected(documents, selected)
	result.Interrupted = ended
	after.tell(result)
	p.status = status(c.Context(), result, after.doubtful)
	if selected.described != "" && result.Tally().Findings() == 0 {
		fmt.Fprintf(p.err, "assay: no finding is selected by %s\n", selected.described)
	}
	if f.html != "" && opts.Mode.Asks() {
		past.tell(c.Context(), result)
	}
	keepLast(p, c, result)
	err = errors.Join(f.report(p, result), after.refused)
	past.keep(c.Context(), opts.RunID, started, result, runs)
	if err != nil {
		return lateError(p, err)
	}
	return nil
}

// lateError keeps the exit status of a broken contract, or of an interrupted run,
// where a report or a fixture could not be written.
func lateError(p *process, err error) error {
	if p.status != exitBroken && p.status != exitInterrupted {
		return err
	}
	_, writeErr := fmt.Fprintln(p.err, err)
	return writeErr
}

// judged observes and judges documents one after the other. With failFast the
// first broken finding ends it; notRun counts the findings after that one.
func judged(ctx context.Context, documents []*runner.Document, selected *selection, opts runner.Options, failFast bool) (runs []report.Judged, notRun int, err error) {
	broken, budget := false, opts.Budget
	for _, d := range selected.asked(documents) {
		specs := selected.of(d)
		if broken {
			notRun += findings(specs)
			continue
		}
		observed, err := observed(ctx, d, specs, selected.probes(d), opts)
		if err != nil {
			return nil, 0, err
		}
		one := report.Judged{Run: observed, Verdicts: observed.Verdicts(specs)}
		one.Diagnosis = diagnosisOf(one.Run)
		if budget > 0 {
			if opts.Budget -= one.Run.Set.Requests; opts.Budget <= 0 {
				opts.Budget = runner.NoneLeft
			}
		}
		if n := firstBroken(one.Verdicts); failFast && n < len(specs) {
			broken = true
			notRun += findings(specs[n+1:])
			one.Verdicts = one.Verdicts[:n+1]
		}
		runs = append(runs, one)
	}
	return runs, notRun, nil
}

// observed observes what was asked for by name, otherwise what the specs need.
func observed(ctx context.Context, d *runner.Document, specs []*plan.Spec, only []*plan.Probe, opts runner.Options) (*runner.Run, error) {
	if len(only) > 0 {
		return runner.ObserveProbes(ctx, d, only, opts)
	}
	return runner.Observe(ctx, d, specs, opts)
}

// firstBroken is the index of the first broken verdict, their number where none
// is.
func firstBroken(verdicts []judge.Verdict) int {
	for i := range verdicts {
		if verdicts[i].Outcome == judge.Broken {
			return i
		}
	}
	return len(verdicts)
}

// findings counts the specs that are no checklist items.
func findings(specs []*plan.Spec) int {
	n := 0
	for _, s := range specs {
		if s.Item == nil {
			n++
		}
	}
	return n
}

func notSelected(documents []*runner.Document, selected *selection) int {
	n := 0
	if selected.described != "" {
		for _, d := range documents {
			n += findings(d.Plan.Specs) - findings(selected.of(d))
		}
	}
	return n
}

// status is the exit status of a run; doubtful tells that something beside the
// verdicts fails it where it is strict.
func status(ctx context.Context, r *report.Result, doubtful bool) int {
	t := r.Tally()
	switch {
	case ctx.Err() != nil:
		return exitInterrupted
	case t.Broken > 0:
		return exitBroken
	case r.Strict && (t.Inconclusive > 0 || doubtful):
		return exitInconclusive
	}
	return exitHolds
}
