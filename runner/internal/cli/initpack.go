package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/packs"
	"assay/runner/internal/source"
	"assay/runner/internal/wholefile"
)

// packFlags holds the flags of assay init for packs.
type packFlags struct {
	packs      []string
	model, key string
}

var envName = source.Pattern(`^[A-Za-z_][A-Za-z0-9_]*$`)

// check says what is wrong with the flags.
func (f *packFlags) check() error {
	for _, name := range f.packs {
		if _, ok := packs.Suite(name, packs.Provider{}); !ok {
			return usagef("there is no pack %q", name).but("the packs are %s", strings.Join(packs.Names(), ", "))
		}
	}
	switch {
	case len(f.packs) == 0 && f.model != "":
		return usagef("--model is for --pack").but("for instance: assay init --pack openai-chat --target URL --model NAME")
	case len(f.packs) == 0 && f.key != "":
		return usagef("--key is for --pack").but("for instance: assay init --pack openai-chat --target URL --key LLM_API_KEY")
	case f.key != "" && !envName().MatchString(f.key):
		return usagef("--key is the name of the environment variable that holds the key, not the key itself").but("for instance --key %s", packs.DefaultKey)
	}
	return nil
}

// provider returns the provider for the packs. Clients of some providers have a base URL that ends
// in /v1, which the paths of the packs already contain.
func (f *packFlags) provider(target string) packs.Provider {
	target = strings.TrimSuffix(strings.TrimRight(target, "/"), "/v1")
	return packs.Provider{Target: target, Model: f.model, Key: f.key}
}

// files returns the files of the requested packs.
func (f *packFlags) files(provider packs.Provider) []written {
	var out []written
	for _, name := range f.packs {
		suite, _ := packs.Suite(name, provider)
		fixture := fmt.Sprintf("# Recorded answers of %s, an entry for each probe. Nothing is recorded yet.\n", name)
		out = append(out, written{name + ".suite.yaml", suite}, written{name + ".fixture", fixture})
	}
	return append(out, written{packs.Shared, packs.Answers()}, written{"README.md", f.readme(provider)}, written{agentsFile, agentsGuide})
}

// readme returns the README of the folder, which says what a run costs.
func (f *packFlags) readme(provider packs.Provider) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Contracts for %s\n\nMade by `assay init --pack`, and yours to edit. Each request costs what the provider takes\nfor it; `limits:` of each suite bounds them.\n\n", provider.Target)
	for _, name := range f.packs {
		suite, _ := packs.Suite(name, provider)
		fmt.Fprintf(&b, "- `%s.suite.yaml`: %s\n", name, packs.About(suite))
	}
	fmt.Fprintf(&b, `
    assay run --live .       asks the provider; %s holds the key
    assay run --record .     keeps the answers, for assay run without network
    assay diagnose --live .  says why nothing works, where nothing does
`, f.keyName())
	return b.String()
}

func (f *packFlags) keyName() string {
	if f.key == "" {
		return packs.DefaultKey
	}
	return f.key
}

// initPacks creates the folder of the requested packs, and says what a run costs before anything is
// sent.
func initPacks(p *process, folder, name string, o initOptions) error {
	f, dir := &o.pack, folderFor(folder, name)
	provider := f.provider(o.target)
	files := f.files(provider)
	tests, err := testsFor(o.tests, dir)
	if err != nil {
		return err
	}
	if tests != nil {
		files = append(files, tests.file(name))
	}
	if err := writeAll(p, dir, files); err != nil {
		return err
	}
	if tests != nil {
		p.say("%s", tests.lacks(filepath.Join(dir, files[len(files)-1].name)))
	}
	for _, name := range f.packs {
		suite, _ := packs.Suite(name, provider)
		p.say("%s: %s\n", name, packs.About(suite))
	}
	if f.model == "" {
		p.say("edit vars: {model: …} first: no --model was given\n")
	}
	if _, set := os.LookupEnv(f.keyName()); !set {
		p.say("set %s to the key first; any text will do where the server wants none\n", f.keyName())
	}
	p.say("next:\n  assay run --live %[1]s        asks %[2]s\n  assay run --record %[1]s      keeps the answers, for runs without network\n  assay diagnose --live %[1]s   says why, where nothing works\n", dir, provider.Target)
	return nil
}

// defaultName names the folder if the user does not.
func (f *packFlags) defaultName(args []string) []string {
	if len(args) == 0 && len(f.packs) > 0 {
		return slices.Clone(f.packs[:1])
	}
	return args
}

// folderFor returns the folder of new suites: in the one that was named, else below suites/, in a
// project.
func folderFor(folder, slug string) string {
	if folder != "" {
		return filepath.Join(folder, slug)
	}
	info, err := os.Stat("suites")
	if err == nil && info.IsDir() || exists("go.mod") {
		return filepath.Join("suites", slug)
	}
	return slug
}

// writeAll writes files that do not exist yet, none of them if one does or cannot be written.
func writeAll(p *process, dir string, files []written) error {
	for _, f := range files {
		if exists(filepath.Join(dir, f.name)) {
			return usagef("%s is there already; nothing is written", filepath.Join(dir, f.name)).but("choose another name, or remove it first")
		}
	}
	var made []string // the last first
	for d := dir; !exists(d); d = filepath.Dir(d) {
		made = append(made, d)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return unwritten("the suite", err).but("choose another place: assay init FOLDER/%s", filepath.Base(dir))
	}
	for _, f := range files {
		path := filepath.Join(dir, f.name)
		if err := wholefile.Create(path, []byte(f.text)); err != nil {
			for _, m := range made {
				_ = os.Remove(m)
			}
			return unwritten("the suite", err).but("nothing is left of it; make room, or choose another place: assay init FOLDER/%s", filepath.Base(dir))
		}
		made = append([]string{path}, made...)
	}
	for _, f := range files {
		p.say("wrote %s\n", filepath.Join(dir, f.name))
	}
	return nil
}
