package outside

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/modfile"

	"assay/runner/internal/testkit"
)

var (
	assay  = testkit.Assay()
	ginkgo = testkit.Compiled("ginkgo", "build", "github.com/onsi/ginkgo/v2/ginkgo")
)

func TestMain(m *testing.M) { os.Exit(testkit.Main(m, assay, ginkgo)) }

// client is a Go module that requires Assay, and the server of its suites.
type client struct {
	t   *testing.T
	dir string
	// state is the user's state folder; not in the module, where go test would notice
	// each change of the history
	state string
	bin   string // the folder of assay; "": built from this repository
	env   []string
	*server
}

// newModule returns a module with suites/shop from assay init, whose suite is text with the
// server's address for TARGET.
func newModule(t *testing.T, text string) *client {
	t.Helper()
	m := &client{t: t, dir: t.TempDir(), state: t.TempDir(), server: newServer(t)}
	m.goMod()
	if out, exit := m.run("assay", "init", "shop", "--target", m.URL); exit != 0 {
		t.Fatalf("assay init: exit %d\n%s", exit, out)
	}
	m.write("suites/shop/shop.suite.yaml", strings.ReplaceAll(text, "TARGET", m.URL))
	return m
}

// goMod writes a go.mod with Assay's requirements, and Assay from this repository.
func (m *client) goMod() {
	m.t.Helper()
	root, err := filepath.Abs("../../../..")
	if err != nil {
		m.t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		m.t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, r := range mod.Replace {
		if strings.HasPrefix(r.New.Path, "./") {
			err = errors.Join(err, mod.AddReplace(r.Old.Path, r.Old.Version, filepath.Join(root, r.New.Path), ""))
		}
	}
	own := mod.Module.Mod.Path
	err = errors.Join(err, mod.AddModuleStmt("example.com/client"), mod.AddRequire(own, "v0.0.0"), mod.AddReplace(own, "", root, ""))
	if err != nil {
		m.t.Fatal(err)
	}
	if text, err = mod.Format(); err != nil {
		m.t.Fatal(err)
	}
	m.write("go.mod", string(text))
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		m.t.Fatal(err)
	}
	m.write("go.sum", string(sums))
}

// write writes a file of the module.
func (m *client) write(name, text string) {
	m.t.Helper()
	path := filepath.Join(m.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		m.t.Fatal(err)
	}
}

// read returns the text of a file of the module.
func (m *client) read(name string) string {
	m.t.Helper()
	text, err := os.ReadFile(filepath.Join(m.dir, name))
	if err != nil {
		m.t.Fatal(err)
	}
	return string(text)
}

// command returns where a command is.
func (m *client) command(name string) string {
	switch {
	case name == "go":
		return name
	case name == "ginkgo":
		return ginkgo.Path(m.t)
	case m.bin != "":
		return filepath.Join(m.bin, name)
	}
	return assay.Path(m.t)
}

// shared are flags of the go command as make has them, so that libraries are compiled once; without
// symbols a test links faster.
const shared = "-trimpath -ldflags=-s"

// run runs a command in the module's folder, and returns its output and exit status.
func (m *client) run(name string, args ...string) (string, int) {
	m.t.Helper()
	var out bytes.Buffer
	cmd := exec.Command(m.command(name), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = m.dir, &out, &out
	cmd.Env = append(os.Environ(), "GOFLAGS="+shared, "GOPROXY=off", "ASSAY_MODE=", "ASSAY_TARGET=", "ASSAY_STRICT=", "GINKGO_NO_COLOR=TRUE",
		"XDG_STATE_HOME="+m.state)
	cmd.Env = append(cmd.Env, m.env...)
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		m.t.Fatal(err)
	}
	return out.String(), cmd.ProcessState.ExitCode()
}

// server answers every path, and counts the requests.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	counts map[string]int
}

func newServer(t *testing.T) *server {
	s := &server{counts: map[string]int{}}
	s.Server = httptest.NewServer(s)
	t.Cleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.counts[r.URL.Path]++
	s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"path": %q}`, r.URL.Path)
}

// sent returns the number of requests since its last call, by path.
func (s *server) sent() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.counts
	s.counts = map[string]int{}
	return out
}
