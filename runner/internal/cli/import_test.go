package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file that is written while import works is not written over.
func TestImportTakesNoPlaceThatWasFree(t *testing.T) {
	const har = `{"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [{
		"startedDateTime": "2026-01-01T00:00:00Z", "time": 1, "cache": {}, "timings": {"send": 0, "wait": 1, "receive": 0},
		"request": {"method": "GET", "url": "http://a.example/", "httpVersion": "HTTP/1.1", "headers": [], "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 0},
		"response": {"status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "headers": [], "cookies": [], "redirectURL": "", "headersSize": -1, "bodySize": 2,
			"content": {"size": 2, "mimeType": "application/json", "text": "{}"}}}]}}`
	dir := t.TempDir()
	fixtures := filepath.Join(dir, "a.fixture")
	for _, force := range []bool{false, true} {
		var log strings.Builder
		out := writerFunc(func(b []byte) (int, error) { // the suite is written
			return len(b), os.WriteFile(fixtures, []byte("mine"), 0o600)
		})
		args := []string{"import", "har", "-", "--name", "a", "--out", dir + "/"}
		if force {
			args = append(args, "--force")
		}
		status := execute(context.Background(), &process{args: args, in: strings.NewReader(har), out: out, err: &log, env: os.LookupEnv})
		text, err := os.ReadFile(fixtures)
		if err != nil {
			t.Fatal(err)
		}
		want := fixtures + " is there already; choose another place with --out, or pass --force to write over it\n"
		if !force && (status != exitUsage || !strings.HasSuffix(log.String(), want) || string(text) != "mine") {
			t.Errorf("exit status %d, %s; it has %s", status, log.String(), text)
		}
		if force && status != exitHolds {
			t.Errorf("with --force: exit status %d, %s", status, log.String())
		}
	}
}
