package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"assay/runner/internal/engine"
	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/history/store"
	"assay/runner/internal/report"
)

// pastFlags says where runs are kept, and which of them count.
type pastFlags struct {
	file     string
	off, now bool
}

// place adds the flag that names the file.
func (f *pastFlags) place(s *pflag.FlagSet) {
	s.StringVar(&f.file, "history", "", "`FILE` that keeps live runs and answers (default: history.db in your state folder)")
}

// run adds the flags of a run.
func (f *pastFlags) run(s *pflag.FlagSet) {
	f.place(s)
	s.BoolVar(&f.off, "no-history", false, "do not record this run; cooldowns from earlier runs still apply")
	s.BoolVar(&f.now, "now", false, "send even while a cooldown lasts")
}

// memory is the history of a command.
type memory struct {
	*engine.Memory
	named bool // by --history
}

// remember finds the history of a command. A named file must be valid; errors of the default one
// are reported where they matter.
func remember(ctx context.Context, p *process, f pastFlags, live bool) (*memory, error) {
	m := engine.Remember(ctx, f.file, live && !f.off, p.env, func(text string) {
		fmt.Fprintf(p.err, "assay: warning: %s\n", text)
	})
	m.Now = f.now
	if f.file != "" {
		var failure *beside.Failure
		if _, err := m.DB(); errors.As(err, &failure) && failure.Wrong {
			return nil, usagef("--history: %v", err)
		}
	}
	return &memory{m, f.file != ""}, nil
}

// tell adds the results of earlier runs to a result; it reports what cannot be read and leaves it
// out.
func (m *memory) tell(ctx context.Context, r *report.Result) {
	db, err := store.Of(m.Past(ctx))
	if err != nil || db == nil {
		return // told where the run looked for a cooldown
	}
	filter := store.Filter{}
	for i := range r.Suites {
		filter.Suites = append(filter.Suites, r.Suites[i].Suite)
	}
	found, limits, err := db.Past(ctx, filter)
	if err != nil {
		m.Warn(fmt.Sprintf("the page tells no history: %v", err))
		return
	}
	past := report.PastOf(m.Path, found, limits)
	if err := byDay(ctx, db, past, filter.Suites, time.Now()); err != nil {
		m.Warn(fmt.Sprintf("the page tells no days of the history: %v", err))
	}
	r.Remembered(past)
}

// firstDay returns the start of the first of the days that end with that of a time.
func firstDay(end time.Time) time.Time {
	return end.UTC().Truncate(24*time.Hour).AddDate(0, 0, 1-report.MostDays)
}

// byDay adds to a past the verdicts by day up to a time.
func byDay(ctx context.Context, db *store.DB, past *report.Past, suites []string, end time.Time) error {
	var days history.Days
	if err := db.Days(ctx, store.Filter{Suites: suites, Since: firstDay(end)}, &days); err != nil {
		return err
	}
	past.ByDay(&days, end)
	return nil
}

// keep writes a command's run into the history, and returns what it wrote; nil if runs are not
// kept.
func (m *memory) keep(ctx context.Context, id string, started time.Time, r *report.Result, runs []report.Judged) *history.Run {
	return m.keepParts(ctx, id, started, r, m.parts(runs))
}

// parts returns what the history keeps of runs; nothing if runs are not kept.
func (m *memory) parts(runs []report.Judged) []history.Part {
	if !m.Keeps {
		return nil
	}
	var out []history.Part
	for i := range runs {
		out = append(out, engine.Kept(runs[i].Run, runs[i].Verdicts))
	}
	return out
}

func (m *memory) keepParts(ctx context.Context, id string, started time.Time, r *report.Result, parts []history.Part) *history.Run {
	if !m.Keeps {
		return nil
	}
	kept := &history.Run{
		ID: id, Mode: r.Mode, Tool: r.Tool, Vantage: r.Vantage, Started: started.UTC(),
		Duration: time.Duration(r.DurationMS * float64(time.Millisecond)), Requests: r.Requests, Interrupted: r.EndedEarly(),
		Parts: parts,
	}
	m.Keep(ctx, kept)
	return kept
}

// end closes the history when a run ends. A named file is left complete, so that it can be copied;
// the default one in the fastest way.
func (m *memory) end() {
	if m.named {
		m.Close()
	}
}
