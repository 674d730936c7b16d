package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Ctrl-C in the middle of assay mutate ends it with status 130. It shows its results so far: those
// of the suites before, and the judged mutants of the current suite.
func TestMutateIsInterrupted(t *testing.T) {
	path, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, body := range map[string]string{
		"a": `{"id": 1}`,
		"b": "[" + strings.Repeat(`{"id": 1, "name": "pen"}, `, 20_000) + "{}]", // hours of mutants
	} {
		suite := fmt.Sprintf("suite: %s\ntarget: http://127.0.0.1:1\nfixtures: %[1]s.fixture\nprobes: {p: {path: /}}\n"+
			"findings: {f: {probe: p, expect: {status: 200, json: {$..id: present}}}}\n", name)
		recorded := "### p\nGET http://127.0.0.1:1/\n\n### p response\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n" + body + "\n"
		for ending, text := range map[string]string{".suite.yaml": suite, ".fixture": recorded} {
			if err := os.WriteFile(filepath.Join(dir, name+ending), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := inTerminal(t, 120, "cd "+dir+"; trap : INT; "+path+" mutate .; echo status $?")
	s.see(`(?m)^[1-9]\d* of \d+ mutants, b \(2 of 2\)`)
	s.tmux("send-keys", "C-c")
	s.ended()
	screen := s.screen()
	for _, want := range []string{"\nstatus 130\n", "interrupted: ", "\na  "} {
		if !strings.Contains("\n"+screen, want) {
			t.Errorf("the screen lacks %q:\n%s", want, screen)
		}
	}
}

// A suite of which an interruption left everything open is not said to have nothing that can be
// changed.
func TestMutateIsInterruptedAtOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{
		"a.suite.yaml": "suite: A\ntarget: http://127.0.0.1:1\nfixtures: a.fixture\nprobes: {p: {path: /}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n",
		"a.fixture":    "### p\nGET http://127.0.0.1:1/\n\n### p response\nHTTP/1.1 200 OK\nContent-Type: application/json\n\n{\"id\": 1}\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, end := context.WithCancel(context.Background())
	end()
	var out strings.Builder
	status := execute(ctx, &process{args: []string{"mutate", "a.suite.yaml"}, out: &out, err: io.Discard, env: os.LookupEnv})
	const want = "A  a.suite.yaml\n  score     none: no mutant that counts was judged\n"
	if status != exitInterrupted || !strings.HasPrefix(out.String(), want) {
		t.Errorf("status %d: %s", status, out.String())
	}
}
