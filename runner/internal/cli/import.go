package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/curl"
	"assay/runner/internal/importer/har"
	"assay/runner/internal/importer/hurl"
	"assay/runner/internal/importer/openapi"
	"assay/runner/internal/importer/postman"
	"assay/runner/internal/source"
	"assay/runner/internal/wholefile"
)

// importFlags are what a person chose for assay import.
type importFlags struct {
	name, out, target  string
	force, strict, all bool
}

// importKind is one kind of file that suites are made from.
type importKind struct {
	use, short, long, example string
	read                      func(*importFlags, *source.File, string) (*importer.Draft, error) // the folder of the suite is last
	flags                     func(*cobra.Command, *importFlags)
	endings                   []string // of the files that it reads
}

var importKinds = []importKind{
	{
		use: "curl FILE", endings: []string{"sh", "txt"}, short: "A suite from curl commands",
		long: `Curl reads the curl commands of a shell script, of notes, or as a browser copies
them ("Copy as cURL (bash)"): a probe and a finding for each. Variables of the
shell become vars and secrets. What is about curl's output only (-s, -v, -o) has
no effect on a suite; everything else that has no place in one is listed.`,
		example: `  assay import curl notes.sh
  pbpaste | assay import curl - --name shop
  assay import curl notes.sh -o suites/shop/`,
		read: func(f *importFlags, file *source.File, dir string) (*importer.Draft, error) {
			return curl.Read(file, curl.Options{Suite: f.name, ReadFile: readSent, Path: func(path string) string { return relative(dir, path) }})
		},
	},
	{
		use: "har FILE", endings: []string{"har"}, short: "A suite and its fixtures from a HAR file",
		long: `Har reads an HTTP archive, as the network panel of a browser or a proxy saves it:
a probe and a finding for each exchange, and a fixture file with the recorded
answers, so that the suite replays at once. Cookies, tokens and keys are taken
out of both: what an earlier answer gave is captured from it, the rest are
secrets. Images, styles, scripts and fonts are left out, and counted.`,
		example: `  assay import har shop.har
  assay import har shop.har -o suites/shop/ && assay run suites/shop`,
		read: func(f *importFlags, file *source.File, _ string) (*importer.Draft, error) {
			return har.Read(file, har.Options{Suite: f.name, All: f.all, ReadFile: besides(file.Name)})
		},
		flags: func(c *cobra.Command, f *importFlags) {
			c.Flags().BoolVar(&f.all, "all", false, "take images, styles, scripts, fonts and preflights too")
		},
	},
	{
		use: "openapi FILE", endings: []string{"yaml", "yml", "json"}, short: "A suite from an OpenAPI document",
		long: `Openapi reads an OpenAPI 3.0 to 3.2 document, YAML or JSON: a probe for each
operation, with the document's examples for parameters and bodies, and a finding
that it succeeds and answers as the document says (openapi: true). Where the
document has no example, a value is made up from the schema, and listed. Path
parameters are vars, credentials secrets.`,
		example: `  assay import openapi petstore.yaml
  assay import openapi petstore.yaml --target http://127.0.0.1:8080 -o suites/petstore/`,
		read:  importOpenAPI,
		flags: targetFlag,
	},
	{
		use: "postman FILE", endings: []string{"json"}, short: "A suite from a Postman collection",
		long: `Postman reads a collection exported as v2.1 (or v2.0): folders become labels,
variables vars and secrets, credentials are inherited as in Postman. The usual
lines of test scripts become expectations, one finding for each pm.test, and
variables that they set become captures; other lines are listed.`,
		example: `  assay import postman Shop.postman_collection.json
  assay import postman Shop.postman_collection.json --target http://127.0.0.1:8080`,
		read: func(f *importFlags, file *source.File, _ string) (*importer.Draft, error) {
			return postman.Read(file, postman.Options{Suite: f.name, Target: f.target})
		},
		flags: targetFlag,
	},
	{
		use: "hurl FILE", endings: []string{"hurl"}, short: "A suite from a Hurl file",
		long: `Hurl reads a Hurl file: each entry becomes a probe and a finding, captures become
captures, asserts expectations, retry: an until:. Variables come from the
environment as HURL_name, as for Hurl itself. Asserts and filters that a suite
has no words for are listed.`,
		example: `  assay import hurl shop.hurl
  assay import hurl shop.hurl --target http://127.0.0.1:8080 -o suites/shop/`,
		read: func(f *importFlags, file *source.File, dir string) (*importer.Draft, error) {
			return hurl.Read(file, hurl.Options{Suite: f.name, Target: f.target, ReadFile: readSent, Path: func(path string) string { return relative(dir, path) }})
		},
		flags: targetFlag,
	},
}

// importOpenAPI reads a document. Where the suite in dir may not read it where it
// is, a copy goes beside the suite, with those of the files that it leads to.
func importOpenAPI(f *importFlags, file *source.File, dir string) (*importer.Draft, error) {
	o := openapi.Options{Suite: f.name, Target: f.target, Path: relative(dir, file.Name)}
	copied := f.out != "-" && !inProject(dir, file.Name)
	if copied {
		o.Path = filepath.Base(file.Name)
	}
	files := []importer.File{{Name: o.Path, Text: file.Text}}
	o.Beside = func(path string, text []byte) {
		if !slices.ContainsFunc(files, func(f importer.File) bool { return f.Name == path }) {
			files = append(files, importer.File{Name: path, Text: text})
		}
	}
	d, err := openapi.Read(file, o)
	if err == nil && copied {
		d.Files = files
	}
	return d, err
}

// inProject reports whether a suite in dir may read the file: it is in the folder, or
// in the project around it (the nearest folder above with a .git or a go.mod).
func inProject(dir, path string) bool {
	full, err := filepath.Abs(path)
	folder, errDir := filepath.Abs(dir)
	if err != nil || errDir != nil {
		return false
	}
	for own := true; ; own, folder = false, filepath.Dir(folder) {
		inside := strings.HasPrefix(full, strings.TrimSuffix(folder, "/")+"/")
		project := exists(filepath.Join(folder, ".git")) || exists(filepath.Join(folder, "go.mod"))
		switch {
		case inside && (own || project):
			return true
		case project, folder == filepath.Dir(folder):
			return false
		}
	}
}

// targetFlag is for kinds that may name no host.
func targetFlag(c *cobra.Command, f *importFlags) {
	c.Flags().StringVar(&f.target, "target", "", "base `URL` of the API, instead of the file's")
}

func importCommand(p *process) *cobra.Command {
	c := &cobra.Command{
		Use:   "import",
		Short: "Make a first suite from curl commands, HAR and other files",
		Long: `Import makes a suite from what there is already. The suite passes assay lint and
runs as it is; what could not be carried over is listed with its place and what
to do about it, and stands in a comment at the top of the suite.

Secrets do not get into the suite: values in places that credentials have
(Authorization, X-API-Key, cookies, passwords in bodies and queries), and what
has the shape of a well-known kind of key, become secrets that live runs read
from environment variables.

Probes whose method may change something (all but GET, HEAD, OPTIONS and TRACE)
have risk: writes, and the suite says limits: {writes: ask}: live runs send them
only with --allow-writes, or when that line is taken out.`,
		Example: `  assay import curl notes.sh
  assay import har shop.har -o suites/shop/`,
		Args: knownCommand,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	for _, kind := range importKinds {
		c.AddCommand(kind.command(p))
	}
	return c
}

func (k importKind) command(p *process) *cobra.Command {
	f := &importFlags{}
	c := &cobra.Command{
		Use: k.use, Short: k.short, Example: k.example,
		Long: k.long + `

The suite is written to NAME.suite.yaml, its fixtures beside it; a file that
exists is never written over without --force.

Exit status: 0 the suite is written; 2 the file cannot be read, or the suite is
there already; 3 with --strict, something could not be carried over.`,
		Args: oneFile, ValidArgsFunction: endings(k.endings...),
		RunE: func(_ *cobra.Command, args []string) error { return importFile(p, f, k, args[0]) },
	}
	s := c.Flags()
	s.StringVar(&f.name, "name", "", "`name` of the suite; without it the file's")
	s.StringVarP(&f.out, "out", "o", "", "file or folder to write to, as a `PATH`; - is standard output, the suite alone")
	s.BoolVar(&f.force, "force", false, "write over files that exist")
	s.BoolVar(&f.strict, "strict", false, "what could not be carried over fails: exit 3")
	if k.flags != nil {
		k.flags(c, f)
	}
	return c
}

// oneFile wants one file, "-" for standard input.
func oneFile(c *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return usagef("%s needs a file", c.CommandPath()).but("name it, or - for standard input")
	case 1:
		return nil
	}
	return usagef("%s takes one file, got %q too", c.CommandPath(), args[1])
}

func importFile(p *process, f *importFlags, k importKind, path string) error {
	file, err := p.read(path)
	if err != nil {
		return usagef("%v", err)
	}
	if f.name == "" {
		f.name = "imported"
		if path != "-" {
			f.name = importer.NameOf(path)
		}
	}
	suitePath := f.suitePath()
	draft, err := k.read(f, file, filepath.Dir(suitePath))
	if err != nil {
		return p.wrong(unquotedSource(err), "text")
	}
	if err := f.free(suitePath); err != nil {
		return err
	}
	draft.About = fmt.Sprintf("Made by assay import %s from %s.", strings.Fields(k.use)[0], filepath.Base(file.Name))
	if f.target != "" {
		draft.Target = f.target
	}
	return f.write(p, draft, suitePath)
}

// read reads a file that a person named, "-" for standard input.
func (p *process) read(path string) (*source.File, error) {
	if path == "-" {
		text, err := source.ReadAll(p.in, source.MostRecording)
		return &source.File{Name: "standard input", Text: text}, err
	}
	text, err := source.ReadFile(path, source.MostRecording)
	return &source.File{Name: path, Text: text}, err
}

// readSent reads a file that an imported request sends.
func readSent(path string) ([]byte, error) { return source.ReadFile(path, source.MostRecording) }

// besides reads files below the folder that a file stands in, and no others.
func besides(name string) func(string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		if !filepath.IsLocal(path) {
			return nil, errors.New("it is not below the folder of the file that names it")
		}
		return source.ReadFile(filepath.Join(filepath.Dir(name), path), source.MostRecording)
	}
}

// unquotedSource is err without the lines of the file: they may hold secrets.
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
	name := importer.Slug(f.name) + ".suite.yaml"
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
		return usagef("%s is there already", path).but("choose another place with --out, or pass --force to write over it")
	}
	return nil
}

func (f *importFlags) write(p *process, d *importer.Draft, path string) error {
	fixtures := ""
	if path != "-" {
		fixtures = strings.TrimSuffix(strings.TrimSuffix(path, ".yaml"), ".suite") + ".http"
		d.Fixtures = filepath.Base(fixtures)
		if err := f.free(fixtures); err != nil {
			return err
		}
	}
	if path == "-" {
		text, err := f.text(p, d, importer.Slug(f.name)+".suite.yaml")
		if err != nil || text == nil {
			return err
		}
		_, err = p.out.Write(text)
		f.left(p, d)
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return usagef("%v", err)
	}
	for _, beside := range d.Files {
		to := filepath.Join(filepath.Dir(path), beside.Name)
		if err := f.free(to); err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return usagef("%v", err)
		}
		if err := wholefile.Write(to, beside.Text); err != nil {
			return usagef("%v", err)
		}
		p.say("wrote %s: a copy, for a suite reads files of its own project only\n", to)
	}
	text, err := f.text(p, d, path)
	if err != nil || text == nil {
		return err
	}
	if err := wholefile.Write(path, text); err != nil {
		return usagef("%v", err)
	}
	recorded, err := d.Fixture(path, text)
	if err != nil {
		return p.wrong(fmt.Errorf("%w\n%s is written all the same: mend it and run assay lint %s", err, path, path), "text")
	}
	p.say("wrote %s: %s, %s\n", path, plural(len(d.Probes), "probe"), plural(len(d.Findings), "finding"))
	if len(d.Recorded) > 0 {
		if err := recorded.Save(fixtures); err != nil {
			return err
		}
		p.say("wrote %s: %s\n", fixtures, plural(len(recorded.Entries), "recorded answer"))
	}
	f.next(p, d, path, len(d.Recorded) > 0)
	return nil
}

// text is the draft as a suite at path, nil where no suite can be made of it, which is
// told.
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
func (f *importFlags) left(p *process, d *importer.Draft) {
	if len(d.Left) == 0 {
		return
	}
	fmt.Fprintf(p.err, "not carried over (%d):\n", len(d.Left))
	for _, one := range d.Listed() {
		fmt.Fprintf(p.err, "  %s\n", one)
	}
}

// next says what to do now.
func (f *importFlags) next(p *process, d *importer.Draft, path string, recorded bool) {
	f.left(p, d)
	var names []string
	for _, s := range d.Secrets {
		names = append(names, s.Env)
	}
	p.say("%s\n", "next:")
	if recorded {
		p.say("  assay run %s   (replays the recorded answers)\n", path)
	}
	if len(names) > 0 {
		p.say("  set %s in the environment of live runs\n", strings.Join(names, ", "))
	}
	p.say("  assay run --live %s\n", path)
	if n := d.Writes(); n > 0 {
		change := "change"
		if n == 1 {
			change = "changes"
		}
		p.say("  %d of %s %s something: sent only with --allow-writes, and so is what comes after\n", n, plural(len(d.Probes), "probe"), change)
	}
}

// relative is a path of the current folder as one of dir.
func relative(dir, path string) string {
	if filepath.IsAbs(path) || dir == "." || dir == "-" {
		return path
	}
	base, err := filepath.Abs(dir)
	full, errFull := filepath.Abs(path)
	if err != nil || errFull != nil {
		return path
	}
	if rel, err := filepath.Rel(base, full); err == nil {
		return filepath.ToSlash(rel)
	}
	return path
}
