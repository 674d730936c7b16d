package cli

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"assay/runner/internal/report"
	"assay/runner/internal/report/page"
	"assay/runner/internal/wholefile"
)

// sideBySide holds the flags that set several results side by side.
type sideBySide struct{ compare, matrix bool }

// results reads the named files, or the last run.
func (p *process) results(args []string, s sideBySide, join bool) ([]report.Named, error) {
	switch {
	case join:
		return p.joined(args)
	case s.matrix && len(args) == 0:
		return nil, usagef("--matrix needs at least one result, got none").but("write them with assay run --json FILE and name them: assay report --matrix first.json second.json")
	case s.compare && len(args) < 2:
		return nil, usagef("--compare needs two results or more, got %d", len(args)).but("write them with assay run --vantage NAME --json FILE")
	case s.matrix || s.compare:
		return p.columns(args, s.matrix)
	case len(args) > 1:
		return nil, usagef("assay report takes one result, got %q too", args[1]).but("to set them side by side: --compare, or --matrix")
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
	one, err := p.result(args[0])
	if err != nil {
		return nil, usagef("%v", err)
	}
	return []report.Named{one}, nil
}

// joined reads the shards of a run, and puts them together.
func (p *process) joined(args []string) ([]report.Named, error) {
	var shards []report.Named
	for _, arg := range args {
		one, err := p.result(arg)
		if err != nil {
			return nil, usagef("%v", err)
		}
		shards = append(shards, one)
	}
	whole, err := report.Joined(shards)
	if err != nil {
		return nil, usagef("--join: %v", err)
	}
	return []report.Named{{Result: whole}}, nil
}

// writeResult is the next step where there is no result to read.
const writeResult = "write one with assay run --json FILE"

// result reads one result.
func (p *process) result(path string) (report.Named, error) {
	text, err := p.read(path)
	if err != nil {
		return report.Named{}, notRead("", err, writeResult)
	}
	r, err := report.Read(text.Name, text.Text)
	return report.Named{File: text.Name, Result: r}, err
}

// columns reads results that may have names: NAME=FILE. If once is set, each file may be named once
// only.
func (p *process) columns(args []string, once bool) ([]report.Named, error) {
	var out []report.Named
	var wrong []error
	files, names := map[string]string{}, map[string]string{}
	for _, arg := range args {
		name, path, err := column(arg)
		if err != nil {
			return nil, err
		}
		same := path
		if whole, err := filepath.EvalSymlinks(path); err == nil {
			same = filepath.Clean(whole)
		}
		if first, known := files[same]; known && once {
			return nil, usagef("%s and %s are the same result", first, arg).but("name each run once")
		}
		if first, known := names[name]; known && name != "" {
			return nil, usagef("%s and %s have the same name", first, arg).but("give each run a name of its own: NAME=FILE")
		}
		files[same], names[name] = arg, arg
		one, err := p.result(path)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		one.Name = name
		out = append(out, one)
	}
	if len(wrong) > 0 {
		return nil, usagef("%v", errors.Join(wrong...))
	}
	return out, nil
}

// column splits NAME=FILE. An argument that is itself the name of a file has no NAME.
func column(arg string) (name, path string, err error) {
	name, path, found := strings.Cut(arg, "=")
	switch {
	case !found || exists(arg):
		return "", arg, nil
	case strings.TrimSpace(name) == "" || path == "":
		return "", "", usagef("%q is no NAME=FILE", arg).but("write the name of the column, =, and the file: ollama=run.json")
	}
	return name, path, nil
}

// sideBySide writes a comparison, or a matrix, to the places that the flags name.
func (f *flags) sideBySide(p *process, s sideBySide, results []report.Named) error {
	c := report.Compare(results)
	flag, texts := "--compare", map[string]func(io.Writer) error{
		"json":     func(w io.Writer) error { return report.CompareJSON(w, c) },
		"text":     func(w io.Writer) error { return report.CompareText(w, c) },
		"markdown": func(w io.Writer) error { return report.CompareMarkdown(w, c) },
	}
	writes := "--json and --markdown"
	if s.matrix {
		flag, writes = "--matrix", "--json, --markdown and --html"
		texts["text"] = func(w io.Writer) error { return report.MatrixText(w, c) }
		texts["markdown"] = func(w io.Writer) error { return report.MatrixMarkdown(w, c) }
		texts["html"] = func(w io.Writer) error { return page.WriteMatrix(w, c, results) }
	}
	files := f.files()
	for _, one := range files {
		if texts[one.Flag] == nil {
			return usagef("--%s holds one run, not several", one.Flag).but("%s writes %s", flag, writes)
		}
	}
	if s.compare && c.Differing() > 0 {
		p.status = exitBroken
	}
	if write := texts[f.output]; write != nil {
		if err := write(f.text(p)); err != nil {
			return err
		}
	}
	for _, one := range files {
		if err := p.writeTo(one.path, texts[one.Flag]); err != nil {
			return fmt.Errorf("--%s: %w", one.Flag, err)
		}
	}
	return nil
}

// writeTo writes a text to a file, whole or not at all, "-" being standard output.
func (p *process) writeTo(path string, write func(io.Writer) error) error {
	if path == "-" {
		return write(p.out)
	}
	return wholefile.WriteFrom(path, write)
}
