package cli

import (
	"github.com/spf13/cobra"

	"assay/runner/internal/report"
)

func reportCommand(p *process) *cobra.Command {
	f := &flags{local: true}
	s := sideBySide{}
	github, join := false, false
	c := &cobra.Command{
		Use:   "report [RESULT...]",
		Short: "Write reports of a finished run, or compare several runs",
		Long: `Report makes any report from a result that assay run --json FILE wrote; without a
file from the last live run, which is kept in your state folder. Nothing is sent
and nothing is judged again.

With --compare it sets several results side by side, of different networks, keys
or days: the findings that differ, each with its verdict and its answer in every
run. There --output json, --json FILE and --markdown FILE hold the comparison.

With --matrix it shows every finding in every run, of several servers for one:
findings down, runs across, in a cell the verdict and the response behind it; a
finding that a run does not have is a gap. --html FILE, --markdown FILE,
--json FILE and --output json hold the matrix.

With --join it puts the shards of one run together (assay run --shard 1/3, 2/3,
3/3), as one run would have them, and makes the reports of that. A shard that is
missing, or that divides the findings differently from the others, is an error.

NAME=RESULT names the column of a run. Others are called after the first of
vantage, environment, target, suites and file that tells the runs apart.

Exit status: 0 the reports are written; 1 with --compare, a finding differs; 2 a
file is no result, or the command line is wrong.`,
		Example: `  assay report                                    the last live run
  assay report result.json --html report.html --junit junit.xml
  assay report result.json --github               annotations of a workflow
  assay report --compare home.json office.json
  assay report --join shard1.json shard2.json --junit junit.xml
  assay report --matrix ollama=a.json nginx=b.json --html matrix.html`,
		ValidArgsFunction: endings("json"),
		RunE: func(_ *cobra.Command, args []string) error {
			switch {
			case s.compare && s.matrix:
				return usagef("--compare and --matrix are two reports").but("choose one: what differs, or every finding")
			case github && (s.compare || s.matrix):
				return usagef("--github annotates one run, not several").but("leave it out, or name one result without --compare and --matrix")
			}
			if join && (s.compare || s.matrix) {
				return usagef("--join makes one run of several results, and does not set them side by side").but("leave --compare or --matrix out, or join first: assay report --join 1.json 2.json --json all.json")
			}
			results, err := p.results(args, s, join)
			if err != nil {
				return err
			}
			if err := checkOutput(f.output); err != nil {
				return err
			}
			if err := f.checkFiles(f.files()); err != nil {
				return err
			}
			if s.compare || s.matrix {
				return f.sideBySide(p, s, results)
			}
			if github {
				return report.GitHub(p.out, results[0].Result)
			}
			return f.report(p, results[0].Result)
		},
	}
	l := c.Flags()
	l.SortFlags = false
	l.BoolVar(&s.compare, "compare", false, "set the results side by side: what differs")
	l.BoolVar(&s.matrix, "matrix", false, "set the results side by side: every finding in every run")
	l.BoolVar(&join, "join", false, "put the shards of one run together")
	l.StringVar(&f.output, "output", "text", "`form` of standard output: text, json or quiet")
	f.reports(l)
	l.BoolVar(&github, "github", false, "write annotations for GitHub workflows to standard output, nothing else")
	l.BoolVar(&f.noColor, "no-color", false, "no colors (environment: NO_COLOR)")
	l.BoolVarP(&f.verbose, "verbose", "v", false, "list every finding; whole bodies and headers")
	return c
}
