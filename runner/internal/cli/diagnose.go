package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/report"
	"assay/runner/internal/source"
)

// diagnoseFlags holds the flags of a diagnosis.
type diagnoseFlags struct {
	flags
	answers []string
	earlier []string
	support string
}

func diagnoseCommand(p *process) *cobra.Command {
	f := &diagnoseFlags{}
	c := &cobra.Command{
		Use:   "diagnose [path...]",
		Short: "Show which hypotheses the answers refute, and what to try next",
		Long: `Diagnose compares what was observed with the hypotheses of the suites. It shows
which are refuted, by which probe, what was predicted and what came; which stand;
and what to try next, with what each outcome would refute and what it costs.

Answers come from the suites' fixtures, and nothing is sent. With --live they
come from the network alone: one experiment after the other, each chosen by what
came before, until one hypothesis stands, no experiment is left, or the budget is
spent. Each probe is sent at most once; what may lengthen a limit comes last.

With --fleet the agents at --vantage ask, and where a hypothesis needs another network
(needs: {vantage: other}), those in another one: that settles whether it is the account
or the address.

At the end it asks what the hypotheses that stand predict and nobody observed, where
that is safe: what all of them predict alike shows whether any is right. What it did
not ask is listed as "not confirmed".

Exit status: 0 the diagnosis is made; 2 the documents or the command line are wrong; 3 with --strict
unless in each suite one hypothesis stands, or several that do not contradict each
other, and what they predict was observed; 130 interrupted.`,
		Example: `  assay diagnose suites/chutes
  assay diagnose --live --budget 5 suites/chutes
  assay diagnose --answer key-active=yes suites/chutes
  assay diagnose --evidence office.json --evidence phone.json suites/chutes
  assay diagnose --live --vantage office --report for-support.md suites/chutes
  assay diagnose --live --fleet nats://127.0.0.1:4222 --vantage office suites/chutes
  assay diagnose --output json suites/chutes | jq '.suites[].next[0]'`,
		RunE: func(c *cobra.Command, args []string) error { return diagnosePaths(c, p, f, args) },
	}
	f.diagnose(c)
	return c
}

// diagnose adds the flags of a diagnosis.
func (f *diagnoseFlags) diagnose(c *cobra.Command) {
	s := c.Flags()
	s.BoolVar(&f.live, "live", false, "ask the network, one experiment after the other (environment: ASSAY_MODE=live)")
	f.documents(c)
	s.Lookup("strict").Usage = "exit 3 unless one hypothesis stands, and what it predicts was observed"
	s.IntVar(&f.budget, "budget", 0, "send at most this `number` of requests in the whole diagnosis")
	s.StringVar(&f.rate, "rate", "", "`requests` per host: 2/s, 30/m or 100/h")
	s.DurationVar(&f.timeout, "timeout", 0, "`time` for one request: 500ms, 30s")
	s.StringVar(&f.proxy, "proxy", "", "`URL` of a proxy: http, https or socks5")
	f.fleet.flags(s, "`URL` of a fleet whose agents ask, also from other networks (environment: ASSAY_FLEET)")
	s.StringVar(&f.vantage, "vantage", "", "`name` of the network that is asked from")
	f.writes(s)
	s.StringArrayVar(&f.answers, "answer", nil, "an answer to the checklist as `item=yes`, over those kept by assay answer; may be repeated")
	s.StringArrayVar(&f.earlier, "evidence", nil, "what an earlier run (--json) observed counts too, as a `FILE`; may be repeated")
	s.StringVar(&f.support, "report", "", "write a report for the provider's support to `FILE`, as Markdown")
	f.reportFile(s, "json", "write the result as JSON to `FILE`; - is standard output")
	f.reportFile(s, "markdown", "write Markdown to `FILE`")
	f.reportFile(s, "html", "write an HTML page to `FILE`: the diagnosis to look at in a browser")
	f.past.run(s)
	s.BoolVarP(&f.verbose, "verbose", "v", false, "also what does not tell, and what agrees with a refuted hypothesis")
}

// files returns the requested reports.
func (f *diagnoseFlags) files() []file {
	out := f.flags.files()
	if f.support != "" {
		out = append(out, file{report.Format{Flag: "report", Write: report.Support}, f.support})
	}
	return out
}

func diagnosePaths(c *cobra.Command, p *process, f *diagnoseFlags, args []string) error {
	started := time.Now()
	opts, err := f.options(p, c)
	if err != nil {
		return err
	}
	if err := f.checkFiles(f.files()); err != nil {
		return err
	}
	if c.Flags().Changed("fleet") && !opts.Mode.Asks() {
		return usagef("--fleet sends nothing in a replay").but("add --live")
	}
	if opts.Mode.Asks() && f.fleet.on(p) && p.fleets == nil {
		return p.handOver()
	}
	past, err := remember(c.Context(), p, f.past, opts.Mode.Asks())
	if err != nil {
		return err
	}
	past.Into(c.Context(), &opts)
	if opts.Cooling != nil {
		opts.Cooling.Anyway = "assay diagnose --live --now"
	}
	defer past.end()
	documents, err := engine.Open(paths(args), opts)
	if err != nil {
		return p.wrong(err, f.output)
	}
	if documents = explained(documents); len(documents) == 0 {
		fmt.Fprintf(p.err, "assay: no suite at %s has hypotheses: add hypotheses: what would explain its findings, and what each predicts\n", strings.Join(paths(args), ", "))
	}
	answers, err := f.given(documents)
	if err != nil {
		return err
	}
	before, err := f.before(documents)
	if err != nil {
		return err
	}
	var elsewhere engine.Elsewhere
	if opts.Mode.Asks() && f.fleet.on(p) {
		var end func()
		if opts.Remote, elsewhere, end, err = f.overFleet(c.Context(), p, &opts, len(documents)); err != nil {
			return err
		}
		defer end()
	}
	course := engine.Start(opts)
	runs, _, err := course.Judge(c.Context(), f.tasks(p, documents, answers, before, elsewhere))
	if err != nil && crashOf(err) == nil {
		return err
	}
	result := report.Of(report.Options{
		Mode: string(opts.Mode), Tool: "assay " + version, Vantage: f.vantage, Job: jobOf(p.env), Strict: f.strict,
		Started: started, Duration: time.Since(started),
	}, runs)
	result.Interrupted = err != nil || c.Context().Err() != nil
	p.status = diagnosedStatus(c.Context(), result)
	past.keep(c.Context(), course.ID(), started, result, runs)
	return errors.Join(err, f.show(p, result))
}

// explained returns the documents that have hypotheses.
func explained(documents []*pipeline.Document) []*pipeline.Document {
	var out []*pipeline.Document
	for _, d := range documents {
		if len(d.Suite.Hypotheses) > 0 {
			out = append(out, d)
		}
	}
	return out
}

// given reads --answer; an item that no document has is an error.
func (f *diagnoseFlags) given(documents []*pipeline.Document) (map[string]diagnose.Answer, error) {
	var known []string
	for _, d := range documents {
		for _, item := range d.Suite.Checklist {
			known = append(known, item.ID)
		}
	}
	out := map[string]diagnose.Answer{}
	for _, pair := range f.answers {
		item, text, ok := strings.Cut(pair, "=")
		if !ok || item == "" || text == "" {
			return nil, usagef("--answer is item=yes, item=no or item=text, got %q", pair)
		}
		if !slices.Contains(known, item) {
			err := usagef("--answer: no checklist has an item %q", item)
			if near := source.Nearest(item, known); near != "" {
				return nil, err.but("did you mean %q?", near)
			}
			return nil, err.but("the items are: %s", strings.Join(known, ", "))
		}
		out[item] = diagnose.Answer{Text: text}
	}
	return out, nil
}

// before reads the results of --evidence, oldest first.
func (f *diagnoseFlags) before(documents []*pipeline.Document) ([]*report.Result, error) {
	var out []*report.Result
	for _, path := range f.earlier {
		text, err := source.ReadFile(path, source.MostRecording)
		if err != nil {
			return nil, notRead("--evidence: ", err, writeResult)
		}
		r, err := report.Read(path, text)
		if err != nil {
			return nil, usagef("--evidence %v", err)
		}
		if !slices.ContainsFunc(documents, func(d *pipeline.Document) bool { _, ok := r.Evidence(d.Plan); return ok }) {
			return nil, usagef("--evidence %s: it is of other suites", path).but("name the suites that it is of, as in assay diagnose suites/shop")
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b *report.Result) int { return strings.Compare(a.Started, b.Started) })
	return out, nil
}

// evidence returns what earlier results observed for a document.
func evidence(before []*report.Result, d *pipeline.Document) []diagnose.Run {
	var out []diagnose.Run
	for _, r := range before {
		if run, ok := r.Evidence(d.Plan); ok {
			out = append(out, run)
		}
	}
	return out
}

// tasks returns the tasks that observe the documents to test their hypotheses.
func (f *diagnoseFlags) tasks(p *process, documents []*pipeline.Document, answers map[string]diagnose.Answer, before []*report.Result, elsewhere engine.Elsewhere) []engine.Task {
	tasks := make([]engine.Task, len(documents))
	for i, d := range documents {
		with := &engine.Beside{Answers: answers, Vantage: f.vantage, Earlier: evidence(before, d), Elsewhere: elsewhere}
		f.telling(p, with)
		tasks[i] = engine.Task{Document: d, Hypotheses: with}
	}
	return tasks
}

// telling reports each probe when it is sent, and each that a cooldown holds back, with the reason
// once.
func (f *diagnoseFlags) telling(p *process, with *engine.Beside) {
	if f.output != "text" {
		return
	}
	with.Asking = func(probe *plan.Probe) {
		fmt.Fprintf(p.err, "asking %s: %s %s\n", probe.ID, probe.Request.Method, p.masks.String(probe.Request.URL))
	}
	told := exchange.Missing{}
	with.HeldBack = func(probe *plan.Probe, why exchange.Missing) {
		if why == told {
			fmt.Fprintf(p.err, "holding %s back as well\n", probe.ID)
			return
		}
		told = why
		fmt.Fprintf(p.err, "holding %s back: %s\n", probe.ID, p.masks.String(why.String()))
	}
}

// show writes the diagnosis and the requested files.
func (f *diagnoseFlags) show(p *process, r *report.Result) error {
	var wrong []error
	switch f.output {
	case "json":
		wrong = append(wrong, report.JSON(p.out, r))
	case "text":
		wrong = append(wrong, report.Diagnosis(f.text(p), r, f.style(p)))
	}
	for _, one := range f.files() {
		if err := report.File(one.path, p.out, r, one.Write); err != nil {
			wrong = append(wrong, fmt.Errorf("--%s: %w", one.Flag, err))
		}
	}
	return errors.Join(wrong...)
}

func diagnosedStatus(ctx context.Context, r *report.Result) int {
	if ctx.Err() != nil {
		return exitInterrupted
	}
	for i := range r.Suites {
		if r.Strict && !r.Suites[i].Decided() {
			return exitInconclusive
		}
	}
	return exitHolds
}
