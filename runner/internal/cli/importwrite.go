package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"assay/runner/internal/fixture"
	"assay/runner/internal/importer"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
	"assay/runner/internal/text"
	"assay/runner/internal/wholefile"
)

// unquotedSource returns err without the lines of the file, which may contain secrets.
func unquotedSource(err error) error {
	var problems source.Problems
	if !errors.As(err, &problems) {
		return err
	}
	for _, p := range problems {
		if p.Pos.File != nil {
			p.Pos.File = &source.File{Name: p.Pos.File.Name}
		}
	}
	return problems
}

// suitePath is where the suite is written: a file, or "-".
func (f *importFlags) suitePath() string {
	name := suite.Slug(f.Suite) + ".suite.yaml"
	switch info, err := os.Stat(f.out); {
	case f.out == "":
		return name
	case f.out == "-":
		return "-"
	case strings.HasSuffix(f.out, "/"), err == nil && info.IsDir():
		return filepath.Join(f.out, name)
	}
	return f.out
}

// free reports whether the path may be written to.
func (f *importFlags) free(path string) error {
	if path == "-" || f.force {
		return nil
	}
	if _, err := os.Lstat(path); err == nil {
		return notWritten(path, fs.ErrExist)
	}
	return nil
}

// notWritten returns the error of a file that was not written.
func notWritten(path string, err error) error {
	if errors.Is(err, fs.ErrExist) {
		return usagef("%s is there already", path).but("choose another place with --out, or pass --force to write over it")
	}
	return usagef("%v", err).but("choose another place with --out")
}

func (f *importFlags) write(p *process, d *importer.Draft, path string) error {
	fixtures := ""
	if path != "-" {
		fixtures = strings.TrimSuffix(strings.TrimSuffix(path, ".yaml"), ".suite") + fixture.Ending
		d.Fixtures = filepath.Base(fixtures)
		if err := f.free(fixtures); err != nil {
			return err
		}
	}
	if path == "-" {
		text, err := f.text(p, d, suite.Slug(f.Suite)+".suite.yaml")
		if err != nil || text == nil {
			return err
		}
		_, err = p.out.Write(text)
		p.left(d)
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return usagef("%v", err).but("choose another place with --out")
	}
	write, save := wholefile.Create, (*fixture.File).Create
	if f.force {
		write, save = wholefile.Write, (*fixture.File).Save
	}
	for _, beside := range d.Files {
		to := filepath.Join(filepath.Dir(path), beside.Name)
		if err := f.free(to); err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return usagef("%v", err).but("choose another place with --out")
		}
		if err := write(to, beside.Text); err != nil {
			return notWritten(to, err)
		}
		p.say("wrote %s: %s\n", to, beside.About)
	}
	document, err := f.text(p, d, path)
	if err != nil || document == nil {
		return err
	}
	if err := write(path, document); err != nil {
		return notWritten(path, err)
	}
	recorded, err := d.Fixture(path, document)
	if err != nil {
		return p.wrong(fmt.Errorf("%w\n%s is written all the same: mend it and run assay lint %s", err, path, path), "text")
	}
	p.say("wrote %s: %s, %s\n", path, text.Count(len(d.Probes), "probe"), text.Count(len(d.Findings), "finding"))
	if len(d.Recorded) > 0 {
		if err := save(recorded, fixtures); err != nil {
			return notWritten(fixtures, err)
		}
		p.say("wrote %s: %s\n", fixtures, text.Count(len(recorded.Entries), "recorded answer"))
	}
	p.nextSteps(d, path, len(d.Recorded) > 0)
	return nil
}

// text returns the draft as a suite at path; nil if none can be made of it, which it reports.
func (f *importFlags) text(p *process, d *importer.Draft, path string) ([]byte, error) {
	text, err := d.Text(path)
	if err != nil {
		return nil, p.wrong(unquotedSource(err), "text")
	}
	if f.strict && len(d.Left) > 0 {
		p.status = exitInconclusive
	}
	return text, nil
}

// left lists what could not be carried over.
func (p *process) left(d *importer.Draft) {
	if len(d.Left) == 0 {
		return
	}
	var out strings.Builder
	fmt.Fprintf(&out, "not carried over (%d):\n", len(d.Left))
	for _, one := range d.Listed() {
		fmt.Fprintf(&out, "  %s\n", one)
	}
	fmt.Fprint(p.err, out.String())
}

// nextSteps says what was not carried over to the suite at path, and what to do now.
func (p *process) nextSteps(d *importer.Draft, path string, recorded bool) {
	p.left(d)
	names := d.Variables()
	p.say("%s\n", "next:")
	if recorded {
		p.say("  assay run %s   (replays the recorded answers)\n", path)
	}
	if len(names) > 0 {
		p.say("  set %s in the environment of live runs\n", strings.Join(names, ", "))
	}
	strict := ""
	if len(d.Secrets) > 0 {
		strict = "--strict " // without it, a run without the secrets passes
	}
	p.say("  assay run --live %s%s\n", strict, path)
	if !strings.HasSuffix(path, suite.Suffix) {
		p.say("  name %s to each command: without a name they find what ends in %s\n", path, suite.Suffix)
	}
	if n := d.Writes(); n > 0 {
		change := "change"
		if n == 1 {
			change = "changes"
		}
		p.say("  %d of %s %s something: sent only with --allow-writes, and so is what comes after\n", n, text.Count(len(d.Probes), "probe"), change)
	}
}
