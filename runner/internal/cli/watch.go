package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/engine"
	"assay/runner/internal/expect"
	"assay/runner/internal/history/store"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/text"
	"assay/runner/internal/watch"
)

func watchCommand(p *process) *cobra.Command {
	f := &flags{live: true}
	w := &watching{p: p, flags: f}
	c := &cobra.Command{
		Use:   "watch [path...]",
		Short: "Run suites live on a schedule, and show what changed",
		Long: `Watch runs the suites at the paths live, again and again, and writes only what
changed: a finding that broke, that holds again, that cannot be told any more.
What changed is told against the last run in the history, where each round is
kept; --on-change and --notify tell others. Each round has the limits of a run:
limits.requests or --budget, and no request while a cooldown lasts. Documents that
were edited are read again. Once a day the runs of these suites that are older than
--keep, 400 days, are taken out of the history.

With --fleet the agents of a fleet send; with several --vantage, from each of them.
Everybody who watches by one fleet has the same history: the rounds of the last week
are at its server.

Watch ends with the first Ctrl-C or SIGTERM; exit status 0, 1 where a finding
was broken in the last round, or 3 where a fleet's server was away then.`,
		Example: `  assay watch
  assay watch --every 5m --budget 20 suites/shop
  assay watch --every 1h --output json suites > changes.jsonl
  assay watch --every 1h --notify slack=SLACK_WEBHOOK_URL
  assay watch --every 1h --fleet nats://127.0.0.1:4222 --vantage office --vantage phone suites`,
		RunE: func(c *cobra.Command, args []string) error { return w.run(c, args) },
	}
	s := c.Flags()
	s.StringVar(&w.every, "every", "30m", "`time` from the start of a round to the start of the next: 30m, 6h, 1d")
	s.StringVar(&w.jitter, "jitter", "", "`time` that a round may be earlier or later (default: a tenth of --every)")
	s.IntVar(&w.rounds, "rounds", 0, "end after this `number` of rounds (default: never)")
	f.documents(c)
	f.selecting(s)
	f.pacing(s)
	f.writes(s)
	f.fleet.flags(s, "`URL` of a fleet whose agents send (environment: ASSAY_FLEET)")
	s.StringArrayVar(&f.vantages, "vantage", nil, usageVantages)
	f.past.place(s)
	w.keep.flag(s)
	w.page.flag(s)
	f.lines.flag(s)
	w.notify.flags(s)
	s.BoolVarP(&f.verbose, "verbose", "v", false, "a line for every round; whole bodies and headers")
	s.Lookup("strict").Hidden = true
	return c
}

// watching is a watch under way.
type watching struct {
	p             *process
	flags         *flags
	every, jitter string
	rounds        int

	paths    []string
	opts     engine.Options
	selected *selection
	past     *memory
	last     []*pipeline.Document // read before; used again if they are invalid now
	wrong    string               // the last reported errors of the documents
	views    []*watchView
	fleet    *watchFleet // nil: this process sends
	notify   notifying
	keep     keeping
	page     statusPage
	unpaged  string // the last reported failure of --page
	unkept   string // the last reported failure of --json-lines
	round    int
}

func (w *watching) run(c *cobra.Command, args []string) error {
	s, err := w.schedule()
	if err != nil {
		return err
	}
	if w.opts, err = w.flags.options(w.p, c); err != nil {
		return err
	}
	if err := w.keep.check(); err != nil {
		return err
	}
	if err := w.flags.checkFiles(nil); err != nil {
		return err
	}
	if err := w.checkFleet(c); err != nil {
		return err
	}
	if err := w.page.check(); err != nil {
		return err
	}
	if err := w.notify.check(w.p); err != nil {
		return err
	}
	w.opts.Mode, w.paths = pipeline.Live, paths(args)
	if w.selected, err = w.flags.selection(); err != nil {
		return err
	}
	if w.past, err = remember(c.Context(), w.p, w.flags.past, true); err != nil {
		return err
	}
	defer w.past.Close()
	w.past.Into(c.Context(), &w.opts)
	if w.last, err = engine.Open(w.paths, w.opts); err != nil {
		return w.p.wrong(err, w.flags.output)
	}
	if err := w.join(c.Context()); err != nil {
		return err
	}
	defer w.leave()
	if err := w.start(c.Context()); err != nil {
		return err
	}
	if err := w.flags.lines.open(w.p); err != nil {
		return err
	}
	w.opts.Verdict = w.flags.lines.hook()
	err = s.Each(c.Context(), w.once)
	closing := w.flags.lines.close()
	if err != nil && !errors.Is(err, errReaderGone) {
		return err
	}
	return lateError(w.p, closing)
}

// schedule returns when rounds are due.
func (w *watching) schedule() (*watch.Schedule, error) {
	s := &watch.Schedule{Rounds: w.rounds}
	var err error
	if s.Every, err = expect.ParseDuration(w.every); err != nil || s.Every <= 0 {
		return nil, usagef("--every is a time (30m, 6h, 1d), got %q", w.every)
	}
	s.Jitter = s.Every / 10
	if w.jitter != "" {
		if s.Jitter, err = expect.ParseDuration(w.jitter); err != nil || s.Jitter < 0 || s.Jitter > s.Every {
			return nil, usagef("--jitter is a time up to that of --every (%s), got %q", w.every, w.jitter)
		}
	}
	if w.rounds < 0 {
		return nil, usagef("--rounds is how many rounds to run, got %d", w.rounds)
	}
	return s, nil
}

// watchView is what a watch knows from one vantage.
type watchView struct {
	vantage string
	changes watch.Changes
	result  *report.Result // of the round
}

// start takes the last verdicts from the history.
func (w *watching) start(ctx context.Context) error {
	for _, v := range w.flags.from() {
		one := &watchView{vantage: v}
		if len(w.flags.vantages) > 1 {
			one.changes.Vantage = v
		}
		w.views = append(w.views, one)
	}
	db, err := store.Of(w.past.Past(ctx))
	if err != nil || db == nil {
		return nil //nolint:nilerr // told when the first round is not kept
	}
	for _, v := range w.views {
		filter := store.Filter{Suites: w.suites()}
		if w.fleet != nil && v.vantage != "" {
			filter.Vantages, filter.Since = []string{v.vantage}, time.Now().Add(-lookBack)
		}
		found, err := db.Findings(ctx, filter)
		if err != nil {
			return err
		}
		v.changes.Start(found)
	}
	return nil
}

// suites returns the names of the suites that are watched.
func (w *watching) suites() []string {
	names := make([]string, len(w.last))
	for i, d := range w.last {
		names[i] = d.Suite.Name
	}
	return names
}

// once runs one round.
func (w *watching) once(ctx context.Context, next time.Duration) error {
	started := time.Now()
	w.round++
	if w.round > 1 {
		w.reread()
	}
	began, ok := w.begin(ctx)
	if !ok {
		return nil
	}
	if began != nil {
		defer began.End()
	}
	if err := w.flags.lines.begin(w.about(started, w.views[0]), w.selected.Tasks(w.last)); err != nil {
		return err
	}
	all, err := judgeFrom(ctx, began, &w.opts, w.flags.from(), func() []engine.Task { return w.selected.Tasks(w.last) })
	fell := crashOf(err) // what was sent before it is still kept
	if err != nil && fell == nil {
		return err
	}
	for i, v := range w.views {
		w.judged(ctx, started, v, &all[i], fell != nil)
	}
	if fell != nil {
		return err
	}
	if ctx.Err() != nil {
		return nil //nolint:nilerr // half a round says nothing about what changed
	}
	w.keep.round(ctx, w.p, started, w.past, w.suites())
	w.p.warnOnce(&w.unpaged, w.page.write(ctx, w.past, w.about(started, w.views[0]), all[0].runs))
	w.p.status = exitHolds
	var changes []watch.Change
	for i, v := range w.views {
		if v.result.Tally().Broken > 0 {
			w.p.status = exitBroken
		}
		changes = append(changes, v.changes.Round(started, all[i].runs)...)
	}
	w.notify.tell(ctx, w.p, changes)
	if err := w.tell(started, next, changes); err != nil {
		return err
	}
	return w.lost(w.flags.lines.round())
}

// about describes a round.
func (w *watching) about(started time.Time, v *watchView) report.Options {
	return report.Options{
		Mode: string(w.opts.Mode), Tool: "assay " + version, Vantage: cmp.Or(v.vantage, w.flags.vantage),
		Started: started, Duration: time.Since(started), Brief: true,
	}
}

// judged keeps what a round judged from a vantage.
func (w *watching) judged(ctx context.Context, started time.Time, v *watchView, j *judged, fell bool) {
	v.result = report.Of(w.about(started, v), j.runs)
	v.result.Interrupted = j.notRun > 0 || fell || ctx.Err() != nil
	w.flags.lines.end(v.result, v.result.ExitStatus(false))
	w.share(ctx, w.past.keep(ctx, j.id, started, v.result, j.runs))
}

// lost reports once that lines are not written, and returns what ends the watch: their reader is
// gone.
func (w *watching) lost(err error) error {
	if errors.Is(err, errReaderGone) {
		return err
	}
	w.p.warnOnce(&w.unkept, err)
	return nil
}

// reread reads the documents again. It reports their errors once, and the round continues with the
// earlier ones.
func (w *watching) reread() {
	documents, err := engine.Open(w.paths, w.opts)
	if err == nil {
		w.last, w.wrong = documents, ""
		return
	}
	if text := err.Error(); text != w.wrong {
		w.wrong = text
		fmt.Fprintf(w.p.err, "assay: the suites are wrong now; watching goes on with what they were\n%s\n", w.p.typed.String(text))
	}
}

// tell writes the result of a round: the first in one line, later ones only if something changed.
func (w *watching) tell(started time.Time, next time.Duration, changes []watch.Change) error {
	if w.flags.output == "quiet" {
		return nil
	}
	if w.flags.output == "json" {
		e := json.NewEncoder(w.p.out)
		e.SetEscapeHTML(false)
		for i := range changes {
			if err := e.Encode(&changes[i]); err != nil {
				return err
			}
		}
		return nil
	}
	if w.round == 1 || w.flags.verbose {
		now := report.Day(started.UTC().Format(time.RFC3339))
		then := "; the next round in " + text.Span(next.Round(time.Millisecond))
		if w.round == w.rounds {
			then = "; the last round"
		}
		for _, v := range w.views {
			from := ""
			if v.changes.Vantage != "" {
				from = v.changes.Vantage + ": "
			}
			fmt.Fprintf(w.flags.text(w.p), "%s  %s%s%s\n", now, from, report.Summary(v.result), then)
		}
	}
	return watch.Text(w.flags.text(w.p), changes, w.flags.style(w.p))
}
