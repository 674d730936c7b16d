package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// ownModule returns Assay's module path.
func ownModule() string {
	own, _, _ := strings.Cut(reflect.TypeFor[process]().PkgPath(), "/runner/")
	return own
}

const (
	ginkgoModule = "github.com/onsi/ginkgo/v2"
	ginkgoTool   = ginkgoModule + "/ginkgo"
)

// testPackage is the Go test package of a new suite.
type testPackage struct {
	ginkgo bool // with Ginkgo, else with plain testing
	in     *goModule
}

// testsFor returns the test package of a kind in a folder. Without a kind it depends on the go.mod
// around the folder; it is nil if there is no module.
func testsFor(kind, dir string) (*testPackage, error) {
	around := moduleAround(dir)
	switch kind {
	case "none":
		return nil, nil
	case "":
		if around == nil {
			return nil, nil
		}
		return &testPackage{ginkgo: around.hasGinkgo, in: around}, nil
	case "testing", "ginkgo":
		if around == nil {
			return nil, usagef("--tests %s: there is no go.mod around %s, so that go test would not run it", kind, dir).
				but("make a module first: go mod init example.com/contracts")
		}
		return &testPackage{ginkgo: kind == "ginkgo", in: around}, nil
	}
	return nil, usagef("--tests is testing, ginkgo or none, got %q", kind)
}

// file returns the test file for the suite of that name.
func (t *testPackage) file(slug string) written {
	pkg := strings.ReplaceAll(slug, "-", "")
	if pkg[0] >= '0' && pkg[0] <= '9' {
		pkg = "suite" + pkg
	}
	var title strings.Builder
	for word := range strings.SplitSeq(slug, "-") {
		title.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	name, imports := strings.ReplaceAll(slug, "-", "_")+"_test.go", ""
	if t.ginkgo {
		name = strings.TrimSuffix(name, "_test.go") + "_suite_test.go"
		imports = "\n\t_ \"" + ginkgoModule + "\" // the ginkgo command looks for this import\n"
	}
	return written{name, fmt.Sprintf(`package %[1]s_test

import (
	"testing"
%[2]s
	"%[3]s/runner/%[4]s"
)

var suites = %[4]s.Documents("*.suite.yaml")

func Test%[5]s(t *testing.T) { %[4]s.Run(t, suites) }
`, pkg, imports, ownModule(), t.entry(), title.String())}
}

// entry returns the package that runs the suite.
func (t *testPackage) entry() string {
	if t.ginkgo {
		return "spec"
	}
	return "contract"
}

// lacks says what to add to the module so that the test file compiles; "" if nothing.
func (t *testPackage) lacks(file string) string {
	var lines []string
	if own := ownModule(); !t.in.hasAssay {
		get := "go get " + own + "/runner/" + t.entry()
		if release == "" {
			lines = append(lines, "go mod edit -replace "+own+"=DIR    with your clone of Assay for DIR", get)
		} else {
			lines = append(lines, get+"@"+release)
		}
	}
	if t.ginkgo && !t.in.hasGinkgo {
		lines = append(lines, "go get -tool "+ginkgoTool)
	}
	if len(lines) == 0 {
		return ""
	}
	return fmt.Sprintf("%s needs what %s does not require yet; to add it:\n  %s\n", file, t.in.name(), strings.Join(lines, "\n  "))
}

// goModule is the Go module around a folder.
type goModule struct {
	path      string // as its go.mod says
	file      string // the go.mod
	hasAssay  bool   // it is Assay's own, or requires it
	hasGinkgo bool   // it requires Ginkgo itself, or has its command as a tool
}

// moduleAround returns the Go module that a folder will be in, nil if there is none. A module whose
// go.mod cannot be read counts as requiring nothing.
func moduleAround(dir string) *goModule {
	full, err := filepath.Abs(dir)
	if err != nil {
		return nil
	}
	for ; ; full = filepath.Dir(full) {
		file := filepath.Join(full, "go.mod")
		if text, err := os.ReadFile(file); err == nil {
			m := &goModule{path: modfile.ModulePath(text), file: file}
			m.hasAssay = m.path == ownModule()
			mod, err := modfile.Parse(file, text, nil)
			if err != nil { // of a newer Go, say; no tools then
				mod, err = modfile.ParseLax(file, text, nil)
			}
			if err == nil {
				m.requires(mod)
			}
			return m
		}
		if full == filepath.Dir(full) {
			return nil
		}
	}
}

func (m *goModule) requires(mod *modfile.File) {
	for _, r := range mod.Require {
		m.hasAssay = m.hasAssay || r.Mod.Path == ownModule()
		m.hasGinkgo = m.hasGinkgo || r.Mod.Path == ginkgoModule && !r.Indirect
	}
	m.hasGinkgo = m.hasGinkgo || slices.ContainsFunc(mod.Tool, func(t *modfile.Tool) bool { return t.Path == ginkgoTool })
}

// name returns the module's name for messages.
func (m *goModule) name() string {
	if m.path == "" {
		return m.file
	}
	return "the module " + m.path
}
