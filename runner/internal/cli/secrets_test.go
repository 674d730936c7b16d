package cli

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/secret/canary"
)

// A server returns a secret in every form, in every part of its responses; then every file and
// every output of the command is searched for it.
func TestNoSecretLeavesTheCommand(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(canary.Echo))
	t.Cleanup(server.Close)
	for _, secret := range []string{canary.Secrets[0], canary.Secrets[1], canary.Secrets[3], canary.Secrets[5]} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "echo.suite.yaml"), []byte(canary.Suite(server.URL)), 0o644); err != nil {
			t.Fatal(err)
		}
		for _, one := range [][2]string{
			{"recorded", "run --record -v --output json"},
			{"drifted", "run --drift -v --json drift.json --markdown drift.md"},
			{"verbose", "run --live -v --json run.json --junit run.xml --markdown run.md --html run.html --har run.har"},
			{"as-json", "run --live --output json"},
			{"replayed", "run -v --strict"},
			{"linted", "lint"},
			{"mutated", "mutate"},
			{"diagnosed", "diagnose"},
			{"asked", "diagnose --live --target http://me:${CANARY}@127.0.0.1:1"},
			{"target", "run --live -v --focus json-0 --target http://me:${CANARY}@127.0.0.1:1 --json target.json"},
			{"refused", "run --live --focus unless --proxy http://127.0.0.1:1"},
		} {
			name, args := one[0], one[1]
			words := strings.Fields(args)
			for i := range words {
				words[i] = strings.ReplaceAll(words[i], "${CANARY}", url.UserPassword("", secret).String()[1:])
			}
			c := exec.Command("assay", words...)
			c.Dir = dir
			c.Env = append(os.Environ(), "CANARY="+secret, "HOME="+dir, "XDG_STATE_HOME="+dir, "TMPDIR="+dir)
			c.Stdout, c.Stderr = create(t, dir, name+".out"), create(t, dir, name+".err")
			if err := c.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
				t.Fatalf("%s: %v", name, err)
			}
			if code := c.ProcessState.ExitCode(); code == exitUsage {
				text, _ := os.ReadFile(filepath.Join(dir, name+".err"))
				t.Fatalf("%s: exit status 2\n%s", name, text)
			}
		}
		recorded, err := os.ReadFile(filepath.Join(dir, "echo.fixture"))
		if err != nil || strings.Count(string(recorded), "${s}") < 100 {
			t.Errorf("the fixtures do not hold what was masked: %v, %d bytes", err, len(recorded))
		}
		for _, told := range []string{"\n# size: ", "\n# sha256: "} {
			if strings.Contains(string(recorded), told) {
				t.Errorf("the fixtures tell%s of bodies as they came", told)
			}
		}
		leaks, err := canary.Search(dir, []string{secret})
		if err != nil {
			t.Fatal(err)
		}
		for _, leak := range leaks {
			t.Error(leak)
		}
	}
}

func create(t *testing.T, dir, name string) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
