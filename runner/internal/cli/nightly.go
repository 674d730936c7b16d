package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
	"assay/runner/internal/report"
	"assay/runner/internal/watch"
	"assay/runner/internal/wholefile"
)

func nightlyCommand(p *process) *cobra.Command {
	f := &flags{live: true}
	n := &nightly{p: p, flags: f}
	c := &cobra.Command{
		Use:   "nightly [path...]",
		Short: "Run suites live in CI, keep every report, and tell what changed",
		Long: `Nightly is one live run of the suites at the paths for a job that runs every
night. It keeps in the folder --out

  run.json, run.md, junit.xml  the run, for programs, people and CI
  changes.md                   the verdicts that changed; empty if none did
  state/history.db             what the next night needs: keep it between nights

In a job of GitHub Actions run.md is added to its summary. A finding that is broken
and held before, or the other way round, has changed, and so has one that is broken
the first time. A night that could not tell (a limit, a missing key, no network) is
no change, and does not make the one before forgotten. A night that is interrupted
tells what it decided.

With --github the state comes from the newest run of the same workflow that kept
the folder as an artifact (--artifact), and what changed is added to an open issue,
or opens one. GitHub's command gh does both, with GH_TOKEN or GITHUB_TOKEN.

Exit status: as of assay run: 0 nothing is broken, 1 a finding is broken, 2 the
documents or the command line are wrong, 130 interrupted.`,
		Example: `  assay nightly suites/shop
  assay nightly --drift --notify slack=SLACK_WEBHOOK_URL suites/shop
  assay nightly --github --artifact assay-shop suites/shop`,
		RunE: func(c *cobra.Command, args []string) error { return n.run(c, args) },
	}
	s := c.Flags()
	s.StringVar(&n.out, "out", "nightly", "`DIR` for the reports and the state; it is made if there is none")
	s.BoolVar(&f.drift, "drift", false, "compare the answers with the fixtures as well")
	f.documents(c)
	s.Lookup("strict").Usage = "inconclusive fails too, nothing judged or compared, breaking drift: exit 3"
	f.selecting(s)
	f.sending(s)
	n.page.flag(s)
	f.lines.flag(s)
	n.notify.flags(s)
	s.BoolVar(&n.github, "github", false, "fetch the state from the last run of this workflow, and tell changes in an issue")
	s.StringVar(&n.artifact, "artifact", "assay-nightly", "with --github: the `name` of the artifact that keeps the folder --out")
	s.StringVar(&n.issue, "issue", "Nightly contract run - a verdict changed", "with --github: the `title` of the issue")
	s.BoolVar(&f.past.now, "now", false, "send although a cooldown lasts")
	s.BoolVarP(&f.verbose, "verbose", "v", false, "list every finding; whole bodies and headers")
	return c
}

// nightly is a nightly run.
type nightly struct {
	p               *process
	flags           *flags
	out             string
	github          bool
	artifact, issue string
	notify          notifying
	page            statusPage
}

// The files of a night, in its folder.
const (
	nightlyChanges = "changes.md"
	nightlySummary = "run.md"
	nightlyState   = "state"
)

func (n *nightly) run(c *cobra.Command, args []string) error {
	n.flags.live = !n.flags.drift
	if err := n.notify.check(n.p); err != nil {
		return err
	}
	if err := n.prepareFolder(); err != nil {
		return err
	}
	if err := n.page.check(); err != nil {
		return err
	}
	gh := &gitHub{p: n.p}
	if n.github {
		if err := gh.restore(c.Context(), n.artifact, n.out); err != nil {
			return err
		}
	}
	r, err := prepare(c, n.p, n.flags, args)
	if r == nil || err != nil {
		return err
	}
	defer r.past.end()
	changes, err := n.before(c.Context(), r)
	if err != nil {
		return err
	}
	runs, notRun, err := r.judge(c.Context())
	if err != nil && crashOf(err) == nil {
		return err
	}
	wrong := r.finish(c.Context(), runs, notRun, err)
	// A night that was interrupted tells what it decided: the history has that, so that the next night
	// would find it unchanged.
	ctx := context.WithoutCancel(c.Context())
	if n.p.status != exitInterrupted { // its page stays the one of the night before
		wrong = errors.Join(wrong, n.page.write(ctx, r.past, r.about(), runs))
	}
	return lateError(n.p, errors.Join(wrong, n.after(ctx, gh, changes.Round(r.started, runs))))
}

// prepareFolder makes the folder, without the reports of the night before.
func (n *nightly) prepareFolder() error {
	if err := os.MkdirAll(filepath.Join(n.out, nightlyState), 0o755); err != nil { //nolint:gosec // reports are for everybody
		return usagef("--out %s: %v", n.out, err).but("name a folder that can be written to")
	}
	n.flags.past.file = filepath.Join(n.out, nightlyState, "history.db")
	n.flags.reportFiles = map[string]*string{}
	for flag, name := range map[string]string{"json": "run.json", "markdown": nightlySummary, "junit": "junit.xml", "": nightlyChanges} {
		path := filepath.Join(n.out, name)
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return usagef("--out %s: %v", n.out, err).but("name a folder that can be written to")
		}
		if flag != "" {
			n.flags.reportFiles[flag] = &path
		}
	}
	return nil
}

// before returns the verdicts of the nights before: of each finding the last that was decided.
func (n *nightly) before(ctx context.Context, r *running) (*watch.Changes, error) {
	changes := &watch.Changes{Decided: true}
	db, err := store.Of(r.past.Past(ctx))
	if err != nil || db == nil {
		return changes, err
	}
	filter := store.Filter{}
	for _, d := range r.documents {
		filter.Suites = append(filter.Suites, d.Suite.Name)
	}
	found, err := db.Findings(ctx, filter)
	if err != nil {
		return nil, err
	}
	var decided []*history.Finding
	for _, f := range found {
		if f.Verdict == history.Inconclusive {
			if f.Before == "" {
				continue
			}
			f.Verdict = f.Before
		}
		decided = append(decided, f)
	}
	changes.Start(decided)
	return changes, nil
}

// after writes and tells what changed.
func (n *nightly) after(ctx context.Context, gh *gitHub, changes []watch.Change) error {
	path := filepath.Join(n.out, nightlyChanges)
	err := wholefile.WriteFrom(path, func(w io.Writer) error { return watch.Markdown(w, changes) })
	err = errors.Join(err, n.summary())
	n.notify.tell(ctx, n.p, changes)
	if n.github && len(changes) > 0 {
		err = errors.Join(err, gh.tell(ctx, n.issue, n.out, path))
	}
	said := "nothing is broken"
	switch n.p.status {
	case exitBroken:
		said = "a contract is broken"
	case exitInterrupted:
		said = "interrupted"
	}
	if n.flags.output == "text" {
		fmt.Fprintf(report.Inert(n.flags.text(n.p)), "nightly: %s; the result is in %s\n", said, n.out)
	}
	return err
}

// summary adds the report to the summary of a job of GitHub Actions.
func (n *nightly) summary() error {
	to, _ := n.p.env("GITHUB_STEP_SUMMARY")
	if to == "" {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(n.out, nightlySummary))
	if err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644) //nolint:gosec // as the runner has it
	if err != nil {
		return fmt.Errorf("the summary of the job: %w", err)
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
