package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/compare"
	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/history"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
	"assay/runner/internal/text"
)

// compareFlags holds the particular flags of assay compare.
type compareFlags struct {
	flags
	targets, environments, secrets []string
	shareSecrets                   bool
}

func compareCommand(p *process) *cobra.Command {
	f := &compareFlags{}
	c := &cobra.Command{
		Use:   "compare [path...]",
		Short: "Compare how several targets answer the same suites, live",
		Long: `Compare asks the same probes of two targets or more, judges the findings at each,
and compares every other target with the first: verdicts that differ, then the
responses by class (breaking, additive, value, volatile, timing), as --drift does
with fixtures. A target is --target NAME=URL, or --env NAME, an environment that
the suites declare.

The first target is asked twice, before the others and after them: its second
sample is the control. What differs between its own two samples is no difference
of another target. The targets take turns, a few probes each.

Limits, cooldowns, captures, made values and tokens are of each target by itself;
both samples of the first share --budget and the rates. A secret of the first target is not
sent to the origin of another --target: nothing is sent until --secret names that
target's own variable, or --share-secrets allows it. The secrets of an environment
are the suite's.

What is inconclusive, rate-limited or not sent at one target is named, and is no
difference.

Exit status: 0 no target breaks what the first keeps; 1 a finding holds at the
first target and is broken at another, or a response differs in a breaking way;
2 the documents or the command line are wrong; 3 nothing breaks, but nothing of some
target could be compared, or, with --strict, not all; 4 assay itself failed;
130 interrupted.`,
		Example: `  assay compare --target a=http://127.0.0.1:8080 --target b=http://127.0.0.1:8081
  assay compare --env production --env staging suites/store
  assay compare --target a=https://a.example --target b=https://b.example --secret b.key=B_KEY
  assay compare --env production --env staging --var staging.model=small --html page.html
  assay compare --env a --env b --output json | jq '.suites[].findings[] | select(.cells[1].breaks)'`,
		RunE: func(c *cobra.Command, args []string) error { return compareTargets(c, p, f, args) },
	}
	s := c.Flags()
	s.StringArrayVar(&f.targets, "target", nil, "a target as `NAME=URL`; two or more, with --env counted")
	s.StringArrayVar(&f.environments, "env", nil, "a target that is an environment of the suites, by its `name`; may be repeated")
	s.StringArrayVar(&f.secrets, "secret", nil, "where a target's secret comes from, as `TARGET.SECRET=VARIABLE`; may be repeated")
	s.BoolVar(&f.shareSecrets, "share-secrets", false, "send the secrets of the first target to every other one, too")
	f.reading(s)
	s.Lookup("var").Usage = "a var of the suites as `name=value`, or at one target as TARGET.name=value; may be repeated"
	s.Lookup("strict").Usage = "exit 3 also if something could not be compared, or a cleanup failed"
	s.SortFlags = false
	f.selecting(s)
	s.StringArrayVar(&f.only, "only", nil, "only this `probe` and what it depends on: an id, id[row] or a glob; may be repeated")
	f.sending(s)
	s.Lookup("budget").Usage = "send at most this `number` of requests to each target, both samples of the first counted"
	f.reportFile(s, "json", "write the comparison as JSON to `FILE`; - is standard output")
	f.reportFile(s, "markdown", "write Markdown to `FILE`")
	f.reportFile(s, "html", "write an HTML page to `FILE`: the responses side by side")
	f.past.run(s)
	s.BoolVarP(&f.verbose, "verbose", "v", false, "list volatile differences too, and every reason")
	return c
}

// comparing is a comparison under way.
type comparing struct {
	p        *process
	f        *compareFlags
	started  time.Time
	sides    []*side
	again    *side // the first once more, for the control
	selected *selection
	past     *memory
}

func compareTargets(c *cobra.Command, p *process, f *compareFlags, args []string) error {
	r := &comparing{p: p, f: f, started: time.Now()}
	if err := r.prepare(c, args); err != nil || p.status != 0 {
		return err
	}
	defer r.past.end()
	r.announce()
	suites, courses, err := r.observe(c.Context())
	if err != nil && crashOf(err) == nil {
		return err
	}
	result := r.result(suites)
	result.Interrupted = err != nil || c.Context().Err() != nil
	p.status = result.ExitStatus(f.strict)
	if !result.Interrupted {
		p.warn(result.Untold())
	}
	wrong := errors.Join(err, r.report(result))
	r.keep(c.Context(), suites, courses, result.Interrupted)
	return lateError(p, wrong)
}

// prepare reads the command line and the documents at every target. Errors of either are found
// before anything is sent; those of documents are reported, with the status set.
func (r *comparing) prepare(c *cobra.Command, args []string) error {
	f, p := r.f, r.p
	all := f.vars
	f.vars = f.ownVars()
	base, err := f.options(p, c)
	f.vars = all
	if err != nil {
		return err
	}
	base.Mode, base.Sparse = pipeline.Live, true
	if r.sides, err = f.sides(p, base); err != nil {
		return err
	}
	if err := f.checkNames(r.sides); err != nil {
		return err
	}
	if r.selected, err = f.selection(); err != nil {
		return err
	}
	if err := f.checkFiles(f.files()); err != nil {
		return err
	}
	if r.past, err = remember(c.Context(), p, f.past, true); err != nil {
		return err
	}
	if err = r.open(c.Context(), args); err != nil || p.status != 0 {
		r.past.end()
	}
	return err
}

// open opens the documents for every target, and checks what is about to be sent where.
func (r *comparing) open(ctx context.Context, args []string) error {
	shared := engine.Options{Mode: pipeline.Live}
	r.past.Into(ctx, &shared) // one memory of cooldowns, by origin
	twin := *r.sides[0]
	r.again = &twin
	r.again.opts.MasksAs += " again"
	for _, s := range r.lanes() {
		s.opts.Cooling, s.opts.Answers = shared.Cooling, shared.Answers
		var err error
		if s.documents, err = engine.Open(paths(args), s.opts); err != nil {
			return r.p.wrong(err, r.f.output)
		}
		if err := engine.CheckBudget(r.selected.Tasks(s.documents), s.opts); err != nil {
			return usagef("%v", err)
		}
	}
	if err := r.selected.check(r.sides[0].documents); err != nil {
		return err
	}
	if err := r.f.checkSecrets(r.sides); err != nil {
		return err
	}
	if err := r.f.astray(r.sides, r.selected); err != nil {
		return err
	}
	if len(r.selected.Tasks(r.sides[0].documents)) == 0 {
		return usagef("there is nothing to compare: no finding is selected").but("name a suite with findings, or leave --focus, --skip and --label-filter out")
	}
	return nil
}

// lanes are the targets, and the first once more.
func (r *comparing) lanes() []*side { return append(slices.Clone(r.sides), r.again) }

// announce says what is about to be sent to each target.
func (r *comparing) announce() {
	if r.f.output == "quiet" {
		return
	}
	for i, s := range r.sides {
		n, sent := 0, []string{}
		seen := map[string]bool{}
		for _, t := range r.selected.Tasks(s.documents) {
			n += t.MostRequests()
			for _, env := range t.SecretsSent() {
				if !seen[env] {
					seen[env] = true
					sent = append(sent, env)
				}
			}
		}
		said := "at most " + text.Count(n, "request")
		if i == 0 {
			said += fmt.Sprintf(", and %d again as control", n)
			n *= 2
		}
		if most := s.opts.Budget; most > 0 && n > most {
			said += fmt.Sprintf("; --budget ends it after %d", most)
		}
		if len(sent) > 0 {
			said += "; with " + text.List(sent, "and")
		}
		fmt.Fprintf(r.p.err, "assay: %s %s: %s\n", s.name, r.p.masks.String(s.address()), said)
	}
}

// observe observes the suites one after the other, each at every target by turns. A *crash.Crash
// comes with the suites before it.
func (r *comparing) observe(ctx context.Context) ([]*compare.Suite, []*engine.Course, error) {
	stop := r.progress()
	defer stop()
	lanes := r.lanes()
	courses := make([]*engine.Course, len(lanes))
	for i, s := range r.sides {
		courses[i] = engine.Start(s.opts)
	}
	twins := make(map[*pipeline.Document]*pipeline.Document, len(r.again.documents))
	for i, d := range r.again.documents {
		twins[d] = r.sides[0].documents[i]
	}
	courses[len(r.sides)] = courses[0].Again(twins)
	var suites []*compare.Suite
	for i := range r.sides[0].documents {
		var turns []engine.Turn
		for n, s := range lanes {
			for _, task := range r.selected.Tasks(s.documents[i : i+1]) {
				turns = append(turns, engine.Turn{Course: courses[n], Task: task})
			}
		}
		if len(turns) < len(lanes) {
			continue // nothing of it is selected
		}
		var one *compare.Suite
		err := crash.Try(func() error {
			var err error
			one, err = r.suite(ctx, turns)
			return err
		})
		if one != nil {
			suites = append(suites, one)
		}
		if err != nil {
			return suites, courses, err
		}
	}
	return suites, courses, nil
}

// suite observes and compares one suite.
func (r *comparing) suite(ctx context.Context, turns []engine.Turn) (*compare.Suite, error) {
	runs, err := engine.InTurns(ctx, turns)
	if err != nil {
		return nil, err
	}
	o := &compare.Observed{Runs: runs[:len(r.sides)], Again: runs[len(r.sides)], Specs: turns[0].Task.Specs}
	for _, s := range r.sides {
		o.Names = append(o.Names, s.name)
	}
	return compare.Of(o), nil
}

// progress shows how much was sent so far, and where to.
func (r *comparing) progress() (stop func()) {
	type state struct {
		before, now int
		name        string
	}
	var last atomic.Pointer[state]
	last.Store(&state{})
	stop, on := statusLine(r.p, r.f.output, func(time.Duration) string {
		s := last.Load()
		return fmt.Sprintf("%s sent, now to %s", text.Count(s.before+s.now, "request"), s.name)
	})
	if !on {
		return stop
	}
	for _, s := range r.lanes() {
		s.opts.Progress = func(_ *pipeline.Document, now observe.Progress) {
			next := *last.Load()
			if now.Sent < next.now || s.name != next.name { // another turn
				next.before += next.now
			}
			next.now, next.name = now.Sent, s.name
			last.Store(&next)
		}
	}
	return stop
}

// result makes the value of which all reports are made.
func (r *comparing) result(suites []*compare.Suite) *report.TargetComparison {
	targets := make([]report.Target, len(r.sides))
	for i, s := range r.sides {
		targets[i] = report.Target{Name: s.name, Environment: s.environment != ""}
	}
	return report.OfTargets(report.Options{Tool: "assay " + version, Started: r.started, Duration: time.Since(r.started)}, targets, suites)
}

// report writes the comparison to standard output and to the files that the flags name.
func (r *comparing) report(c *report.TargetComparison) error {
	f, p := r.f, r.p
	writers := map[string]func(io.Writer) error{
		"json":     func(w io.Writer) error { return report.TargetsJSON(w, c) },
		"text":     func(w io.Writer) error { return report.TargetsText(w, c, f.style(p)) },
		"markdown": func(w io.Writer) error { return report.TargetsMarkdown(w, c) },
		"html":     func(w io.Writer) error { return page.WriteTargets(w, c) },
	}
	var wrong []error
	if write := writers[f.output]; write != nil {
		wrong = append(wrong, crash.Try(func() error { return write(f.text(p)) }))
	}
	for _, one := range f.files() {
		if err := crash.Try(func() error { return p.writeTo(one.path, writers[one.Flag]) }); err != nil {
			wrong = append(wrong, fmt.Errorf("--%s: %w", one.Flag, err))
		}
	}
	return errors.Join(wrong...)
}

// keep writes what was observed at each target into the history, a run for each sample.
func (r *comparing) keep(ctx context.Context, suites []*compare.Suite, courses []*engine.Course, interrupted bool) {
	for n, course := range courses {
		run := history.Run{
			ID: course.ID(), Mode: string(pipeline.Live), Tool: "assay " + version, Vantage: r.f.vantage,
			Started: r.started.UTC(), Duration: time.Since(r.started), Interrupted: interrupted,
		}
		for _, s := range suites {
			one, verdicts := s.Sample(n)
			run.Requests += one.Requests
			run.Parts = append(run.Parts, engine.Kept(one, verdicts))
		}
		r.past.Keep(ctx, &run)
	}
}
