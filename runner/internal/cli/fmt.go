package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/aymanbagabas/go-udiff"
	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/engine"
	"assay/runner/internal/source"
	"assay/runner/internal/wholefile"
	"assay/runner/internal/yamlfmt"
)

func fmtCommand(p *process) *cobra.Command {
	check := false
	c := &cobra.Command{
		Use:   "fmt [path...]",
		Short: "Lay suites out in the canonical way",
		Long: `Fmt lays out the suites at the paths: two spaces for a level, at most one blank
line between entries, braces where they fit into 120 columns. Comments, anchors,
merge keys, quotes and the order of keys stay; a document whose meaning or whose
comments would change is left as it is, and named. Fixture files that are named
are written in their own canonical form. Those that suites name are brought to the
newest version of the format: a file that ends in .http is renamed to end in
.fixture, in the suite as well. Files are replaced whole or not at all; - reads a
suite from standard input and writes it to standard output.

The names of the files that changed are printed.

Exit status: 0 everything is in order or was put in order, 1 with --check and a
file would change, 2 a file cannot be read or laid out.`,
		Example: `  assay fmt
  assay fmt --check suites            for CI: shows what would change
  assay fmt fixtures/shop.fixture
  assay fmt - < draft.yaml`,
		RunE: func(_ *cobra.Command, args []string) error { return formatPaths(p, args, check) },
	}
	c.Flags().BoolVar(&check, "check", false, "change nothing; show what would change, and fail if anything would")
	return c
}

func formatPaths(p *process, args []string, check bool) error {
	if len(args) == 1 && args[0] == "-" {
		text, err := io.ReadAll(p.in)
		if err != nil {
			return usagef("standard input: %v", err)
		}
		out, err := formatted("standard input", text)
		if err != nil {
			return p.wrong(err, "text")
		}
		if check {
			return p.would("standard input", text, out)
		}
		_, err = p.out.Write(out)
		return err
	}
	files, err := engine.Suites(paths(args))
	if err != nil {
		return p.wrong(err, "text")
	}
	var wrong []error
	l := &layout{p: p, check: check, brought: map[string]bool{}}
	for _, file := range files {
		wrong = append(wrong, l.format(file))
	}
	if err := errors.Join(wrong...); err != nil {
		return p.wrong(err, "text")
	}
	return nil
}

// layout is one run of fmt.
type layout struct {
	p       *process
	check   bool
	brought map[string]bool // recordings, by path, that were dealt with
}

// format formats one file.
func (l *layout) format(file string) error {
	if isRecording(file) {
		return l.recording(file)
	}
	text, err := source.ReadFile(file, source.MostRecording)
	if err != nil {
		return err
	}
	named, wrong := l.fixturesOf(file, text)
	out, err := formatted(file, named)
	if err != nil {
		return errors.Join(wrong, err)
	}
	return errors.Join(wrong, l.put(file, file, text, out))
}

// put writes a file that changed, under the name that it has from now on.
func (l *layout) put(file, name string, text, out []byte) error {
	if l.check && name != file {
		l.p.status = exitBroken
		l.p.say("rename %s => %s\n", file, name)
	}
	if l.check {
		return l.p.would(name, text, out)
	}
	if !bytes.Equal(text, out) {
		switch err := wholefile.Replace(file, text, out); {
		case errors.Is(err, wholefile.ErrChanged):
			return fmt.Errorf("%s: %w, and it stays so; run assay fmt again", file, err)
		case err != nil:
			return fmt.Errorf("%s: %w; the file is as it was", file, err)
		}
	}
	if name != file {
		if err := wholefile.Rename(file, name); err != nil {
			return fmt.Errorf("%w; the file keeps its name", err)
		}
		l.p.say("%s => %s\n", file, name)
	} else if !bytes.Equal(text, out) {
		l.p.say("%s\n", file)
	}
	return nil
}

// formatted returns a suite in its canonical form.
func formatted(name string, text []byte) ([]byte, error) {
	out, err := yamlfmt.Format(text)
	var one *yaml.LoadError
	switch {
	case errors.As(err, &one) && !errors.Is(err, yamlfmt.ErrLost):
		var ps source.Problems
		ps.Add(source.Pos{File: &source.File{Name: name, Text: text}, Line: one.Mark.Line, Col: one.Mark.Column}, "not YAML: %s", one.Message).Next = "assay lint says more"
		return nil, ps
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}

// would shows what a file would become.
func (p *process) would(name string, text, out []byte) error {
	if bytes.Equal(text, out) {
		return nil
	}
	p.status = exitBroken
	before, after := string(text), string(out)
	diff, err := udiff.ToUnified(name, name+" (formatted)", before, udiff.Lines(before, after), 2)
	if err != nil {
		return err
	}
	_, err = io.WriteString(p.out, diff)
	return err
}
