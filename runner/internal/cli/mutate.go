package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/engine"
	"assay/runner/internal/garbage"
	"assay/runner/internal/mutate"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/report/strength"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// mutateFlags holds the particular flags of assay mutate.
type mutateFlags struct {
	flags
	sample                  int
	seed                    uint64
	baseline, writeBaseline string
}

func mutateCommand(p *process) *cobra.Command {
	f := &mutateFlags{flags: flags{local: true}}
	c := &cobra.Command{
		Use:   "mutate [path...]",
		Short: "Measure what the findings of suites would notice",
		Long: `Mutate changes the recorded answers of the suites at the paths, one part at a
time (a status, a header, a field of a JSON body, an event of a stream), and asks
every finding that reads the answer whether it notices. Nothing is sent.

A change that breaks a finding is killed. One that breaks none survived: each is
listed, worst first, with an expectation that would have killed it, to be pasted
into the suite. The score is the share of the changes that count which are killed.
Left out and counted are survivors that say nothing: volatile parts, parts that
the source of a transcribed answer did not report, headers that were only added,
answers that a finding excuses by unless, and what the suite explains under
mutation.ignore. A finding that no change breaks is named: its claim is vacuous.
With --sample that is not known, and the finding is called unreached.

Exit status: 0 the suites were measured; 1 a score fell below the baseline's; 2 the
documents or the command line are wrong; 130 interrupted.`,
		Example: `  assay mutate suites/shop
  assay mutate -v --focus 'rate limit'
  assay mutate --sample 10000 --seed 7 suites
  assay mutate --write-baseline mutation.json
  assay mutate --baseline mutation.json
  assay mutate --html mutation.html
  assay mutate --output json | jq '.findings[] | select(.vacuous)'`,
		RunE: func(c *cobra.Command, args []string) error { return mutateSuites(c.Context(), p, f, args) },
	}
	f.documents(c)
	s := c.Flags()
	s.Lookup("strict").Usage = "a change that makes a finding inconclusive is noticed too"
	f.selecting(s)
	s.IntVar(&f.sample, "sample", 0, "judge this `number` of changes of each suite, chosen evenly; 0 is all")
	s.Uint64Var(&f.seed, "seed", 1, "which sample, as a `number`: the same one chooses the same changes")
	s.StringVar(&f.baseline, "baseline", "", "fail (exit 1) where a suite's score is below that in `FILE`")
	s.StringVar(&f.writeBaseline, "write-baseline", "", "write the scores to `FILE`, for --baseline")
	f.reportFile(s, "html", "write the run and its mutants as one HTML page to `FILE`")
	s.BoolVarP(&f.verbose, "verbose", "v", false, "list every survivor, and what each finding notices")
	return c
}

func mutateSuites(ctx context.Context, p *process, f *mutateFlags, args []string) error {
	started := time.Now()
	load, err := f.load(p)
	if err != nil {
		return err
	}
	if f.sample < 0 {
		return usagef("--sample must be 0 or more, got %d", f.sample)
	}
	selected, err := f.selection()
	if err != nil {
		return err
	}
	if err := f.checkFiles(f.files()); err != nil {
		return err
	}
	baseline, err := f.readBaseline()
	if err != nil {
		return err
	}
	documents, err := engine.Open(paths(args), engine.Options{Load: load, Secret: load.Env, Hooks: engine.Hooks{Masks: &p.masks, Opening: garbage.HoldMutants}})
	if err != nil {
		return p.wrong(err, f.output)
	}
	o := mutate.Options{Sample: f.sample, Seed: f.seed, Strict: f.strict, Advise: f.advised()}
	suites, runs, unmeasured, err := mutated(ctx, p, f, documents, selected, o)
	if err != nil {
		return err
	}
	m := strength.Of("assay "+version, o, started, suites)
	m.Unmeasured = unmeasured
	if err := f.compare(m, baseline, o, suites); err != nil {
		return err
	}
	switch {
	case ctx.Err() != nil:
		p.status = exitInterrupted
	case len(m.Falls) > 0:
		p.status = exitBroken
	case f.writeBaseline != "":
		if err := f.write(p, o, suites); err != nil {
			return err
		}
	}
	if err := f.show(p, m); err != nil {
		return err
	}
	return f.page(p, m, runs, started)
}

// advised returns for how many survivors of a suite an expectation is shown; 0: for all.
func (f *mutateFlags) advised() int {
	if f.output == "json" || f.verbose || len(f.files()) > 0 {
		return 0
	}
	return report.MostSurvivors
}

// page writes the replayed run, with the results of each suite.
func (f *mutateFlags) page(p *process, m *report.Strength, runs []report.Judged, started time.Time) error {
	if len(f.files()) == 0 {
		return nil
	}
	result := report.Of(report.Options{
		Mode: string(pipeline.Replay), Tool: "assay " + version, Job: jobOf(p.env), Strict: f.strict, Started: started, Duration: time.Since(started),
	}, runs)
	for i := range result.Suites {
		result.Suites[i].Mutation = m.Suites[i].Section()
	}
	for _, one := range f.files() {
		if err := report.File(one.path, p.out, result, one.Write); err != nil {
			return fmt.Errorf("--%s: %w", one.Flag, err)
		}
	}
	return nil
}

// mutated measures the documents one after the other.
func mutated(ctx context.Context, p *process, f *mutateFlags, documents []*pipeline.Document, selected *selection, o mutate.Options) (suites []strength.Suite, runs []report.Judged, unmeasured []report.StrengthUnmeasured, err error) {
	var now, total atomic.Int64
	var title atomic.Pointer[string]
	if stop, on := statusLine(p, f.output, func(time.Duration) string {
		return mutationLine(now.Load(), total.Load(), title.Load())
	}); on {
		defer stop()
		o.Progress = func(done, all int) {
			now.Store(int64(done))
			total.Store(int64(all))
		}
	}
	for i, d := range documents {
		name := fmt.Sprintf("%s (%d of %d)", report.Printable(d.Suite.Name), i+1, len(documents))
		title.Store(&name)
		now.Store(0)
		total.Store(0)
		specs := engine.JudgedIn(pipeline.Replay, selected.Of(d))
		if len(specs) == 0 {
			if selected.described == "" {
				unmeasured = append(unmeasured, unmeasuredSuite(d))
			}
			continue
		}
		run, err := engine.Observe(ctx, d, specs, engine.Options{})
		if err != nil {
			return nil, nil, nil, fmt.Errorf("%s: %w", d.Suite.Name, err)
		}
		runs = append(runs, report.Judged{Run: run, Verdicts: run.Verdicts(specs)})
		suites = append(suites, strength.Suite{Suite: mutate.Judge(ctx, d.Plan, run.Evidence, specs, o), Redact: d.Redact})
		if ctx.Err() != nil {
			break
		}
	}
	if len(suites)+len(unmeasured) == 0 {
		hint := "there is no finding that a replay judges"
		if selected.described != "" {
			hint = "no finding that a replay judges is selected by " + selected.described
		}
		fmt.Fprintf(p.err, "assay: %s\n", hint)
	}
	return suites, runs, unmeasured, nil
}

// unmeasuredSuite says why a suite has nothing to mutate: nothing is judged without the network.
func unmeasuredSuite(d *pipeline.Document) report.StrengthUnmeasured {
	live := 0
	for _, s := range d.Plan.Specs {
		if s.Finding != nil && s.LiveOnly() {
			live++
		}
	}
	why := "it has no finding that a replay judges"
	if live > 0 {
		why = fmt.Sprintf("nothing of it is recorded, and what it claims (%s) is judged live only; record the answers, and take the label live-only away", text.Count(live, "finding"))
	}
	return report.StrengthUnmeasured{Suite: d.Suite.Name, File: d.Suite.File.Name, Because: why}
}

// mutationLine formats the progress in one line; title is that of the suite.
func mutationLine(done, total int64, title *string) string {
	line := "counting what can be changed"
	if total > 0 {
		line = fmt.Sprintf("%d of %d mutants", done, total)
	}
	if total > 0 && done == total {
		line += ", now trying what would kill those that survived"
	}
	if title != nil {
		line += ", " + *title
	}
	return line
}

func (f *mutateFlags) show(p *process, m *report.Strength) error {
	switch f.output {
	case "json":
		return report.StrengthJSON(p.out, m)
	case "text":
		return report.StrengthText(f.text(p), m, f.style(p))
	}
	return nil
}

// readBaseline reads the baseline before anything is judged; nil without one.
func (f *mutateFlags) readBaseline() (*mutate.Baseline, error) {
	if f.writeBaseline != "" {
		if err := f.checkFiles([]file{{report.Format{Flag: "write-baseline"}, f.writeBaseline}}); err != nil {
			return nil, err
		}
	}
	if f.baseline == "" {
		return nil, nil //nolint:nilnil // no baseline is asked for
	}
	text, err := source.ReadFile(f.baseline, source.MostText)
	if errors.Is(err, os.ErrNotExist) {
		return nil, usagef("--baseline %s: there is no such file", f.baseline).but("make it with --write-baseline %s", f.baseline)
	}
	if err != nil {
		return nil, usagef("--baseline: %v", err)
	}
	b, err := mutate.ReadBaseline(text)
	if err != nil {
		return nil, usagef("--baseline %s: %v", f.baseline, err).but("make it with --write-baseline %s", f.baseline)
	}
	return b, nil
}

// compare adds to the value what fell below the baseline.
func (f *mutateFlags) compare(m *report.Strength, b *mutate.Baseline, o mutate.Options, suites []strength.Suite) error {
	if b == nil || m.Interrupted {
		return nil
	}
	falls, unknown, err := b.Compare(o, bare(suites), relativeTo(f.baseline))
	if err != nil {
		return usagef("--baseline %s: %v", f.baseline, err).but("use the same, or make it anew with --write-baseline %s", f.baseline)
	}
	strength.Compare(m, falls, unknown)
	return nil
}

func (f *mutateFlags) write(p *process, o mutate.Options, suites []strength.Suite) error {
	text, err := json.MarshalIndent(mutate.NewBaseline(o, bare(suites), relativeTo(f.writeBaseline)), "", "  ")
	if err != nil {
		return fmt.Errorf("--write-baseline: %w", err)
	}
	if err := p.writeTo(f.writeBaseline, func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%s\n", text)
		return err
	}); err != nil {
		return fmt.Errorf("--write-baseline: %w", err)
	}
	return nil
}

func bare(suites []strength.Suite) []*mutate.Suite {
	out := make([]*mutate.Suite, len(suites))
	for i := range suites {
		out[i] = suites[i].Suite
	}
	return out
}

// relativeTo names suites by their paths relative to the folder of a baseline, so that the names do
// not depend on the working directory.
func relativeTo(baseline string) func(*mutate.Suite) string {
	return func(s *mutate.Suite) string {
		name := s.Suite.File.Name
		from, err := filepath.Abs(filepath.Dir(baseline))
		if err != nil {
			return filepath.ToSlash(name)
		}
		to, err := filepath.Abs(name)
		if err != nil {
			return filepath.ToSlash(name)
		}
		way, err := filepath.Rel(from, to)
		if err != nil {
			return filepath.ToSlash(name)
		}
		return filepath.ToSlash(way)
	}
}
