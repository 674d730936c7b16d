package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/crash"
	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/expect"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/record"
	"assay/runner/internal/report"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
)

// fixtures holds what a run does in addition to its verdicts: writing the fixtures, comparing with
// them, checking their age.
type fixtures struct {
	accept  []string // names of probes; nil accepts nothing
	because string
	maxAge  time.Duration // 0: any
	age     string        // maxAge as it was written

	mu    sync.Mutex // agents of a fleet observe several documents at a time
	early map[*pipeline.Document]*drift.Early
}

// ages reports whether the ages of all recorded entries are asked for.
func (w *fixtures) ages() bool { return w.maxAge > 0 }

// fixtures reads --accept, --because and --max-age. With --accept, arguments that are not paths are
// probes, so that --accept bearer works.
func (f *flags) fixtures(c *cobra.Command, args []string) (*fixtures, []string, error) {
	w := &fixtures{because: f.because, age: f.maxAge}
	if c.Flags().Changed("accept") {
		w.accept, args = accepted(f.accept, args)
		if strings.TrimSpace(f.because) == "" {
			return nil, nil, usagef("--accept needs a reason").but("add --because 'why the new answer is right'")
		}
	} else if f.because != "" {
		return nil, nil, usagef("--because is the reason of --accept").but("add --accept")
	}
	if f.maxAge != "" {
		age, err := expect.ParseDuration(f.maxAge)
		if err != nil || age <= 0 {
			return nil, nil, usagef("--max-age is a duration such as 30d or 12h, got %q", f.maxAge)
		}
		w.maxAge = age
	}
	return w, args, nil
}

// accepted splits the arguments into names of probes and paths.
func accepted(names, args []string) (probes, paths []string) {
	for _, arg := range args {
		if _, err := os.Stat(arg); err != nil && !strings.ContainsAny(arg, `/\`) && !strings.HasSuffix(arg, suite.Suffix) {
			probes = append(probes, arg)
		} else {
			paths = append(paths, arg)
		}
	}
	if len(probes) > 0 {
		names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "*" })
	}
	return append(names, probes...), paths
}

// comparing has responses compared with the fixtures as they come, so that they can be let go of.
// It may be called from many goroutines, with each document once.
func (w *fixtures) comparing(d *pipeline.Document) engine.Holding {
	early := drift.NewEarly(d, engine.ReplayedAlone(d))
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.early == nil {
		w.early = map[*pipeline.Document]*drift.Early{}
	}
	w.early[d] = early
	return early.Compare
}

// check rejects conflicting flags, and unknown names of probes.
func (w *fixtures) check(documents []*pipeline.Document, mode pipeline.Mode) error {
	if w.accept == nil {
		return nil
	}
	if mode != pipeline.Drift {
		return usagef("--accept goes with --drift").but("to write down whatever comes: assay run --record")
	}
	for _, name := range w.accept {
		if !slices.ContainsFunc(documents, func(d *pipeline.Document) bool { return len(d.Plan.Named(name)) > 0 }) {
			return unknownProbe("accept", name, documents)
		}
	}
	return nil
}

// aftermath is what happened to the fixtures.
type aftermath struct {
	runs     []report.Judged
	notes    []record.Note
	drift    []*drift.Result // of each run; nil without
	refused  error
	doubtful bool // a strict run fails
}

// after records a run, or compares it, and looks at the fixtures' age.
func (w *fixtures) after(ctx context.Context, runs []report.Judged, mode pipeline.Mode, ended bool) *aftermath {
	a := &aftermath{runs: runs}
	fell := crash.Try(func() error { // what was judged is still reported
		switch mode {
		case pipeline.Record:
			a.record(ctx, record.Options{Last: w.maxAge == 0}, ended)
		case pipeline.Drift:
			w.compare(ctx, a, ended)
		}
		if w.ages() {
			w.old(a, mode)
		}
		return nil
	})
	if fell != nil {
		a.refused = fell
	}
	return a
}

// record records the runs. A run that ended early records nothing.
func (a *aftermath) record(ctx context.Context, opts record.Options, ended bool) {
	if ended {
		a.refused = errors.New("assay: nothing was recorded: the run ended early; the fixtures are as they were")
		return
	}
	opts.Tool = "assay " + version
	notes, err := record.Runs(ctx, a.runs, engine.Replay, opts)
	if err != nil {
		a.refused = fmt.Errorf("assay: not recorded: %w", err)
	}
	a.notes = append(a.notes, notes...)
}

// compare compares the runs with their fixtures, and accepts changes if requested.
func (w *fixtures) compare(ctx context.Context, a *aftermath, ended bool) {
	changed := map[*pipeline.Document]map[string]bool{}
	for _, j := range a.runs {
		r, err := drift.Of(ctx, j, w.early[j.Run.Document], engine.Replay)
		if err != nil {
			a.refused = fmt.Errorf("assay: not compared: %w", err)
			return
		}
		a.drift = append(a.drift, r)
		if r.Compared == 0 && len(r.Uncompared) > 0 {
			a.doubtful = true
			a.notes = append(a.notes, record.Note{Document: j.Run.Document, Text: "nothing was compared with the fixtures; with --strict that fails the run"})
		}
		changed[j.Run.Document] = w.changed(j.Run.Document, r)
		for i := range r.Changes {
			c := &r.Changes[i]
			a.doubtful = a.doubtful || c.Class == drift.Breaking && !changed[j.Run.Document][c.Probe]
		}
	}
	if w.accept == nil {
		return
	}
	if !slices.ContainsFunc(a.runs, func(j report.Judged) bool { return len(changed[j.Run.Document]) > 0 }) {
		for _, j := range a.runs {
			a.notes = append(a.notes, record.Note{Document: j.Run.Document, Text: "nothing to accept: " + strings.Join(w.accept, ", ") + " came as recorded"})
		}
		return
	}
	a.record(ctx, record.Options{
		Because: w.because,
		Only:    func(d *pipeline.Document, probe string) bool { return changed[d][probe] },
	}, ended)
}

// changed returns the probes whose new responses are accepted: named ones that differ from their
// fixtures in more than volatile parts.
func (w *fixtures) changed(d *pipeline.Document, r *drift.Result) map[string]bool {
	named := map[string]bool{}
	for _, name := range w.accept {
		for _, p := range d.Plan.Named(name) {
			named[p.ID] = true
		}
	}
	out := r.Changed()
	maps.DeleteFunc(out, func(probe string, _ bool) bool { return !named[probe] })
	return out
}

// old reports fixtures that are too old, or have a date in the future, except those that this run
// recorded.
func (w *fixtures) old(a *aftermath, mode pipeline.Mode) {
	now := time.Now()
	for _, j := range a.runs {
		aged := drift.Older(j.Run.Document, now, w.maxAge)
		if mode == pipeline.Record && a.refused == nil {
			aged = slices.DeleteFunc(aged, func(o drift.Aged) bool { return sent(j.Run, o.Probe) })
		}
		var old, ahead []string
		for _, o := range aged {
			if o.Ahead > 0 {
				ahead = append(ahead, fmt.Sprintf("%s (by %s)", o.Probe, text.Age(o.Ahead)))
			} else {
				old = append(old, fmt.Sprintf("%s (%s)", o.Probe, text.Age(o.Age)))
			}
		}
		if len(old) > 0 {
			a.doubt(j.Run.Document, fmt.Sprintf("older than %s: %s", w.age, someOf(old)))
		}
		if len(ahead) > 0 {
			a.doubt(j.Run.Document, fmt.Sprintf("dated in the future, so that their age is not known: %s; a clock was wrong", someOf(ahead)))
		}
	}
}

// doubt notes what is wrong with fixtures, which fails a strict run.
func (a *aftermath) doubt(d *pipeline.Document, what string) {
	a.doubtful = true
	a.notes = append(a.notes, record.Note{Document: d, Text: what + "; record them again, with --strict they fail the run"})
}

// someOf lists a few, and how many more there are.
func someOf(names []string) string {
	const most = 10
	if len(names) > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", len(names)-most))
	}
	return strings.Join(names, ", ")
}

// sent reports whether a run has a response to the probe.
func sent(run *pipeline.Run, probe string) bool {
	o := run.Evidence.Observation(run.Plan.Probe(probe))
	return o != nil && o.Missing.None()
}

// tell adds it to the result.
func (a *aftermath) tell(result *report.Result) {
	for i := range a.runs {
		s := &result.Suites[i]
		if i < len(a.drift) {
			s.Compared(a.drift[i])
		}
		for _, n := range a.notes {
			if n.Document == a.runs[i].Run.Document {
				s.Notes = append(s.Notes, n.Text)
			}
		}
	}
}
