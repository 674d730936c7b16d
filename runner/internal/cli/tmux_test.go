package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clipperhouse/displaywidth"

	"assay/runner/internal/wholefile"
)

// terminal is a real terminal of a width: a session of its own tmux.
type terminal struct {
	*testing.T
	socket string
}

// inTerminal runs a shell command in a terminal. The test is skipped without tmux.
func inTerminal(t *testing.T, width int, command string) *terminal {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Skip("no tmux here (Debian: apt-get install tmux): nothing is looked at in a real terminal")
	}
	s := &terminal{t, filepath.Join(t.TempDir(), "tmux")}
	s.tmux("-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(width), "-y", "200", "-e", "CI=", "-e", "NO_COLOR=",
		fmt.Sprintf("%s; tmux -S %s wait-for -S done; cat", command, s.socket))
	t.Cleanup(func() { _ = exec.Command("tmux", "-S", s.socket, "kill-server").Run() })
	return s
}

func (s *terminal) tmux(args ...string) string {
	s.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", s.socket}, args...)...).CombinedOutput()
	if err != nil {
		s.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// ended waits until the command has ended.
func (s *terminal) ended() { s.tmux("wait-for", "done") }

// screen returns the visible text.
func (s *terminal) screen() string {
	return strings.TrimRight(s.tmux("capture-pane", "-p"), "\n") + "\n"
}

// colored returns the visible text with its colors.
func (s *terminal) colored() string { return s.tmux("capture-pane", "-p", "-e") }

// see waits until a text is visible.
func (s *terminal) see(pattern string) string {
	s.Helper()
	for until := time.Now().Add(30 * time.Second); time.Now().Before(until); {
		if screen := s.screen(); regexp.MustCompile(pattern).MatchString(screen) {
			return screen
		}
	}
	s.Fatalf("never seen: %s; the screen shows\n%s", pattern, s.screen())
	return ""
}

const terminalSuite = `
suite: Shop with a rather long name, so that it does not fit
target: %s
limits: {timeout: 20s, concurrency: 1}
probes:
  order: {path: /orders/1}
  gone: {path: /orders/0}
  held: {path: /held}
  refused: {url: "%s/x"}
findings:
  order: {claim: An order that was sent to a customer of the shop has a number and a state that can be looked up, probe: order, expect: {status: 200}}
  gone: {claim: Nothing is missing, probe: gone, expect: {status: 200, json: {$.detail: absent}}}
  held: {claim: What takes long is answered, probe: held, expect: {status: 404}}
  refused: {claim: The old host still answers, probe: refused, expect: {status: 200}}
`

// A live run is shown in a terminal of 80 columns and one of 200, while it waits for a response,
// and when it has ended.
func TestRunInATerminal(t *testing.T) {
	for _, width := range []int{80, 200} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			asked, release := make(chan struct{}), make(chan struct{})
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/held" {
					close(asked)
					<-release
				}
				serveShop(w, r)
			}))
			defer server.Close()
			letGo := sync.OnceFunc(func() { close(release) })
			defer letGo()
			dir := t.TempDir()
			for _, name := range []string{"a", "b"} {
				text := "suite: Empty\n"
				if name == "a" {
					closed := httptest.NewServer(http.NotFoundHandler())
					closed.Close()
					text = fmt.Sprintf(terminalSuite, server.URL, closed.URL)
				} else {
					text += "probes: {p: {url: \"" + server.URL + "/orders/1\"}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n"
				}
				if err := os.WriteFile(filepath.Join(dir, name+".suite.yaml"), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			path, err := exec.LookPath("assay")
			if err != nil {
				t.Fatal(err)
			}
			s := inTerminal(t, width, "cd "+dir+"; "+path+" run --live .")
			<-asked
			running := s.see(`(?m)^[23] of 4 probes, about \d+s left, [34] sent, [1] in flight, Shop with`)
			if lines := strings.Count(running, "\n"); lines != 1 {
				t.Errorf("the status line takes %d lines:\n%s", lines, running)
			}
			if whole := strings.Contains(running, "(1 of 2)"); whole != (width == 200) {
				t.Errorf("at %d columns the status line is\n%s", width, running)
			}
			letGo()
			s.ended()
			checkScreen(t, s, width)
		})
	}
}

// checkScreen checks the output of an ended run: no progress, colors, lines within the width, and
// the verdicts, with the summary as the last line.
func checkScreen(t *testing.T, s *terminal, width int) {
	screen := s.screen()
	if strings.Contains(screen, "in flight") {
		t.Errorf("the status line stays behind:\n%s", screen)
	}
	// Lines that the terminal wrapped are joined again.
	for _, line := range strings.Split(s.tmux("capture-pane", "-p", "-J"), "\n") {
		if n := displaywidth.String(strings.TrimRight(line, " ")); n > width {
			t.Errorf("%d columns of %d: %s", n, width, line)
		}
	}
	claim := map[int]string{80: `(?m)^  holds         An order that was sent to a customer of the shop has a number .*…$`, 200: `(?m)^  holds         An order .* looked up$`}[width]
	for _, want := range []string{
		claim, `(?m)^  BROKEN        Nothing is missing$`, `(?m)^    status  a\.suite\.yaml:12:67$`, `(?m)^      expected  200$`, `(?m)^      actual    404 Not Found$`,
		`(?m)^  inconclusive  The old host still answers$`, `(?m)^    needs     an answer: does anything listen at http://127.0.0.1:\d+\?$`,
		`(?m)^BROKEN        gone  a\.suite\.yaml:12:3$`, `\n5 findings: 3 hold, 1 broken, 1 inconclusive; 5 requests sent; [\d.]+ m?s\n$`,
	} {
		if !regexp.MustCompile(want).MatchString(screen) {
			t.Errorf("the screen does not show %s:\n%s", want, screen)
		}
	}
	if colored := s.colored(); !regexp.MustCompile(`\x1b\[32mholds`).MatchString(colored) || !regexp.MustCompile(`\x1b\[1m\x1b\[31mBROKEN|\x1b\[1;31mBROKEN|\x1b\[31;1mBROKEN`).MatchString(colored) {
		t.Errorf("verdicts have no colors: %q", colored)
	}
}

// A recording whose last write takes long says what it waits for, until it has written.
func TestProxyShowsItsLastWriteInATerminal(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(serveShop))
	defer server.Close()
	path, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	unlock := sync.OnceFunc(wholefile.Lock(dir)) // another process writes there
	defer unlock()
	s := inTerminal(t, 200, "cd "+dir+"; "+path+" proxy --upstream "+server.URL+" --listen 127.0.0.1:0 --out . --requests 1")
	started := s.see(`http://127\.0\.0\.1:\d+ `)
	resp, err := http.Get(regexp.MustCompile(`http://127\.0\.0\.1:\d+`).FindString(started) + "/orders/1")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	s.see(`(?m)^writing what 1 request recorded to \S+\.suite\.yaml, for \d+s`)
	unlock()
	s.ended()
	if screen := s.screen(); strings.Contains(screen, "writing what") || !regexp.MustCompile(`(?m)^wrote \S+\.suite\.yaml: 1 probe`).MatchString(screen) {
		t.Errorf("in the end the screen shows\n%s", screen)
	}
}
