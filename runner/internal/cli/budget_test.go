package cli

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
)

const hops = `
suite: Hops
target: http://127.0.0.1:1
limits: {requests: 12}
probes: {p: {matrix: {n: [1, 2, 3, 4]}, path: "/${n}", redirects: 9}, last: {path: /last, after: ["p[*]"]}}
findings:
  p: {claim: It leads somewhere, probe: "p[*]", expect: {status: 200}}
  last: {claim: Something broken, probe: last, expect: {status: 200}}
`

// However a run begins and ends, the server gets no more requests than the budget, and no more than
// the reported number.
func TestTheServerCountsTheBudget(t *testing.T) {
	for _, c := range []struct {
		name   string
		args   []string
		stopAt int64 // the request at which Ctrl-C is pressed; 0: never
		most   int64
	}{
		{"live", []string{"run", "--live"}, 0, 12},
		{"fail-fast", []string{"run", "--live", "--fail-fast"}, 0, 12},
		{"a budget of the command line", []string{"run", "--live", "--budget", "7"}, 0, 7},
		{"interrupted at once", []string{"run", "--live"}, 1, 12},
		{"interrupted in the middle", []string{"run", "--live"}, 6, 12},
		{"interrupted at the end", []string{"run", "--live"}, 12, 12},
	} {
		t.Run(c.name, func(t *testing.T) {
			result := filepath.Join(t.TempDir(), "result.json")
			arrived := count(t, c.stopAt, append(c.args, "--json", result)...)
			var told struct {
				Requests int64 `json:"requests"`
			}
			text, err := os.ReadFile(result)
			if err == nil {
				err = json.Unmarshal(text, &told)
			}
			if err != nil {
				t.Fatal(err)
			}
			got := told.Requests
			if arrived > c.most || arrived > got || got > c.most || c.stopAt == 0 && arrived != got {
				t.Errorf("%d arrived, %d told, the budget is %d", arrived, got, c.most)
			}
		})
	}
	if arrived := count(t, 0, "watch", "--every", "1ms", "--rounds", "3"); arrived != 3*12 {
		t.Errorf("watch, 3 rounds: %d arrived, want 12 each", arrived)
	}
}

// count runs the command on a server that always redirects, and returns the number of requests that
// it got.
func count(t *testing.T, stopAt int64, args ...string) int64 {
	t.Helper()
	assay, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hops.suite.yaml"), []byte(hops), 0o600); err != nil {
		t.Fatal(err)
	}
	var arrived atomic.Int64
	c := exec.CommandContext(t.Context(), assay, args...)
	started := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-started
		if arrived.Add(1) == stopAt {
			_ = c.Process.Signal(syscall.SIGINT)
		}
		http.Redirect(w, r, "/again", http.StatusFound)
	}))
	c.Args = append(c.Args, "--target", server.URL)
	c.Dir = dir
	c.Env = append(os.Environ(), "XDG_STATE_HOME="+dir)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	close(started)
	_ = c.Wait() // another test checks its exit status
	server.Close()
	return arrived.Load()
}
