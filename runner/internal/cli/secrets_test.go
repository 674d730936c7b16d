package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

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

// A server gives out a credential in every place that it may; then every file and every output of
// the command is searched for them. What is no credential is recorded, and verdicts on the answers
// are those on the recording.
func TestNothingGivenOutLeavesTheCommand(t *testing.T) {
	values := map[string]string{}
	for _, p := range slices.Concat(canary.Issued, canary.Ordinary) {
		values[p.Name] = canary.Marker()
	}
	server := httptest.NewServer(canary.Issuer(values))
	t.Cleanup(server.Close)
	var unmet []string
	for _, p := range canary.Issued {
		unmet = append(unmet, p.Name+"-not")
	}
	named, _ := json.Marshal(unmet)
	asking := strings.ReplaceAll(askingLive, "FINDINGS", string(named))
	for i, name := range unmet[:10] {
		asking += fmt.Sprintf(`{"jsonrpc": "2.0", "id": %d, "method": "tools/call", "params": {"name": "explain", "arguments": {"finding": "%s"}}}`+"\n", i+3, name)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "issued.suite.yaml"), []byte(canary.IssuedSuite(server.URL)), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, one := range [][2]string{
		{"recorded", "run --record -v --json recorded.json"},
		{"live", "run --live -v --json live.json --junit live.xml --markdown live.md --html live.html --har live.har --ctrf live.ctrf --tap live.tap --allure allure --json-lines live.jsonl"},
		{"drifted", "run --drift -v --json drift.json"},
		{"replayed", "run -v --json replayed.json"},
		{"compared", "compare -v --target a=" + server.URL + " --target b=" + server.URL + " --json compared.json"},
		{"diagnosed", "diagnose --live"},
		{"watched", "watch --rounds 1 -v --every 1h --page page"},
		{"nightly", "nightly -v"},
		{"served", "mcp --live-budget 1000"},
		{"mutated", "mutate"},
		{"past", "history"},
	} {
		c := exec.Command("assay", strings.Fields(one[1])...)
		c.Dir = dir
		c.Env = append(os.Environ(), "HOME="+dir, "XDG_STATE_HOME="+dir, "TMPDIR="+dir)
		c.Stdin = strings.NewReader(asking)
		c.Stdout, c.Stderr = create(t, dir, one[0]+".out"), create(t, dir, one[0]+".err")
		if err := c.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
			t.Fatalf("%s: %v", one[0], err)
		}
		if code := c.ProcessState.ExitCode(); code > 1 {
			text, _ := os.ReadFile(filepath.Join(dir, one[0]+".err"))
			t.Fatalf("%s: exit status %d\n%s", one[0], code, text)
		}
	}
	written := everything(t, dir)
	for _, p := range canary.Issued {
		for name, text := range written {
			if at := strings.Index(text, values[p.Name]); at >= 0 {
				t.Errorf("%s holds the value of %s: …%s…", name, p.Name, text[max(0, at-80):at+len(values[p.Name])])
			}
		}
	}
	for _, p := range canary.Ordinary {
		if value := values[p.Name]; p.Escape == nil && !strings.Contains(written["issued.fixture"], value) {
			t.Errorf("the recording has not the value of %s", p.Name)
		}
	}
	if !strings.Contains(written["served.out"], unmet[9]) {
		t.Errorf("no answer to the agent: %.300s", written["served.out"])
	}
	live, replayed := verdictsIn(t, written["recorded.json"]), verdictsIn(t, written["replayed.json"])
	if diff := cmp.Diff(live, replayed); diff != "" || len(live) < 3*len(canary.Issued) {
		t.Errorf("%d verdicts; of answers and of their recording (-want +got):\n%s", len(live), diff)
	}
}

// askingLive is what an agent sends that has a suite asked, and reads why findings do not hold.
const askingLive = `{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "agent", "version": "1"}}}
{"jsonrpc": "2.0", "method": "notifications/initialized"}
{"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "ask_live", "arguments": {"findings": FINDINGS}}}
`

// everything returns the texts of all files below a folder, by their paths, also without white
// space, as a line may be wrapped inside of a value.
func everything(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		out[name] = string(text)
		out[name+", unwrapped"] = strings.Join(strings.Fields(string(text)), "")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// verdictsIn returns the verdicts of a result by the ids of findings.
func verdictsIn(t *testing.T, text string) map[string]string {
	t.Helper()
	var result struct {
		Suites []struct {
			Findings []struct{ ID, Verdict string }
		}
	}
	if err := json.Unmarshal([]byte(text), &result); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, s := range result.Suites {
		for _, f := range s.Findings {
			out[f.ID] = f.Verdict
		}
	}
	return out
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
