package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"assay/runner/internal/engine"
	"assay/runner/internal/garbage"
	"assay/runner/internal/lint"
	"assay/runner/internal/report"
	"assay/runner/internal/report/ci"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
	"assay/runner/internal/wholefile"
)

func lintCommand(p *process) *cobra.Command {
	f := &flags{local: true}
	c := &cobra.Command{
		Use:   "lint [path...]",
		Short: "Find errors and doubtful places in suites",
		Long: `Lint reads the suites at the paths and lists every error in them. It
also warns of what is doubtful: a suite or a probe that nothing judges,
a finding that cannot fail, a fixture entry that no probe asks for, a literal
that looks like a secret, a finding about authentication without a control,
a var or secret that nothing uses.

Exit status: 0 no error (warnings do not count), 2 errors, 3 with --strict
when there are warnings.`,
		Example: `  assay lint
  assay lint --strict suites/shop
  assay lint --output json
  assay lint --sarif lint.sarif                   for code scanning on GitHub`,
		RunE: func(_ *cobra.Command, args []string) error { return lintPaths(p, f, args) },
	}
	f.documents(c)
	f.reportFile(c.Flags(), sarifFlag, "write what was found as SARIF 2.1.0 to `FILE`; - is standard output")
	return c
}

// sarifFlag names lint's report for code scanning.
const sarifFlag = "sarif"

func lintPaths(p *process, f *flags, args []string) error {
	sarif := &file{Format: report.Format{Flag: sarifFlag}, path: f.writesTo(sarifFlag)}
	if sarif.path != "" {
		if err := f.checkFiles([]file{*sarif}); err != nil {
			return err
		}
	}
	load, err := f.load(p)
	if err != nil {
		return err
	}
	files, err := engine.Suites(paths(args))
	if err != nil {
		return p.wrong(err, f.output)
	}
	garbage.HoldSuites(files)
	documents, wrong := engine.Check(files, engine.Options{Load: load, Secret: load.Env, Places: true, Hooks: engine.Hooks{Masks: &p.masks}})
	warnings := lint.Check(documents)
	switch {
	case len(wrong) > 0:
		p.status = exitUsage
	case len(warnings) > 0 && f.strict:
		p.status = exitInconclusive
	}
	if sarif.path != "" {
		if err := p.sarif(sarif.path, wrong, warnings); err != nil {
			return fmt.Errorf("--%s: %w", sarifFlag, err)
		}
		if f.taken {
			return nil
		}
	}
	return p.linted(len(files), wrong, warnings, f.output)
}

// sarif writes what lint found to path; "-" is standard output. What was typed and may be a secret
// is masked.
func (p *process) sarif(path string, wrong []error, warnings source.Problems) error {
	var all source.Problems
	for _, err := range wrong {
		all = append(all, source.ProblemsOf(err)...)
	}
	all = append(all, warnings...)
	for i, one := range all {
		masked := *one
		masked.Message, masked.Quote, masked.Next = p.typed.String(one.Message), p.typed.String(one.Quote), p.typed.String(one.Next)
		all[i] = &masked
	}
	write := func(w io.Writer) error { return ci.SARIF(w, version, all) }
	if path == "-" {
		return write(p.out)
	}
	return wholefile.WriteFrom(path, write)
}

// linted shows what lint found.
func (p *process) linted(files int, wrong []error, warnings source.Problems, output string) error {
	switch output {
	case "json":
		var errs []problemJSON
		for _, err := range wrong {
			errs = append(errs, collect(err)...)
		}
		return p.problems(errs, problemList(warnings))
	case "quiet":
		return nil
	}
	if len(wrong) > 0 {
		fmt.Fprintln(p.err, p.typed.String(errors.Join(wrong...).Error()))
	}
	if len(warnings) > 0 {
		p.say("%s\n", warnings.Error())
	}
	mistakes := 0
	for _, err := range wrong {
		mistakes += len(collect(err))
	}
	p.say("%s: %s, %s\n", text.Count(files, "suite"), text.Count(mistakes, "error"), text.Count(len(warnings), "warning"))
	return nil
}
