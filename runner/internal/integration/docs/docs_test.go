//go:build unix

// Package docs_test keeps the pages true: it runs every command line of a page, checks the format
// reference against the loader's tables, and follows every link.
//
// A block ```console has command lines that begin with "$ "; a shell runs them in order, in a copy
// of the suites, fixtures and pages, with `assay` on the path and no network but this machine. An
// exit status other than 0 fails; `; echo $?` shows an expected one. Lines below a command are its
// output: each must occur, in that order; times and dates are not compared, and … stands for
// anything. A block ```yaml NAME, ```http NAME and so on is a file that the commands after it use.
//
// After a line "<!-- an empty folder -->" they run in one.
//
// https://shop.example is a server of this test, and suites/shop a suite of it. Any other address
// is unreachable, and rates cause no waits. Commands that do not end by themselves (assay serve,
// assay watch, assay proxy, assay view) run until the page ends, or until a line "^C", which
// interrupts the last of them; what it prints then follows.
package docs_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"assay/runner/internal/testkit"
)

const root = "../../../.."

// pages returns the paths of the pages at the top level and under docs/.
func pages(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	out := []string{"README.md", "CONTRIBUTING.md", "CHANGELOG.md"}
	for _, name := range found {
		out = append(out, filepath.Join("docs", filepath.Base(name)))
	}
	return out
}

var assay = testkit.Assay()

func TestMain(m *testing.M) { os.Exit(testkit.Main(m, assay)) }

func TestCommands(t *testing.T) {
	bin := filepath.Dir(assay.Path(t))
	shop := httptest.NewServer(http.HandlerFunc(serveShop))
	t.Cleanup(shop.Close)
	for _, page := range pages(t) {
		t.Run(page, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(root, page))
			if err != nil {
				t.Fatal(err)
			}
			s := newShell(t, bin, shop.URL)
			for _, b := range blocks(strings.ReplaceAll(string(text), shopAddress, shop.URL)) {
				switch {
				case b.lang == emptyFolder:
					s.dir = t.TempDir()
				case b.lang == "console":
					s.console(t, page, b)
				case b.name != "":
					s.file(t, b)
				}
			}
		})
	}
}

// shopAddress is the address of this test's server in the pages.
const shopAddress = "https://shop.example"

// serveShop answers like a small shop.
func serveShop(w http.ResponseWriter, r *http.Request) {
	answers := map[string]string{
		"/orders":   `[{"order": 1, "state": "open"}, {"order": 2, "state": "sent"}]`,
		"/orders/1": `{"order": 1, "state": "open"}`,
		"/orders/2": `{"order": 2, "state": "sent"}`,
		"/account":  `{"plan": "small"}`,
	}
	w.Header().Set("Content-Type", "application/json")
	body, ok := answers[r.URL.Path]
	switch {
	case !ok:
		w.WriteHeader(http.StatusNotFound)
		body = `{"detail": "no such order"}`
	case r.URL.Path == "/account" && !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer "):
		w.WriteHeader(http.StatusUnauthorized)
		body = `{"detail": "Authentication required."}`
	}
	_, _ = w.Write([]byte(body))
}

// block is a fenced block of a page.
type block struct {
	lang, name string
	line       int // of its first line
	text       []string
}

// emptyFolder is the line after which commands run in an empty folder.
const emptyFolder = "<!-- an empty folder -->"

var fence = regexp.MustCompile("^ {0,3}(```+)\\s*(\\S*)\\s*(\\S*)")

func blocks(text string) []block {
	var out []block
	var open *block
	mark := ""
	for i, line := range strings.Split(text, "\n") {
		m := fence.FindStringSubmatch(line)
		switch {
		case open == nil && line == emptyFolder:
			out = append(out, block{lang: emptyFolder})
		case open == nil && m != nil:
			out = append(out, block{lang: m[2], name: m[3], line: i + 2})
			open, mark = &out[len(out)-1], m[1]
		case open != nil && strings.TrimSpace(line) == mark:
			open = nil
		case open != nil:
			open.text = append(open.text, line)
		}
	}
	return out
}

// shell runs the commands of one page.
type shell struct {
	dir    string
	env    []string
	served string // where assay serve listens
	// running is the last command that does not end by itself, and rest what it still prints.
	running *exec.Cmd
	rest    io.Reader
}

func newShell(t *testing.T, bin, shop string) *shell {
	t.Helper()
	s := &shell{dir: t.TempDir()}
	for _, name := range []string{"suites", "fixtures", "docs"} {
		if err := os.CopyFS(filepath.Join(s.dir, name), os.DirFS(filepath.Join(root, name))); err != nil {
			t.Fatal(err)
		}
	}
	suite, err := os.ReadFile("testdata/shop/shop.suite.yaml")
	if err != nil {
		t.Fatal(err)
	}
	s.file(t, block{name: "suites/shop/shop.suite.yaml", text: []string{strings.ReplaceAll(string(suite), shopAddress, shop)}})
	const nobody = "http://127.0.0.1:1" // a live run reaches this machine or nothing
	s.env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "HOME="+t.TempDir(), "XDG_STATE_HOME="+t.TempDir(), "NO_COLOR=1", "COLUMNS=100",
		"HTTP_PROXY="+nobody, "HTTPS_PROXY="+nobody, "ALL_PROXY="+nobody, "NO_PROXY=127.0.0.1,localhost", "ASSAY_MODE=", "ASSAY_TARGET=", "CHUTES_API_KEY=invented-by-the-pages", "SHOP_KEY=invented-by-the-shop")
	return s
}

func (s *shell) file(t *testing.T, b block) {
	t.Helper()
	path := filepath.Join(s.dir, filepath.FromSlash(b.name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Join(b.text, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// console runs the commands of a block, each with what the page says it prints.
func (s *shell) console(t *testing.T, page string, b block) {
	t.Helper()
	for i := 0; i < len(b.text); i++ {
		command, ok := strings.CutPrefix(b.text[i], "$ ")
		interrupts := b.text[i] == interrupt
		if !ok && !interrupts {
			continue
		}
		at := b.line + i
		for strings.HasSuffix(command, `\`) && i+1 < len(b.text) {
			i++
			command += "\n" + b.text[i]
		}
		from := i + 1
		for i+1 < len(b.text) && !strings.HasPrefix(b.text[i+1], "$ ") && b.text[i+1] != interrupt {
			i++
		}
		if interrupts {
			s.interrupt(t, page, at, b.text[from:i+1])
			continue
		}
		s.run(t, page, at, command, b.text[from:i+1])
	}
}

// interrupt is the line that interrupts the last command that does not end by itself.
const interrupt = "^C"

// interrupt interrupts it, and compares what it prints.
func (s *shell) interrupt(t *testing.T, page string, line int, want []string) {
	t.Helper()
	if s.running == nil {
		t.Fatalf("%s:%d: nothing runs that could be interrupted", page, line)
	}
	_ = syscall.Kill(-s.running.Process.Pid, syscall.SIGINT)
	out, err := io.ReadAll(s.rest)
	if err = errors.Join(err, s.running.Wait()); err != nil {
		t.Errorf("%s:%d: interrupted: %v\n%s", page, line, err, out)
	}
	s.running, s.served = nil, ""
	if missing := lacks(string(out), want); missing != "" {
		t.Errorf("%s:%d: interrupted, it does not print, or not in this order:\n  %s\nbut prints:\n%s", page, line, missing, out)
	}
}

// elsewhere matches commands that need the whole checkout, and may run these tests again: make's
// targets and the scripts must exist, the others are skipped.
var elsewhere = regexp.MustCompile(`^([A-Z_]+=\S* )*(make|go|git|gh|scripts/\S+)( |$)`)

func (s *shell) run(t *testing.T, page string, line int, command string, want []string) {
	t.Helper()
	if elsewhere.MatchString(command) {
		what := elsewhere.FindStringSubmatch(command)[2]
		if target, ok := strings.CutPrefix(command, "make "); ok {
			s.target(t, page, line, strings.Fields(target)[0])
		} else if info, err := os.Stat(filepath.Join(root, what)); strings.HasPrefix(what, "scripts/") && (err != nil || info.Mode()&0o111 == 0) {
			t.Errorf("%s:%d: there is no %s to run", page, line, what)
		}
		return
	}
	if s.served != "" {
		command = strings.ReplaceAll(command, servedAt, s.served)
	}
	if asks.MatchString(command) {
		command += " --rate 1000/s"
	}
	out, err := s.shell(t, command)
	if err != nil {
		t.Errorf("%s:%d: %s\n%v\n%s", page, line, command, err, out)
		return
	}
	if missing := lacks(out, want); missing != "" {
		t.Errorf("%s:%d: %s\ndoes not print, or not in this order:\n  %s\nbut prints:\n%s", page, line, command, missing, out)
	}
}

// asks are commands that keep to the rates of suites.
var asks = regexp.MustCompile(`^assay ((run|diagnose) .*--(live|record|drift)\b|nightly )[^|;&>]*$`)

// shell runs a command to its end, or leaves it running if it has none.
func (s *shell) shell(t *testing.T, command string) (string, error) {
	t.Helper()
	ctx := context.Background()
	if !endless.MatchString(command) {
		var cancel func()
		ctx, cancel = context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
	}
	run := command
	if endless.MatchString(command) {
		run = "exec " + command // a shell that waits would be interrupted itself
	}
	cmd := exec.CommandContext(ctx, "sh", "-c", run)
	cmd.Dir, cmd.Env = s.dir, s.env
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	if !endless.MatchString(command) {
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return "", err
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM)
		_ = cmd.Wait()
	})
	if strings.Contains(command, ">") {
		return "", nil
	}
	giveUp := time.AfterFunc(time.Minute, func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) })
	defer giveUp.Stop()
	read := bufio.NewReader(out)
	first, err := read.ReadString('\n')
	if err != nil {
		return first, fmt.Errorf("it ended: %w", err)
	}
	if at := address.FindString(first); at != "" && !strings.HasPrefix(command, "assay view ") {
		s.served = at
	}
	s.running, s.rest = cmd, read
	return first, nil
}

// servedAt is the address that pages show for assay serve; the commands after it
// ask the one that it printed.
const servedAt = "127.0.0.1:40123"

var address = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// endless are commands that run until they are stopped.
var endless = regexp.MustCompile(`^assay (serve|watch|proxy|view) `)

func (s *shell) target(t *testing.T, page string, line int, target string) {
	t.Helper()
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(target) + `:`).Match(makefile) {
		t.Errorf("%s:%d: the Makefile has no target %s", page, line, target)
	}
}

// lacks is the first line of want that got does not print after those before it.
func lacks(got string, want []string) string {
	lines := strings.Split(plain(got), "\n")
	for _, w := range want {
		if w = strings.TrimSpace(w); w == "" || w == "…" {
			continue
		}
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(plain(w))), "…", ".*") + "$")
		for len(lines) > 0 && !pattern.MatchString(strings.TrimSpace(lines[0])) {
			lines = lines[1:]
		}
		if len(lines) == 0 {
			return w
		}
		lines = lines[1:]
	}
	return ""
}

var changing = regexp.MustCompile(`\d{4}-\d\d-\d\dT[0-9:.]+Z?|\b\d+(\.\d+)? ?(ms|µs|s)\b|127\.0\.0\.1:\d+`)

// plain is text without what changes from run to run.
func plain(text string) string { return changing.ReplaceAllString(text, "~") }
