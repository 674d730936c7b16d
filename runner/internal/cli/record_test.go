package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/runner/internal/fixture"
)

// generations is a server whose responses all contain its current number, so that responses of
// different runs are distinct in one file.
type generations struct {
	*httptest.Server
	now atomic.Int64
}

func newGenerations(t *testing.T) *generations {
	g := &generations{}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"generation": %d, "padding": %q}`, g.now.Load(), strings.Repeat("x", 2000))
	}))
	t.Cleanup(g.Close)
	return g
}

// suite writes a suite of n probes, p0 and so on, into a new folder.
func (g *generations) suite(t *testing.T, n int) (dir string) {
	t.Helper()
	dir = t.TempDir()
	var b strings.Builder
	fmt.Fprintf(&b, "suite: Killed\ntarget: %s\nfixtures: killed.fixture\nprobes:\n", g.URL)
	for i := range n {
		fmt.Fprintf(&b, "  p%d: {path: /p%d}\n", i, i)
	}
	b.WriteString("findings:\n")
	for i := range n {
		fmt.Fprintf(&b, "  f%d: {probe: p%d, expect: {status: 200}}\n", i, i)
	}
	if err := os.WriteFile(filepath.Join(dir, "killed.suite.yaml"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// recording is the command that records the suite of dir.
func recording(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path, append([]string{"run", "--record", "--output", "quiet"}, args...)...)
	c.Dir = dir
	return c
}

// recordedGenerations returns the numbers in the entries of the fixture, by probe. It fails the
// test if the file is not whole.
func recordedGenerations(t *testing.T, dir string) map[string]int {
	t.Helper()
	f, err := fixture.Open(filepath.Join(dir, "killed.fixture"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]int{}
	for _, e := range f.Entries {
		var answer struct{ Generation int }
		if err := json.Unmarshal(e.Observation.Body, &answer); err != nil {
			t.Fatalf("%s: %v", e.Probe, err)
		}
		out[e.Probe] = answer.Generation
	}
	return out
}

// oneGeneration returns the number that all n entries of the fixture have.
func oneGeneration(t *testing.T, dir string, n int) int {
	t.Helper()
	all := recordedGenerations(t, dir)
	if len(all) != n {
		t.Fatalf("the fixture has %d entries, want %d", len(all), n)
	}
	for probe, g := range all {
		if g != all["p0"] {
			t.Fatalf("the fixture is neither old nor new: p0 is of run %d, %s of run %d", all["p0"], probe, g)
		}
	}
	return all["p0"]
}

// unfinished returns the files that killed processes left next to the fixture.
func unfinished(dir string) []string {
	left, _ := filepath.Glob(filepath.Join(dir, ".*.tmp"))
	return left
}

// A recording that is killed at any point leaves the old file or the new one, whole.
func TestAKilledRecordingLeavesAWholeFixture(t *testing.T) {
	kills, probes := 200, 30
	if testing.Short() {
		kills = 20
	}
	server := newGenerations(t)
	dir := server.suite(t, probes)
	started := time.Now()
	if out, err := recording(t, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	took := time.Since(started)
	cut, last, renewed := 0, 0, 0
	for i := 1; i <= kills; i++ {
		server.now.Store(int64(i))
		c := recording(t, dir)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		ended, begun := make(chan struct{}), time.Now()
		go func() { _ = c.Wait(); close(ended) }()
		killAt(c, ended, took)
		<-ended
		if c.ProcessState.ExitCode() != 0 {
			cut++
		} else if whole := time.Since(begun); whole < took {
			took = whole // the machine is faster now
		}
		switch g := oneGeneration(t, dir, probes); g {
		case last:
		case i:
			last = i
			renewed++
		default:
			t.Fatalf("kill %d: the fixture is of run %d, want %d or %d", i, g, last, i)
		}
	}
	t.Logf("%d of %d were killed before their end; %d times the fixture was the new one", cut, kills, renewed)
	if cut < kills/4 {
		t.Errorf("only %d of %d were killed before their end", cut, kills)
	}
	if out, err := recording(t, dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if left := unfinished(dir); len(left) > 0 {
		t.Errorf("a whole recording left behind what the killed ones wrote: %v", left)
	}
}

// killAt kills c at a random point of its time.
func killAt(c *exec.Cmd, ended <-chan struct{}, took time.Duration) {
	select {
	case <-time.After(rand.N(took)):
	case <-ended:
	}
	_ = c.Process.Kill()
}

// Of several processes that record at the same time, none removes what another recorded.
func TestTwoRecordingsAtOnceKeepBoth(t *testing.T) {
	server := newGenerations(t)
	dir := server.suite(t, 8)
	for round := range 5 {
		server.now.Store(int64(round))
		var all []*exec.Cmd
		for i := range 8 {
			c := recording(t, dir, "--only", fmt.Sprintf("p%d", i))
			c.Stderr = &bytes.Buffer{}
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		for _, c := range all {
			if err := c.Wait(); err != nil {
				t.Fatalf("%v: %v\n%s", c.Args, err, c.Stderr)
			}
		}
		if g := oneGeneration(t, dir, 8); g != round {
			t.Fatalf("round %d: the fixture is of round %d", round, g)
		}
	}
}
