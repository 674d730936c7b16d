package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"assay/runner/internal/report"
	"assay/runner/internal/wholefile"
)

func reportCommand(p *process) *cobra.Command {
	f := &flags{}
	compare, github := false, false
	c := &cobra.Command{
		Use:   "report [RESULT...]",
		Short: "Make reports of a run that is over, or set several side by side",
		Long: `Report makes any report from a result that assay run --json FILE wrote; without a
file from the last live run, which is kept in your state folder. Nothing is sent
and nothing is judged again.

With --compare it sets several results side by side, of different networks, keys
or days: the findings that differ, each with its verdict and its answer in every
run. There --output json, --json FILE and --markdown FILE hold the comparison.

Exit status: 0 the reports are written; 1 with --compare, a finding differs; 2 a
file is no result, or the command line is wrong.`,
		Example: `  assay report                                    the last live run
  assay report result.json --html report.html --junit junit.xml
  assay report result.json --github               annotations of a workflow
  assay report --compare home.json office.json`,
		ValidArgsFunction: endings("json"),
		RunE: func(_ *cobra.Command, args []string) error {
			results, err := p.results(args, compare)
			if err != nil {
				return err
			}
			if err := checkOutput(f.output); err != nil {
				return err
			}
			if err := f.checkFiles(f.files()); err != nil {
				return err
			}
			if compare {
				return f.compare(p, report.Compare(results))
			}
			if github {
				return report.GitHub(p.out, results[0].Result)
			}
			return f.report(p, results[0].Result)
		},
	}
	s := c.Flags()
	s.SortFlags = false
	s.BoolVar(&compare, "compare", false, "set the results side by side")
	s.StringVar(&f.output, "output", "text", "`form` of standard output: text, json or quiet")
	f.reports(s)
	s.BoolVar(&github, "github", false, "write annotations for GitHub workflows to standard output, nothing else")
	s.BoolVar(&f.noColor, "no-color", false, "no colors (environment: NO_COLOR)")
	s.BoolVarP(&f.verbose, "verbose", "v", false, "list every finding; whole bodies and headers")
	return c
}

// results reads the named files, or the last run.
func (p *process) results(args []string, compare bool) ([]report.Named, error) {
	switch {
	case compare && len(args) < 2:
		return nil, usagef("--compare needs two results or more, got %d", len(args)).but("write them with assay run --vantage NAME --json FILE")
	case !compare && len(args) > 1:
		return nil, usagef("assay report takes one result, got %q too", args[1]).but("to set them side by side: --compare")
	case len(args) == 0:
		path, err := p.lastRun()
		if err != nil {
			return nil, usagef("%v", err).but("name a result that assay run --json FILE wrote")
		}
		if !exists(path) {
			return nil, usagef("no live run is kept in %s", path).but("name a result that assay run --json FILE wrote")
		}
		args = []string{path}
	}
	var out []report.Named
	var wrong []error
	for _, path := range args {
		text, err := p.read(path)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		r, err := report.Read(text.Name, text.Text)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		out = append(out, report.Named{File: text.Name, Result: r})
	}
	if len(wrong) > 0 {
		return nil, usagef("%v", errors.Join(wrong...))
	}
	return out, nil
}

// compare writes a comparison to the place that the flags name.
func (f *flags) compare(p *process, c *report.Comparison) error {
	if c.Differing() > 0 {
		p.status = exitBroken
	}
	switch f.output {
	case "json":
		if err := report.CompareJSON(p.out, c); err != nil {
			return err
		}
	case "text":
		if err := report.CompareText(f.text(p), c); err != nil {
			return err
		}
	}
	for _, one := range f.files() {
		var text strings.Builder
		var err error
		switch one.Flag {
		case "json":
			err = report.CompareJSON(&text, c)
		case "markdown":
			err = report.CompareMarkdown(&text, c)
		default:
			err = usagef("--%s holds one run, not several", one.Flag).but("--compare writes --json and --markdown")
		}
		if err == nil {
			err = p.writeTo(one.path, text.String())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// writeTo writes a text to a file, "-" being standard output.
func (p *process) writeTo(path, text string) error {
	if path == "-" {
		_, err := fmt.Fprint(p.out, text)
		return err
	}
	return wholefile.WriteFrom(path, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}
