package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/kinds"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// importFlags holds the flags of assay import.
type importFlags struct {
	importer.Options
	out           string
	force, strict bool
	places        []string // files for Environments
}

func importCommand(p *process) *cobra.Command {
	c := &cobra.Command{
		Use:   "import",
		Short: "Make a first suite from curl commands, HAR and other files",
		Long: `Import makes a suite from what there is already. The suite passes assay lint and
runs as it is; what could not be carried over is listed with its place and what
to do about it, also in a comment at the top of the suite.

Secrets do not get into the suite: values in places that credentials have
(Authorization, X-API-Key, cookies, passwords in bodies and queries), and what
has the shape of a well-known kind of key, become secrets that live runs read
from environment variables.

Probes whose method may change something (all but GET, HEAD, OPTIONS and TRACE)
get risk: writes, and the suite gets limits: {writes: ask}: live runs send them
only with --allow-writes, or once that line is removed.`,
		Example: `  assay import curl notes.sh
  assay import har shop.har -o suites/shop/`,
		Args: knownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	for _, kind := range kinds.All {
		c.AddCommand(importKindCommand(p, kind))
	}
	return c
}

// importKindCommand returns the command assay import KIND.
func importKindCommand(p *process, k importer.Kind) *cobra.Command {
	f := &importFlags{}
	c := &cobra.Command{
		Use: k.Name + " FILE…", Short: "A suite from " + k.From, Example: k.Example,
		Long: k.Doc + `

The suite is written to NAME.suite.yaml, its fixtures next to it; an existing
file is overwritten only with --force. Each of several files becomes a suite of
its own, and one that cannot be read does not keep the others from it.

Exit status: 0 the suite is written; 2 the file cannot be read, or the suite is
there already; 3 with --strict, something could not be carried over.`,
		Args: someFiles, ValidArgsFunction: endings(k.Endings...),
		RunE: func(_ *cobra.Command, args []string) error { return importFiles(p, f, k, args) },
	}
	s := c.Flags()
	s.StringVar(&f.Suite, "name", "", "`name` of the suite; without it the file's")
	s.StringVarP(&f.out, "out", "o", "", "file or folder to write to, as a `PATH`; - is standard output, the suite alone")
	s.BoolVar(&f.force, "force", false, "write over files that exist")
	s.BoolVar(&f.strict, "strict", false, "what could not be carried over fails: exit 3")
	if k.Target {
		s.StringVar(&f.Target, "target", "", "base `URL` of the API, instead of the file's")
	}
	if k.Places != "" {
		s.StringArrayVar(&f.places, "environment", nil, k.Places+" as a `FILE`, which becomes one of environments:; may be repeated, the first is the default")
	}
	if len(k.Versions) > 0 {
		f.Version = k.Versions[0]
		s.Var(&majorFlag{&f.Version, k.Versions}, k.Name, "the major `version` whose rules the file means")
	}
	if k.LeavesOut != "" {
		s.BoolVar(&f.All, "all", false, "take "+k.LeavesOut+" too")
	}
	return c
}

// majorFlag is a flag for one of some major versions.
type majorFlag struct {
	to    *int
	among []int
}

func (m *majorFlag) String() string { return strconv.Itoa(*m.to) }
func (m *majorFlag) Type() string   { return "version" }

func (m *majorFlag) Set(s string) error {
	n, err := strconv.Atoi(s)
	if err != nil || !slices.Contains(m.among, n) {
		return fmt.Errorf("it is one of %s", strings.Trim(fmt.Sprint(m.among), "[]"))
	}
	*m.to = n
	return nil
}

// someFiles requires a file, "-" for standard input, or several files.
func someFiles(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return usagef("%s needs a file", c.CommandPath()).but("name it, or - for standard input")
	}
	if len(args) > 1 && slices.Contains(args, "-") {
		return usagef("%s takes - alone", c.CommandPath()).but("import standard input by itself")
	}
	return nil
}

// importFiles imports each file into a suite of its own.
func importFiles(p *process, f *importFlags, k importer.Kind, paths []string) error {
	for _, place := range f.places {
		values, err := p.read(place)
		if err != nil {
			return notRead("--environment: ", err, "name a file that is there")
		}
		f.Environments = append(f.Environments, values)
	}
	if len(paths) == 1 {
		return importFile(p, f, k, paths[0])
	}
	if err := f.each(k, paths); err != nil {
		return err
	}
	var wrong []error
	status := 0
	for _, path := range paths {
		one := *f
		p.status = 0
		wrong = append(wrong, importFile(p, &one, k, path))
		if status != exitUsage && p.status != 0 {
			status = p.status
		}
	}
	p.status = status
	return errors.Join(wrong...)
}

// each reports whether several files can make a suite each.
func (f *importFlags) each(k importer.Kind, paths []string) error {
	if f.Suite != "" {
		return usagef("--name names one suite, and %d files make %d", len(paths), len(paths)).but("leave it out, or import them one by one")
	}
	if info, err := os.Stat(f.out); f.out != "" && !strings.HasSuffix(f.out, "/") && (err != nil || !info.IsDir()) {
		return usagef("--out %s is one file, and %d files make %d suites", f.out, len(paths), len(paths)).but("name a folder: --out suites/")
	}
	from := map[string]string{} // files by the suites that they make
	for _, path := range paths {
		_, name := entryOf(k, path)
		suite := suite.Slug(importer.NameOf(name))
		if first, ok := from[suite]; ok {
			return usagef("%s and %s both make %s.suite.yaml", first, path, suite).but("import them one by one, with --name or --out")
		}
		from[suite] = path
	}
	return nil
}

// importFile imports a file; f is its own.
func importFile(p *process, f *importFlags, k importer.Kind, path string) error {
	path, name := entryOf(k, path)
	file, err := p.read(path)
	switch {
	case err != nil && strings.HasPrefix(path, "curl "):
		return usagef("%v", err).but("write the command into a file, or to the standard input of assay import curl -")
	case err != nil:
		return notRead("", err, "name a file that is there, or - for standard input")
	}
	if f.Suite == "" {
		f.Suite = "imported"
		if path != "-" {
			f.Suite = importer.NameOf(name)
		}
	}
	suitePath := f.suitePath()
	f.Dir, f.Alone, f.Piped = filepath.Dir(suitePath), suitePath == "-", path == "-"
	draft, err := k.Read(file, f.Options)
	if err != nil {
		return p.wrong(unquotedSource(err), "text")
	}
	if err := f.free(suitePath); err != nil {
		return err
	}
	draft.About = fmt.Sprintf("Made by assay import %s from %s.", k.Name, filepath.Base(file.Name))
	if f.Target != "" {
		draft.Target = f.Target
	}
	return f.write(p, draft, suitePath)
}

// entryOf returns the file to read, which makes a folder one of that kind, and what names its
// suite.
func entryOf(k importer.Kind, path string) (entry, name string) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		for _, one := range k.Folder {
			if entry := filepath.Join(path, one); exists(entry) {
				return entry, path
			}
		}
	}
	if slices.Contains(k.Folder, filepath.Base(path)) {
		return path, filepath.Dir(path)
	}
	return path, path
}

// read reads a file that a person named, "-" for standard input.
func (p *process) read(path string) (*source.File, error) {
	if path == "-" {
		text, err := source.ReadAll(p.in, source.MostRecording)
		return &source.File{Name: "standard input", Text: source.UTF8(text)}, err
	}
	text, err := source.ReadFile(path, source.MostRecording)
	return &source.File{Name: path, Text: source.UTF8(text)}, err
}

// notRead returns the error of a file that cannot be read, behind the flag that names it, with
// missing as the next step where there is no such file.
func notRead(flag string, err error, missing string) error {
	said := usagef("%s%v", flag, err)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return said.but("%s", missing)
	case errors.Is(err, source.ErrFolder):
		return said.but("name a file in it")
	}
	return said
}
