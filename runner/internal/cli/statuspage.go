package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/pflag"

	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
	"assay/runner/internal/wholefile"
)

// statusPage writes a page to publish after each run: how suites are doing, and the days before.
type statusPage struct {
	dir  string // of --page; "" writes nothing
	days history.Days
	read time.Time // the start of the last run in days; zero: none is read
}

func (s *statusPage) flag(set *pflag.FlagSet) {
	set.StringVar(&s.dir, "page", "", "write a status page to publish into `DIR`: index.html, badge.svg, status.json")
}

// files are what a status page consists of.
var statusFiles = []struct {
	name  string
	write func(io.Writer, *report.Status) error
}{{"index.html", page.WriteStatus}, {"badge.svg", page.WriteBadge}, {"status.json", report.StatusJSON}}

// check makes the folder, and reports, before anything is sent, a file that cannot be written.
func (s *statusPage) check() error {
	if s.dir == "" {
		return nil
	}
	if err := os.MkdirAll(s.dir, 0o755); err != nil { //nolint:gosec // to publish
		return usagef("--page %s: %v", s.dir, err).but("name a folder that can be written to")
	}
	for _, f := range statusFiles {
		if err := wholefile.Writable(filepath.Join(s.dir, f.name), false); err != nil {
			return usagef("--page %s: %s cannot be written there: %v", s.dir, f.name, err).but("name a folder that can be written to")
		}
	}
	return nil
}

// write writes the files for a run that is kept. Where one cannot be written, the one before stays.
func (s *statusPage) write(ctx context.Context, past *memory, about report.Options, runs []report.Judged) error {
	if s.dir == "" {
		return nil
	}
	found, err := s.past(ctx, past, about.Started, runs)
	if err != nil {
		return fmt.Errorf("--page: %w", err)
	}
	status := report.StatusOf(about, runs, found, &s.days)
	var wrong []error
	for _, f := range statusFiles {
		path := filepath.Join(s.dir, f.name)
		if err := wholefile.WriteFrom(path, func(w io.Writer) error { return f.write(w, status) }); err != nil {
			wrong = append(wrong, fmt.Errorf("--page: %s: %w", path, err))
		}
	}
	return errors.Join(wrong...)
}

// past returns what the history has of the findings of a run, and adds its days: at first those
// of all runs, then those of the runs since.
func (s *statusPage) past(ctx context.Context, past *memory, started time.Time, runs []report.Judged) ([]*history.Finding, error) {
	db, err := store.Of(past.Past(ctx))
	if err != nil || db == nil {
		return nil, err
	}
	filter := store.Filter{Since: started}
	for i := range runs {
		run := runs[i].Run
		filter.Suites = append(filter.Suites, run.Redact.String(run.Suite.Name)) // as the history has it
	}
	if s.read.IsZero() {
		filter.Since = firstDay(started)
	}
	if err := db.Days(ctx, filter, &s.days); err != nil {
		return nil, err
	}
	s.read = started
	s.days.Forget(started, report.MostDays)
	filter.Since = time.Time{}
	return db.Findings(ctx, filter)
}
