package cli

import (
	"bufio"
	"database/sql"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// watched is `assay watch` as its own process, with a server whose responses and times the test
// decides.
type watched struct {
	t      *testing.T
	dir    string
	asked  chan struct{} // signals a request
	status chan int      // the status of its response
	lines  chan string   // what the watch wrote
	cmd    *exec.Cmd
}

const watchedSuite = `
suite: Shop
target: http://127.0.0.1:1
probes: {order: {path: /orders}}
findings: {order: {claim: There are orders, probe: order, expect: {status: 200}}}
`

func startWatch(t *testing.T, args ...string) *watched {
	t.Helper()
	w := &watched{t: t, dir: t.TempDir(), asked: make(chan struct{}), status: make(chan int), lines: make(chan string, 1000)}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		select {
		case w.asked <- struct{}{}:
		case <-r.Context().Done():
			return
		}
		select {
		case status := <-w.status:
			rw.WriteHeader(status)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(server.Close)
	w.edit(watchedSuite)
	assay, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	w.cmd = exec.Command(assay, append([]string{"watch", "--every", "1ms", "--target", server.URL, w.dir}, args...)...)
	w.cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+w.dir)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	w.cmd.Stdout, w.cmd.Stderr = write, write
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	go func() {
		for s := bufio.NewScanner(read); s.Scan(); {
			w.lines <- s.Text()
		}
		close(w.lines)
	}()
	t.Cleanup(func() { _ = w.cmd.Process.Kill() })
	return w
}

// edit writes the suite.
func (w *watched) edit(text string) {
	if err := os.WriteFile(filepath.Join(w.dir, "shop.suite.yaml"), []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// round waits for the next request and responds.
func (w *watched) round(status int) {
	w.t.Helper()
	w.request()
	w.status <- status
}

func (w *watched) request() {
	w.t.Helper()
	select {
	case <-w.asked:
	case <-time.After(20 * time.Second):
		w.t.Fatal("no request within 20 s")
	}
}

// stop ends the watch by a signal and returns the exit status and its output, with times and
// addresses replaced and the first line of everything.
func (w *watched) stop(signal os.Signal) (int, string) {
	w.t.Helper()
	if err := w.cmd.Process.Signal(signal); err != nil {
		w.t.Fatal(err)
	}
	_ = w.cmd.Wait()
	var heads []string
	for line := range w.lines {
		for _, c := range changing {
			line = c.pattern.ReplaceAllString(line, c.stands)
		}
		if strings.HasPrefix(line, "WHEN") || strings.HasPrefix(line, "assay") {
			heads = append(heads, line)
		}
	}
	return w.cmd.ProcessState.ExitCode(), strings.Join(heads, "\n")
}

// A watch reports changes only, reads edited suites again, and ends at a signal in the middle of a
// round: immediately, and with its results so far.
func TestWatch(t *testing.T) {
	w := startWatch(t)
	for _, status := range []int{200, 200, 500, 500, 200} {
		w.round(status)
	}
	w.request() // waits while the suite is edited
	w.edit(strings.ReplaceAll(watchedSuite, "status: 200", "stattus: 200"))
	w.status <- 200
	w.round(500)
	w.request()
	w.edit(strings.ReplaceAll(watchedSuite, "status: 200", "status: 500"))
	w.status <- 500
	w.round(500)
	w.round(500)
	w.request()
	status, told := w.stop(syscall.SIGTERM)
	want := strings.TrimSpace(`
WHEN  1 finding: 1 hold; 1 request sent; TIME; the next round in SPAN
WHEN  BROKEN        There are orders  (was holds since WHEN)
WHEN  holds         There are orders  (was broken since WHEN)
assay: the suites are wrong now; watching goes on with what they were
WHEN  BROKEN        There are orders  (was holds since WHEN)
WHEN  holds         There are orders  (was broken since WHEN)`)
	if told != want || status != exitHolds {
		t.Errorf("exit status %d; told:\n%s\nwant:\n%s", status, told, want)
	}
	if runs := keptRuns(t, filepath.Join(w.dir, "assay", "history.db")); runs != 10+1 {
		t.Errorf("%d runs were kept, want the 10 rounds and the one that was cut short", runs)
	}
}

// A watch that is interrupted between rounds ends too; its exit status is that of the last round.
func TestWatchIsInterrupted(t *testing.T) {
	w := startWatch(t, "--every", "1h", "--output", "json")
	w.round(500)
	line := <-w.lines
	for _, want := range []string{`"suite":"Shop"`, `"id":"order"`, `"verdict":"broken"`, `"expected":"200"`} {
		if !strings.Contains(line, want) {
			t.Errorf("%s does not hold %s", line, want)
		}
	}
	if status, _ := w.stop(os.Interrupt); status != exitBroken {
		t.Errorf("exit status %d", status)
	}
}

// keptRuns returns the number of runs in a history.
func keptRuns(t *testing.T, file string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT count(*) FROM run").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
