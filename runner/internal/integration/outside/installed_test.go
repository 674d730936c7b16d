package outside

import (
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/lockedfile"
	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// released returns a module path and version for this repository, for the go command to fetch. Each
// clone has its own, constant one: the go command then compiles only the changes since the last
// test.
func released(root string) module.Version {
	h := fnv.New32a()
	h.Write([]byte(root))
	return module.Version{Path: "example.org/contracts/assay", Version: fmt.Sprintf("v0.0.1-clone.c%08x", h.Sum32())}
}

// A release installs, and runs in another module, step by step as assay init says: with plain
// testing, and with Ginkgo. The go command fetches all of it from files.
func TestInstalled(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it compiles the renamed module")
	}
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	v := released(root)
	m := &client{t: t, dir: t.TempDir(), state: t.TempDir(), bin: t.TempDir(), server: newServer(t)}
	m.env = append(published(t, root, v), "GOBIN="+m.bin)
	if out, exit := m.run("go", "install", v.Path+"/runner/cmd/assay@"+v.Version); exit != 0 {
		t.Fatalf("go install: exit %d\n%s", exit, out)
	}
	if out, exit := m.run("assay", "version"); exit != 0 || !strings.HasPrefix(out, "assay "+v.Version[1:]+" ") {
		t.Errorf("assay version: exit %d\n%s", exit, out)
	}
	m.write("go.mod", "module example.com/client\n\ngo 1.26\n")
	m.env = append(m.env, "ASSAY_MODE=live")
	m.starts("shop", v.Path+"/runner/contract@"+v.Version)
	m.asksOnce("go", "test", "./suites/shop")
	m.starts("mart", "-tool github.com/onsi/ginkgo/v2/ginkgo", "--tests", "ginkgo")
	m.asksOnce("go", "tool", "ginkgo", "run", "./suites/mart")
	if text := m.read("go.mod"); strings.Contains(text, "replace") {
		t.Errorf("a user's module needs a replace:\n%s", text)
	}
}

// starts makes a suite by assay init, and follows its instructions for the module.
func (m *client) starts(name, get string, flags ...string) {
	m.t.Helper()
	out, exit := m.run("assay", append([]string{"init", name, "--target", m.URL}, flags...)...)
	if exit != 0 || !strings.Contains(out, "\n  go get "+get+"\n") {
		m.t.Fatalf("assay init %s: exit %d, and go get %s is to be told\n%s", name, exit, get, out)
	}
	if out, exit := m.run("go", append([]string{"get"}, strings.Fields(get)...)...); exit != 0 {
		m.t.Fatalf("go get %s: exit %d\n%s", get, exit, out)
	}
	m.write(filepath.Join("suites", name, name+".suite.yaml"), strings.ReplaceAll(free, "TARGET", m.URL))
}

// asksOnce runs a suite live.
func (m *client) asksOnce(command string, args ...string) {
	m.t.Helper()
	out, exit := m.run(command, args...)
	if sent := m.sent(); exit != 0 || !maps.Equal(sent, map[string]int{"/free": 1}) {
		m.t.Errorf("%s %v: exit %d, sent %v\n%s", command, args, exit, sent, out)
	}
}

// published renames a copy of the repository and lays it out by the protocol of module proxies (go
// help goproxy); it returns the environment in which the go command fetches it from there, and
// everything else from its cache.
//
// The go command unpacks it into the user's module cache for the time of the test: it identifies
// compiled packages by folder, so with another cache it would compile every module again. It keeps
// an index of each folder there, of versions that never change; this one does, so it reads none.
func published(t *testing.T, root string, released module.Version) []string {
	t.Helper()
	own := goEnv(t, "GOMODCACHE")
	reserved(t, own, released)
	download := exec.Command("go", "mod", "download") // does nothing if all is present
	download.Dir = root
	tree := filepath.Join(t.TempDir(), "assay")
	err := errors.Join(output(download), copied(root, tree), output(exec.Command("go", "build", "-o", tree+"-module", filepath.Join(root, "scripts", "module"))))
	rename := exec.Command(tree+"-module", released.Path)
	rename.Dir = tree
	if err = errors.Join(err, output(rename)); err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(tree, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if parsed, err := modfile.Parse("go.mod", mod, nil); err != nil || len(parsed.Replace) > 0 {
		t.Fatalf("go install refuses a module whose go.mod has a replace: nothing is released from such a state (%v)", err)
	}

	proxy := t.TempDir()
	versions := filepath.Join(proxy, filepath.FromSlash(released.Path), "@v")
	if err := os.MkdirAll(versions, 0o755); err != nil {
		t.Fatal(err)
	}
	archive, err := os.Create(filepath.Join(versions, released.Version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(
		zip.CreateFromDir(archive, released, tree), archive.Close(),
		os.WriteFile(filepath.Join(versions, "list"), []byte(released.Version+"\n"), 0o644),
		os.WriteFile(filepath.Join(versions, released.Version+".info"), []byte(`{"Version":"`+released.Version+`"}`), 0o644),
		os.WriteFile(filepath.Join(versions, released.Version+".mod"), mod, 0o644),
	)
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"GOPROXY=file://" + filepath.ToSlash(proxy) + ",file://" + filepath.ToSlash(filepath.Join(own, "cache", "download")),
		"GOFLAGS=" + shared + " -mod=mod -modcacherw", "GODEBUG=goindex=0", "GOSUMDB=off", "GONOSUMDB=*", "GOWORK=off", "GOTOOLCHAIN=local",
	}
}

// reserved keeps a version out of a module cache before and after the test, and locks out other
// tests of the same clone in between.
func reserved(t *testing.T, cache string, v module.Version) {
	t.Helper()
	unlock, err := lockedfile.MutexAt(filepath.Join(os.TempDir(), "assay-"+v.Version+".lock")).Lock()
	if err != nil {
		t.Fatal(err)
	}
	versions := filepath.Join(cache, "cache", "download", filepath.FromSlash(v.Path), "@v")
	removed := func() error {
		err := os.RemoveAll(filepath.Join(cache, filepath.FromSlash(v.Path)+"@"+v.Version))
		files, _ := filepath.Glob(filepath.Join(versions, v.Version+".*"))
		for _, file := range append(files, filepath.Join(versions, "list"), filepath.Join(versions, "list.lock")) {
			if gone := os.Remove(file); !errors.Is(gone, fs.ErrNotExist) {
				err = errors.Join(err, gone)
			}
		}
		for _, last := range []string{versions, filepath.Join(cache, filepath.FromSlash(path.Dir(v.Path)))} {
			for dir := last; len(dir) > len(cache) && os.Remove(dir) == nil; {
				dir = filepath.Dir(dir)
			}
		}
		return err
	}
	t.Cleanup(func() {
		defer unlock()
		if err := removed(); err != nil {
			t.Errorf("the module cache is not as it was: %v", err)
		}
	})
	if err := removed(); err != nil {
		t.Fatal(err)
	}
}

// copied copies the hand-written files of a repository.
func copied(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		place := filepath.Join(to, rel)
		switch {
		case d.IsDir() && (rel == ".git" || rel == "bin" || rel == "dist" || rel == "nightly"):
			return fs.SkipDir
		case d.IsDir():
			return os.MkdirAll(place, 0o755)
		case !d.Type().IsRegular():
			return nil // .git of a worktree is a file outside the module
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(place, text, 0o644)
	})
}

// output returns the error of a command, with its output.
func output(cmd *exec.Cmd) error {
	if out, err := cmd.CombinedOutput(); err != nil {
		return errors.Join(err, errors.New(string(out)))
	}
	return nil
}

func goEnv(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("go", "env", name).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
