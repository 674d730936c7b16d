package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// writerFunc is a writer that is a function.
type writerFunc func(b []byte) (int, error)

func (f writerFunc) Write(b []byte) (int, error) { return f(b) }

// What an editor saves while fmt reads a suite is not lost.
func TestFmtReplacesOnlyWhatItRead(t *testing.T) {
	const saved = "suite: Saved\nprobes: {}\n"
	dir := t.TempDir()
	path := filepath.Join(dir, "a.suite.yaml")
	for name, text := range map[string]string{
		path:                         "suite: A\nfixtures: a.http\nprobes: {p: {path: /}}\n",
		filepath.Join(dir, "a.http"): "### p\nGET http://a.example/\n\n### p response\nHTTP/1.1 200 OK\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var log strings.Builder
	out := writerFunc(func(b []byte) (int, error) { // the suite was read, and its fixtures are renamed
		return len(b), os.WriteFile(path, []byte(saved), 0o600)
	})
	status := execute(context.Background(), &process{args: []string{"fmt", path}, out: out, err: &log, env: os.LookupEnv})
	want := path + ": another program has changed it meanwhile, and it stays so; run assay fmt again\n"
	if status != exitUsage || log.String() != want {
		t.Errorf("exit status %d: %s", status, log.String())
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != saved {
		t.Errorf("it has %q, error %v", text, err)
	}
}
