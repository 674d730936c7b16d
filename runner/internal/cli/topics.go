package cli

import "github.com/spf13/cobra"

// topics are help about what all commands share.
func topics() []*cobra.Command {
	return []*cobra.Command{
		{
			Use: "exit-status", Short: "What the exit statuses mean",
			Long: `Every command ends with one of these statuses:

  0    success: no finding is broken
  1    a finding is broken; with --compare, runs differ; of compare, a target
       breaks what the first keeps; with fmt --check, a file would change
  2    an error in a suite, in another file or on the command line: the message
       has its place and what to do
  3    only with --strict: nothing is broken, but a finding is inconclusive, or
       there is a warning
  4    assay itself failed: a bug in assay, shown with what a report of it needs;
       what was observed and judged before it is reported
  130  interrupted: what was observed until then is reported

An error on the command line is never taken for a broken contract, and a contract
that could not be judged never for one that holds.`,
		},
		{
			Use: "environment", Short: "The environment variables that are read",
			Long: `Names that suites give under secrets: and vars: are read from the environment, and
from --env-file. Assay itself reads:

  ASSAY_MODE       how suites run where no flag says it: replay, live…
  ASSAY_TARGET     base URL instead of the suites' own, as --target
  ASSAY_ENV        the place to run against, of a suite's environments:, as --env
  ASSAY_WEBHOOK_SECRET
                   what --notify webhook=… signs with (whsec_ and base64)
  BROWSER          what assay view --open opens its page with
  NO_COLOR         anything but empty: no colors, as --no-color
  COLUMNS          width of the text where it is no terminal
  TERM             dumb: no colors
  GITHUB_ACTIONS   true: annotations follow the text of a run
  GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_SHA
                   the job and the commit that reports name; in GitLab, where GITLAB_CI
                   is true, CI_JOB_URL, CI_PROJECT_URL and CI_COMMIT_SHA
  XDG_STATE_HOME   where runs are kept; without it ~/.local/state, on macOS
                   ~/Library/Application Support, on Windows %LocalAppData%
  HTTP_PROXY, HTTPS_PROXY, NO_PROXY
                   proxies of live runs, where a suite and --proxy name none`,
		},
		{
			Use: "files", Short: "The files that are read and written",
			Long: `  NAME.suite.yaml          a suite; assay schema prints the format's JSON Schema
  NAME.fixture             recorded answers, named by fixtures: in the suite
  NAME_suite_test.go       the Ginkgo package of a folder of suites
  suites/                  where suites are looked for when no path is given; without
                           it, the current folder and those below it

Folders that are hidden, start with "_", or are called testdata, vendor or
node_modules are passed over unless they are named.

In the state folder (assay help environment), below assay/:

  history.db               live runs: verdicts, answers, latencies
  last-run.json            the last live run, for assay report
  failed/                  what the last run of a suite left, for assay run --failed

Reports and fixtures are written whole or not at all: the old file stays until the
new one is complete.`,
		},
	}
}
