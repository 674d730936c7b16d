package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/term"

	"assay/runner/internal/crash"
	"assay/runner/internal/report"
	"assay/runner/internal/report/formats"
	"assay/runner/internal/wholefile"
)

var outputs = []string{"text", "json", "quiet"}

// file is a requested report.
type file struct {
	report.Format
	path string
}

func (f *flags) files() []file {
	var out []file
	for _, format := range formats.All {
		if path := f.writesTo(format.Flag); path != "" {
			out = append(out, file{format, path})
		}
	}
	return out
}

// checkFiles reports, before any request is sent, a report that cannot be written, or two for
// standard output.
func (f *flags) checkFiles(files []file) error {
	there := "" // what is written to standard output
	if f.output == "json" {
		there = "--output json"
	}
	if err := f.checkLines(); err != nil {
		return err
	}
	if f.lines.path == "-" {
		if there != "" {
			return usagef("%s and --json-lines - both write to standard output", there).but("name a file for one of them")
		}
		there, f.taken = "--json-lines -", true
	}
	for _, one := range files {
		if one.Folder != nil {
			if err := checkFolder(one); err != nil {
				return err
			}
			continue
		}
		if one.path == "-" {
			this := "--" + one.Flag + " -"
			if there != "" {
				return usagef("%s and %s both write to standard output", there, this).but("name a file for one of them")
			}
			there, f.taken = this, true
			continue
		}
		if wholefile.InPlace(one.path) {
			continue
		}
		dir := filepath.Dir(one.path)
		if _, err := os.Stat(dir); err != nil {
			return usagef("--%s %s: %v", one.Flag, one.path, err).but("make the folder first")
		}
		if err := wholefile.Writable(one.path, false); err != nil {
			return f.unwritable(one.Flag, one.path, "the report", err)
		}
	}
	return nil
}

// unwritable says why the file that a flag names cannot be written.
func (f *flags) unwritable(flag, path, what string, err error) error {
	if info, wrong := os.Stat(path); wrong == nil && info.IsDir() {
		return usagef("--%s %s: it is a folder, and %s is a file", flag, path, what).but("name a file in it: --%s %s", flag, filepath.Join(path, "FILE"))
	}
	next := "nothing was sent; name another file"
	if f.local {
		next = "name another file"
	}
	return usagef("--%s %s: %s cannot be written there: %v", flag, path, what, err).but("%s", next)
}

// checkFolder reports a report whose folder cannot be made or written to.
func checkFolder(f file) error {
	if f.path == "-" {
		return usagef("--%s writes several files, which standard output cannot hold", f.Flag).but("name a folder: --%s %s-results", f.Flag, f.Flag)
	}
	if info, err := os.Stat(f.path); err == nil && !info.IsDir() {
		return usagef("--%s %s: it is a file, and the report is a folder", f.Flag, f.path).but("name another place")
	}
	if err := wholefile.Writable(filepath.Join(f.path, "report"), true); err != nil {
		return usagef("--%s %s: the report cannot be written there: %v", f.Flag, f.path, err).but("nothing was sent; name another folder")
	}
	return nil
}

// report writes every report of a run; a panic in one of them does not affect the others.
func (f *flags) report(p *process, r *report.Result) error {
	var wrong []error
	wrong = append(wrong, introduced(crash.Try(func() error { return f.print(p, r) })))
	for _, one := range f.files() {
		if err := crash.Try(func() error { return one.Save(one.path, p.out, r) }); err != nil {
			wrong = append(wrong, introduced(fmt.Errorf("--%s: %w", one.Flag, err)))
		}
	}
	return errors.Join(wrong...)
}

// introduced says whose error it is, of one that has no place in a file; the report of a crash says
// it itself.
func introduced(err error) error {
	if err == nil || crashOf(err) != nil {
		return err
	}
	return fmt.Errorf("assay: %w", err)
}

// print writes the format of --output to standard output.
func (f *flags) print(p *process, r *report.Result) error {
	switch f.output {
	case "json":
		return report.JSON(p.out, r)
	case "text":
		out := f.text(p)
		err := report.Text(out, r, f.style(p))
		if on, _ := p.env("GITHUB_ACTIONS"); on == "true" {
			err = errors.Join(err, report.GitHub(out, r))
		}
		return err
	}
	return nil
}

// text returns the writer for reports for people: standard error if a requested file uses standard
// output (--json -), which must then contain nothing else.
func (f *flags) text(p *process) io.Writer {
	if f.taken {
		return p.err
	}
	return p.out
}

// style returns the style of text for this terminal.
func (f *flags) style(p *process) report.Style {
	s := report.Style{Verbose: f.verbose}
	noColor, _ := p.env("NO_COLOR")
	kind, _ := p.env("TERM")
	s.Color = !f.noColor && !f.taken && noColor == "" && kind != "dumb" && isTerminal(p.stdout)
	if isTerminal(p.stdout) {
		if width, _, err := term.GetSize(int(p.stdout.Fd())); err == nil {
			s.Width = width
		}
	}
	if columns, _ := p.env("COLUMNS"); s.Width == 0 && columns != "" {
		s.Width, _ = strconv.Atoi(columns)
	}
	s.Width = max(s.Width, 0)
	return s
}

func isTerminal(f *os.File) bool { return f != nil && term.IsTerminal(int(f.Fd())) }
