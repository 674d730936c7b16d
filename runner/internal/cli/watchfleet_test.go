package cli

import (
	"bufio"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// fleetProcess starts assay-fleet and returns it with its first line.
func fleetProcess(t *testing.T, args ...string) (*exec.Cmd, string) {
	t.Helper()
	c := exec.Command("assay-fleet", args...)
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = write, write
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	lines := bufio.NewReader(read)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return c, first
}

// A watch goes on when the fleet's server is back, with what was in flight when it was killed.
func TestWatchSeesTheFleetsServerComeBack(t *testing.T) {
	folder := t.TempDir()
	up := func(address string) (*exec.Cmd, string) {
		t.Helper()
		server, line := fleetProcess(t, "fleet", "up", "--listen", address, "--folder", folder)
		return server, regexp.MustCompile(`nats://\S+`).FindString(line)
	}
	server, url := up("127.0.0.1:0")
	token, err := os.ReadFile(filepath.Join(folder, "token"))
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("ASSAY_FLEET_TOKEN", strings.TrimSpace(string(token)))
	fleetProcess(t, "agent", "--fleet", url, "--vantage", "office", "--name", "o1")
	w := startWatch(t, "--fleet", url)
	w.round(http.StatusOK)
	w.request()
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = server.Wait()
	w.status <- http.StatusInternalServerError // handed in once the server is back
	up(strings.TrimPrefix(url, "nats://"))
	w.round(http.StatusOK)
	w.request() // of the round after it
	status, heads := w.stop(syscall.SIGTERM)
	const want = `WHEN  1 finding: 1 hold; 1 request sent; TIME; the next round in SPAN
WHEN  BROKEN        There are orders  (was holds since WHEN)
WHEN  holds         There are orders  (was broken since WHEN)`
	if heads != want || status != exitHolds {
		t.Errorf("exit status %d\ngot\n%s\nwant\n%s", status, heads, want)
	}
}
