package outside

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// released is this repository under an address of its own, as a version that the go
// command fetches.
var released = module.Version{Path: "example.org/contracts/assay", Version: "v0.0.1"}

// What is released installs, and runs in somebody else's module, step by step as assay
// init says: with plain testing, and with Ginkgo. All of it is fetched from files.
func TestInstalled(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it compiles the renamed module")
	}
	m := &client{t: t, dir: t.TempDir(), state: t.TempDir(), bin: t.TempDir(), server: newServer(t)}
	m.env = append(published(t), "GOBIN="+m.bin)
	if out, exit := m.run("go", "install", released.Path+"/runner/cmd/assay@"+released.Version); exit != 0 {
		t.Fatalf("go install: exit %d\n%s", exit, out)
	}
	if out, exit := m.run("assay", "version"); exit != 0 || !strings.HasPrefix(out, "assay 0.0.1 ") {
		t.Errorf("assay version: exit %d\n%s", exit, out)
	}
	m.write("go.mod", "module example.com/client\n\ngo 1.26\n")
	m.env = append(m.env, "ASSAY_MODE=live")
	m.starts("shop", released.Path+"/runner/contract@"+released.Version)
	m.asksOnce("go", "test", "./suites/shop")
	m.starts("mart", "-tool github.com/onsi/ginkgo/v2/ginkgo", "--tests", "ginkgo")
	m.asksOnce("go", "tool", "ginkgo", "run", "./suites/mart")
	if text := m.read("go.mod"); strings.Contains(text, "replace") {
		t.Errorf("a user's module needs a replace:\n%s", text)
	}
}

// starts makes a suite by assay init, and adds to the module what that says.
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

// published renames a copy of the repository and lays it out as the protocol of module
// proxies says (go help goproxy); it is the environment in which the go command takes it
// from there, and all else from the files of the cache that it has.
func published(t *testing.T) []string {
	t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		t.Fatal(err)
	}
	tree := filepath.Join(t.TempDir(), "assay")
	err = errors.Join(copied(root, tree), output(exec.Command("go", "build", "-o", tree+"-module", filepath.Join(root, "scripts", "module"))))
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
	own := goEnv(t, "GOMODCACHE")
	return []string{
		"GOPROXY=file://" + filepath.ToSlash(proxy) + ",file://" + filepath.ToSlash(filepath.Join(own, "cache", "download")),
		"GOMODCACHE=" + borrowed(t, own), "GOCACHE=" + goEnv(t, "GOCACHE"),
		"GOFLAGS=-mod=mod -trimpath -modcacherw", "GOSUMDB=off", "GONOSUMDB=*", "GOWORK=off", "GOTOOLCHAIN=local",
	}
}

// borrowed is a module cache of its own, to which the folders of another are linked: what
// was unpacked there is not unpacked again, and nothing is left there.
func borrowed(t *testing.T, from string) string {
	t.Helper()
	dir := t.TempDir()
	for _, part := range []string{"", "cache/download"} {
		entries, err := os.ReadDir(filepath.Join(from, part))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(filepath.Join(dir, part), 0o755); err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if part == "" && e.Name() == "cache" || !e.IsDir() || e.Name() == "example.org" {
				continue
			}
			if err := os.Symlink(filepath.Join(from, part, e.Name()), filepath.Join(dir, part, e.Name())); err != nil {
				t.Skipf("no symbolic links here, which would have saved to unpack every module: %v", err)
			}
		}
	}
	return dir
}

// copied copies what of a repository is written by hand.
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
			return nil // .git of a worktree is a file, and no part of the module
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(place, text, 0o644)
	})
}

// output is the error of a command, with what it said.
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
