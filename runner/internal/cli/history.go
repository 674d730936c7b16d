package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"assay/runner/internal/expect"
	"assay/runner/internal/history/store"
	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

func historyCommand(p *process) *cobra.Command {
	f := &flags{local: true}
	var suites []string
	var since, forget string
	c := &cobra.Command{
		Use:               "history [finding...]",
		ValidArgsFunction: findings,
		Short:             "Show since when findings hold or not, and when limits reset",
		Long: `History shows what the live runs on this machine found: since when each finding
holds or not, whether it flaps, how long its answers took; and of every limit
that was met (429, or the answer that a suite's cooldown is on) how long the
last and the longest spell took and between which bounds it reset.

Runs are kept until --forget takes those out that are older than that. The last
answer of each target that a cooldown is on stays, and so do answers to
checklists. --html writes the same as a page: each finding's verdicts, latencies,
and of each limit what was told and what was observed.`,
		Example: `  assay history
  assay history bearer --since 30d
  assay history --suite 'Chutes API' --output json
  assay history --html history.html               one page, to open from disk
  assay history --forget 365d`,
		RunE: func(c *cobra.Command, findings []string) error {
			if c.Flags().Changed("forget") {
				return forgetRuns(c, p, f, forget, len(findings)+len(suites) > 0 || since != "")
			}
			after, err := sinceWhen("since", since, time.Now())
			if err != nil {
				return err
			}
			return pastOf(c.Context(), p, f, store.Filter{Suites: suites, Findings: findings, Since: after})
		},
	}
	s := c.Flags()
	f.past.place(s)
	s.StringArrayVar(&suites, "suite", nil, "only the suite of this `name`; may be repeated")
	s.StringVar(&since, "since", "", "only runs since then: a `time` before now (12h, 30d) or a date (2026-03-01)")
	s.StringVar(&forget, "forget", "", "take out the runs before that: a `time` before now (365d) or a date (2026-03-01)")
	s.StringVar(&f.output, "output", "text", "`form` of standard output: text or json")
	f.reportFile(s, "html", "also write one page to `FILE`, to be opened from disk")
	s.BoolVar(&f.noColor, "no-color", false, "no colors (environment: NO_COLOR)")
	s.SortFlags = false
	return c
}

// pastOf writes the past of what the filter selects.
func pastOf(ctx context.Context, p *process, f *flags, filter store.Filter) error {
	if f.output != "text" && f.output != "json" {
		return usagef("--output is text or json, got %q", f.output)
	}
	var files []file
	if path := f.writesTo("html"); path != "" {
		files = append(files, file{report.Format{Flag: "html", Write: page.Write}, path})
	}
	if err := f.checkFiles(files); err != nil {
		return err
	}
	m, err := remember(ctx, p, f.past, false)
	if err != nil {
		return err
	}
	db, err := store.Of(m.DB())
	if err != nil {
		return err
	}
	defer m.Close()
	past := report.PastOf(m.Path, nil, nil)
	if db != nil {
		if past, err = m.asked(ctx, db, filter); err != nil {
			return err
		}
	}
	if db != nil && len(files) > 0 {
		if err := byDay(ctx, db, past, filter.Suites, time.Now()); err != nil {
			return err
		}
	}
	for _, one := range files {
		if err := one.Save(one.path, p.out, past.Result("assay "+version)); err != nil {
			return err
		}
	}
	if f.output == "json" {
		return writeJSON(p.out, past)
	}
	return report.PastText(f.text(p), past, f.style(p))
}

// asked returns the past from the history; it is an error if a name of the filter is not in it.
func (m *memory) asked(ctx context.Context, db *store.DB, filter store.Filter) (*report.Past, error) {
	findings, limits, err := db.Past(ctx, filter)
	if err != nil {
		return nil, err
	}
	if len(filter.Suites)+len(filter.Findings) > 0 {
		if err := known(ctx, db, filter); err != nil {
			return nil, err
		}
	}
	return report.PastOf(m.Path, findings, limits), nil
}

// mostNamed is the maximum number of names that a message lists.
const mostNamed = 12

// isDocument reports whether an argument is the name of a suite's file.
func isDocument(name string) bool {
	return strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".yml")
}

// known rejects names that no run ever had.
func known(ctx context.Context, db *store.DB, filter store.Filter) error {
	all, err := db.Findings(ctx, store.Filter{})
	if err != nil || len(all) == 0 {
		return err
	}
	var suites, ids []string
	for _, f := range all {
		suites, ids = append(suites, f.Suite), append(ids, f.Finding)
		if whole, _, isRow := strings.Cut(f.Finding, "["); isRow {
			ids = append(ids, whole)
		}
	}
	for what, names := range map[string][2][]string{"suite": {filter.Suites, suites}, "finding": {filter.Findings, ids}} {
		for _, name := range names[0] {
			if !slices.Contains(names[1], name) {
				err := usagef("no run of a %s %q is kept in %s", what, name, db.Path())
				if near := source.Nearest(name, names[1]); near != "" {
					return err.but("did you mean %q?", near)
				}
				if isDocument(name) {
					return err.but("arguments are ids of findings; a suite is chosen by its name: --suite %q", suites[0])
				}
				slices.Sort(names[1])
				all := slices.Compact(names[1])
				if len(all) > mostNamed {
					return err.but("there are %d, such as %s; assay history lists them", len(all), strings.Join(all[:3], ", "))
				}
				return err.but("there are: %s", strings.Join(all, ", "))
			}
		}
	}
	return nil
}

// forgetRuns takes the runs before a time out of the history.
func forgetRuns(c *cobra.Command, p *process, f *flags, when string, chosen bool) error {
	if chosen {
		return usagef("--forget takes out whole runs, whichever suites and findings they have").but("leave out --suite, --since and the findings")
	}
	before, err := sinceWhen("forget", when, time.Now())
	if err != nil {
		return err
	}
	if before.IsZero() {
		return usagef("--forget: the runs before when?").but("assay history --forget 365d")
	}
	m, err := remember(c.Context(), p, f.past, false)
	if err != nil {
		return err
	}
	db, err := store.Of(m.DB())
	if err != nil {
		return err
	}
	if db == nil {
		p.say("no run is kept in %s\n", m.Path)
		return nil
	}
	defer m.Close()
	done, err := db.Forget(c.Context(), before)
	if err != nil {
		return err
	}
	p.say("%s before %s forgotten, %d left in %s\n", text.Count(done.Runs, "run"), before.UTC().Format("2006-01-02 15:04 UTC"), done.Left, m.Path)
	if done.Limits > 0 {
		p.say("%s among them, with the last answer of a target that a cooldown is on\n", text.Count(done.Limits, "older run"))
	}
	return nil
}

// sinceWhen reads a flag such as --since: a duration back from now, a date or an
// RFC 3339 time; zero for none.
func sinceWhen(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if d, err := expect.ParseDuration(text); err == nil && d > 0 {
		return now.Add(-d), nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, usagef("--%s is a time before now (12h, 30d) or a date (2026-03-01), got %q", flag, text)
}
