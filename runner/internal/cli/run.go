package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/crash"
	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/garbage"
	"assay/runner/internal/history"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/source"
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

With --fleet the agents of a fleet send, within the limits of the suites for all of
them together; their secrets stay with them. --vantage, once or several times, says
from which networks: several are shown side by side.

--drift asks the network and compares what came with the fixtures: breaking,
additive, value, volatile and timing differences, and, where a finding, its
fixture and the answer do not agree, which of them is wrong. --accept takes the
new answers into the fixtures, with the reason that --because gives.

Exit status: 0 every finding holds, or is inconclusive; 1 a finding is broken;
2 the documents or the command line are wrong; 3 (only with --strict) nothing is
broken, but a finding is inconclusive, nothing was judged or compared, --drift
found a breaking difference, or a fixture is older than --max-age; 4 assay itself
failed; 130 interrupted.`,
		Example: `  assay run suites/shop
  assay run --live --target http://127.0.0.1:8080 suites/shop
  assay run --live --focus 'rate limit' --budget 5
  assay run --record suites/shop
  assay run --record --only 'order[*]' suites/shop
  assay run --drift --strict --max-age 30d
  assay run --drift --accept order --because 'v2 of the API' suites/shop
  assay run --failed
  assay run --live --shard 2/5 --json shard2.json
  assay run --live --fleet nats://127.0.0.1:4222 --vantage office --vantage phone
  assay run --strict --junit junit.xml --json result.json --html report.html
  assay run --output json | jq '.suites[].findings[] | select(.verdict != "holds")'`,
		RunE: func(c *cobra.Command, args []string) error { return run(c, p, f, args) },
	}
	f.run(c)
	return c
}

func run(c *cobra.Command, p *process, f *flags, args []string) error {
	r, err := prepare(c, p, f, args)
	if r == nil || err != nil {
		return err
	}
	defer r.past.end()
	if r.opts.Mode.Asks() && f.fleet.on(p) {
		return r.overFleet(c.Context())
	}
	return r.judgeAndFinish(c.Context())
}

// judgeAndFinish judges what is selected, and reports it.
func (r *running) judgeAndFinish(ctx context.Context) error {
	runs, notRun, err := r.judge(ctx)
	if errors.As(err, new(source.Problems)) {
		return r.p.wrong(err, r.f.output) // a suite changed meanwhile
	}
	if err != nil && crashOf(err) == nil {
		return err
	}
	return r.finish(ctx, runs, notRun, err)
}

// judge sends and judges what is selected, and shows the progress. A *crash.Crash comes with the
// runs before it.
func (r *running) judge(ctx context.Context) (runs []report.Judged, notRun int, err error) {
	tasks := r.selected.Tasks(r.documents)
	if err := r.f.lines.open(r.p); err != nil {
		return nil, 0, err
	}
	if err := r.f.lines.begin(r.about(), tasks); err != nil {
		return nil, 0, err
	}
	r.opts.Verdict = r.f.lines.hook()
	announce(r.p, r.f, &r.opts, tasks)
	stop := showProgress(r.p, r.f, &r.opts, r.documents)
	defer stop()
	if r.course == nil {
		r.letGo()
		r.course = engine.Start(r.opts)
	}
	runs, notRun, err = r.course.Judge(ctx, tasks)
	r.id = r.course.ID()
	if err != nil && crashOf(err) == nil {
		err = errors.Join(err, r.f.lines.close())
	}
	if !r.opts.Mode.Asks() && !r.wanted.ages() {
		for _, d := range r.documents {
			d.LetGo()
		}
	}
	return runs, notRun, err
}

// letGo has the run let go of what it neither shows nor keeps; one that records needs all of it.
func (r *running) letGo() {
	r.opts.Release = r.opts.Mode != pipeline.Record && r.brief() && r.wantsNoResponses()
	r.opts.Outline = r.opts.Mode != pipeline.Replay && !r.f.past.off
	if r.opts.Mode == pipeline.Drift && r.opts.Release {
		r.opts.Holds = r.wanted.comparing
	}
	if r.tellsStatusOnly() {
		r.opts.Judged = r.count
	}
}

// about returns what is known of the run before it ends.
func (r *running) about() report.Options {
	return report.Options{
		Mode: string(r.opts.Mode), Tool: "assay " + version, Vantage: r.f.vantage, Job: jobOf(r.p.env), Strict: r.f.strict, Shard: r.part,
		Started: r.started,
	}
}

// running is a run under way.
type running struct {
	p         *process
	f         *flags
	started   time.Time
	opts      engine.Options
	course    *engine.Course // once it began
	id        string         // of the run, once it ended
	selected  *selection
	shard     engine.Shard   // zero: the whole run
	part      *report.Shard  // the same, with its plan
	counted   *report.Result // of the documents judged so far, where only the exit status is told
	elsewhere bool           // another shard has findings to judge
	wanted    *fixtures
	past      *memory
	documents []*pipeline.Document
}

// prepare reads the command line and the documents. Errors of either are found before anything is
// sent; nil without an error means that they were reported.
func prepare(c *cobra.Command, p *process, f *flags, args []string) (r *running, err error) {
	r = &running{p: p, f: f, started: time.Now()}
	if r.opts, err = f.options(p, c); err != nil {
		return nil, err
	}
	f.fleetGiven = c.Flags().Changed("fleet")
	if len(f.vantages) > 0 {
		f.vantage = f.vantages[0]
	}
	if err := f.checkFleet(p, r.opts.Mode); err != nil {
		return nil, err
	}
	if r.opts.Mode.Asks() && f.fleet.on(p) {
		if p.fleets == nil {
			return nil, p.handOver()
		}
		slacken()
	}
	if r.opts.Mode.Asks() && !f.past.off {
		crash.Later(func() error { // a panic is raised again where it can be reported
			report.ReadyJSON()
			history.Ready()
			return nil
		})
	}
	if r.selected, err = f.selection(); err != nil {
		return nil, err
	}
	if r.shard, err = parseShard(f.shard); err != nil {
		return nil, err
	}
	if err := f.checkFiles(f.files()); err != nil {
		return nil, err
	}
	if r.wanted, args, err = f.fixtures(c, args); err != nil {
		return nil, err
	}
	if r.past, err = remember(c.Context(), p, f.past, r.opts.Mode.Asks()); err != nil {
		return nil, err
	}
	ready, past := false, r.past
	defer func() {
		if !ready {
			past.end()
		}
	}()
	r.past.Into(c.Context(), &r.opts)
	r.opts.FailFast, r.opts.Sparse = f.failFast, !r.wanted.ages()
	if err := r.open(c.Context(), paths(args)); err != nil {
		return nil, p.wrong(err, f.output)
	}
	if err := r.selected.check(r.documents); err != nil {
		return nil, err
	}
	if err := r.onlyFailed(); err != nil {
		return nil, err
	}
	r.share(c.Context())
	if err := engine.CheckFixtures(r.selected.Asked(r.documents), r.opts.Mode); err != nil {
		return nil, p.wrong(err, f.output)
	}
	if err := r.wanted.check(r.documents, r.opts.Mode); err != nil {
		return nil, err
	}
	if err := engine.CheckBudget(r.selected.Tasks(r.documents), r.opts); err != nil {
		return nil, usagef("%v", err)
	}
	ready = true
	return r, nil
}

// open opens the documents. A replay that shows nothing but its exit status judges each while it
// opens the next.
func (r *running) open(ctx context.Context, paths []string) (err error) {
	replayed := r.opts.Mode == pipeline.Replay
	switch {
	case replayed:
		r.opts.Opening = garbage.HoldSuites
	case r.tellsStatusOnly():
		r.opts.Shelve = mostHere
	}
	if !replayed || !r.tellsStatusOnly() || r.opts.FailFast || r.opts.Timed {
		r.documents, err = engine.Open(paths, r.opts)
		return err
	}
	r.letGo()
	r.course = engine.Start(r.opts)
	r.documents, err = r.course.Open(ctx, paths)
	return err
}

// finish records or compares the fixtures, reports, and keeps the run. fell, a *crash.Crash, is
// what ended it early; the results before it are still reported.
func (r *running) finish(ctx context.Context, runs []report.Judged, notRun int, fell error) error {
	ended := notRun > 0 || fell != nil || ctx.Err() != nil
	after := r.wanted.after(ctx, runs, r.opts.Mode, ended)
	if r.opts.Mode == pipeline.Record && r.opts.Outline && r.brief() && r.wantsNoResponses() {
		for i := range runs {
			engine.LetGo(&runs[i], r.opts)
		}
	}
	parts := crash.Later(func() []history.Part { return r.past.parts(runs) })
	about := r.about()
	about.Duration = time.Since(r.started)
	about.Brief = r.brief()
	result := r.counted
	if result == nil {
		result = report.Of(about, runs)
	}
	result.NotRun, result.NotSelected = notRun, r.selected.LeftOut(r.documents)
	result.Interrupted = fell != nil || ctx.Err() != nil
	result.FailedFast = ended && !result.Interrupted
	after.tell(result)
	warnings := r.nothingTold(result, after)
	r.p.status = result.ExitStatus(after.doubtful || len(warnings) > 0)
	r.f.lines.end(result, r.p.status)
	if r.f.writesTo("html") != "" && r.opts.Mode.Asks() {
		r.past.tell(context.WithoutCancel(ctx), result) // after Ctrl-C, too
	}
	last := crash.Later(func() error { return keepLast(r.p, r.f, result) })
	wrong := errors.Join(fell, r.f.lines.close(), r.f.report(r.p, result), after.refused)
	if !ended && crashOf(wrong) == nil {
		r.p.warn(warnings)
	}
	r.past.keepParts(ctx, r.id, r.started, result, parts())
	if err := last(); err != nil {
		fmt.Fprintf(r.p.err, "assay: warning: this run is not kept for assay report: %v\n", err)
	}
	if err := keepFailed(r.p, r.f, result); err != nil {
		fmt.Fprintf(r.p.err, "assay: warning: what this run left is not kept for --failed: %v\n", err)
	}
	return lateError(r.p, wrong)
}

// brief reports whether the result leaves out the responses that only holding findings judged.
func (r *running) brief() bool {
	return r.f.output != "json" && len(r.f.files()) == 0 && !keptWhole(r.opts.Mode, r.documents)
}

// wantsNoResponses reports whether a run with a brief result needs nothing at all of the responses
// that only holding findings judged, but for outlines: its text does not list them.
func (r *running) wantsNoResponses() bool {
	return r.wanted.accept == nil && !r.f.verbose && !r.wanted.ages()
}

// mostHere is how many probes a run holds that opens its other suites when it comes to them: about
// 2 KiB each.
const mostHere = 16 << 10

// tellsStatusOnly reports whether a run shows nothing but its exit status, and keeps at most what
// it leaves for --failed, so that each suite can be let go of once it is judged. A live one need
// not be held before.
func (r *running) tellsStatusOnly() bool {
	f := r.f
	return (r.opts.Mode == pipeline.Replay || r.opts.Mode == pipeline.Live && f.past.off && len(f.vantages) < 2) &&
		f.output == "quiet" && len(f.files()) == 0 && f.lines.path == "" &&
		r.selected.All() && f.failed == "" && f.shard == "" && !r.wanted.ages()
}

// count adds a judged document to what is counted, and what it leaves for --failed.
func (r *running) count(one report.Judged) {
	about := r.about()
	about.Counted = true
	if r.counted == nil {
		r.counted = report.Of(about, nil)
	}
	r.counted.Add(about, &one)
	if !r.f.past.off {
		r.counted.Suites[len(r.counted.Suites)-1].Findings = r.p.leftBy(&one)
	}
}

// nothingTold says why a green run proves nothing: nothing was judged, a document judges nothing,
// or no fixture could be compared. A shard may have nothing to judge where another has.
func (r *running) nothingTold(result *report.Result, after *aftermath) []string {
	out := result.Untold(r.documents, r.selected.described)
	if r.elsewhere && result.Unjudged() != "" && result.Tally().Inconclusive == 0 {
		return out[1:] // without "nothing was judged"
	}
	if after.drift != nil && !slices.ContainsFunc(after.drift, func(d *drift.Result) bool { return d.Compared > 0 }) {
		out = append(out, "nothing was compared with the fixtures")
	}
	return out
}

// warn writes warnings about a run, one per line.
func (p *process) warn(warnings []string) {
	for _, w := range warnings {
		fmt.Fprintln(p.err, "assay: warning: "+p.masks.String(w))
	}
}

// warnOnce writes a warning about what is tried again and again, unless it was the last one; nil
// lets the next one be written.
func (p *process) warnOnce(last *string, err error) {
	said := ""
	if err != nil {
		said = err.Error()
	}
	if said != "" && said != *last {
		p.warn([]string{said})
	}
	*last = said
}

// lateError keeps the exit status of a broken contract, or of an interrupted run, if a report or a
// fixture could not be written. A panic in assay takes precedence over both.
func lateError(p *process, err error) error {
	if err == nil || crashOf(err) != nil || p.status != exitBroken && p.status != exitInterrupted {
		return err
	}
	_, writeErr := fmt.Fprintln(p.err, p.masks.String(err.Error()))
	return writeErr
}
