package cli

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/history/store"
)

// kills is the number of killed runs, two at a time.
const kills = 200 // a tenth of them with -short

// findingsKilled is the number of findings of each.
const findingsKilled = 30

// manyFindings returns a suite with that many probes, and a finding for each.
func manyFindings() string {
	var probes, findings strings.Builder
	for i := range findingsKilled {
		fmt.Fprintf(&probes, "  p%d: {path: /%d}\n", i, i)
		fmt.Fprintf(&findings, "  f%d: {probe: p%d, expect: {status: 200}}\n", i, i)
	}
	return "suite: Many\ntarget: http://127.0.0.1:1\nprobes:\n" + probes.String() + "findings:\n" + findings.String()
}

// Two runs at a time write into one history and are killed at random points: it always opens, and
// holds only whole runs.
func TestHistoryIsWholeHoweverRunsAreKilled(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	t.Cleanup(server.Close)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "many.suite.yaml"), []byte(manyFindings()), 0o600); err != nil {
		t.Fatal(err)
	}
	assay, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	run := func() *exec.Cmd {
		c := exec.Command(assay, "run", "--live", "--target", server.URL, "--output", "quiet", dir)
		c.Env = append(os.Environ(), "XDG_STATE_HOME="+dir)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		return c
	}
	file := filepath.Join(dir, "assay", "history.db")
	var takes time.Duration // of a run on an existing history
	for range 2 {
		started := time.Now()
		if err := run().Wait(); err != nil {
			t.Fatal(err)
		}
		takes = time.Since(started)
	}
	n := kills
	if testing.Short() {
		n /= 10
	}
	for i := range n / 2 {
		both := []*exec.Cmd{run(), run()}
		for _, c := range both {
			time.Sleep(rand.N(takes)) // any moment of the run
			_ = c.Process.Kill()
		}
		for _, c := range both {
			_ = c.Wait()
		}
		if i%10 == 0 {
			checkWhole(t, file)
		}
	}
	t.Logf("%d of %d killed runs were kept", checkWhole(t, file)-2, n)
}

// checkWhole opens a history as the command does and fails if a run in it is not whole; it returns
// the number of runs.
func checkWhole(t *testing.T, file string) (runs int) {
	t.Helper()
	past, err := store.Open(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	if err := past.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var torn int
	var sound string
	err = db.QueryRow(`SELECT count(*), coalesce(sum(
			observations <> (SELECT sum(observations) FROM part p WHERE p.run = r.id) OR
			verdicts <> (SELECT sum(verdicts) FROM part p WHERE p.run = r.id) OR verdicts <> ?), 0),
		(SELECT integrity_check FROM pragma_integrity_check) FROM run r`, findingsKilled).Scan(&runs, &torn, &sound)
	if err != nil || torn > 0 || sound != "ok" || runs == 0 {
		t.Fatalf("%d runs, %d of them torn; integrity: %s; %v", runs, torn, sound, err)
	}
	return runs
}
