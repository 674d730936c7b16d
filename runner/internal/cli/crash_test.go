package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/secret/canary"
)

// falling panics at the nth write to it; it keeps what was written before.
type falling struct {
	bytes.Buffer
	n    int
	what any
}

func (f *falling) Write(b []byte) (int, error) {
	if f.n--; f.n == 0 {
		panic(f.what)
	}
	return f.Buffer.Write(b)
}

// crashSuite has a probe without a secret, and one with; the fixture differs from the server in
// both.
const crashSuite = `suite: Falls
fixtures: falls.fixture
secrets: {key: CANARY}
probes:
  open: {path: /open, capture: {n: {status: true}}}
  keyed: {path: "/keyed/${open.n}", headers: {X-Key: "${key}"}}
findings:
  open: {claim: It is open, probe: open, expect: {status: 200}}
  keyed: {claim: It has a lock, probe: keyed, expect: {status: 200}}
hypotheses:
  shut: {claim: It is shut, predicts: {open: {status: 403}, keyed: {status: 403}}}
  open: {claim: It is open, predicts: {open: {status: 200}, keyed: {status: 200}}}
`

const crashFixture = "### open\nGET http://127.0.0.1:1/open\n\n### open response\nHTTP/1.1 500 Internal Server Error\n"

// crashed is one command in a folder with the suite, run as the process would run it, and its
// results.
type crashedRun struct {
	dir      string
	status   int
	out, err string
}

func crashing(t *testing.T, secret string, out io.Writer, env func(name string, reads int), args ...string) crashedRun {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"falls.suite.yaml": crashSuite, "falls.fixture": crashFixture} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "answered") }))
	t.Cleanup(server.Close)
	reads := map[string]int{}
	var mu sync.Mutex
	read := func(name string) int {
		mu.Lock()
		defer mu.Unlock()
		reads[name]++
		return reads[name]
	}
	var stderr bytes.Buffer
	own := out == nil
	if own {
		out = &bytes.Buffer{}
	}
	for i := range args {
		args[i] = strings.NewReplacer("DIR", dir, "TARGET", server.URL).Replace(args[i])
	}
	r := crashedRun{dir: dir}
	r.status = execute(context.Background(), &process{args: args, out: out, err: &stderr, env: func(name string) (string, bool) {
		if n := read(name); env != nil {
			env(name, n)
		}
		switch name {
		case "CANARY":
			return secret, true
		case "XDG_STATE_HOME":
			return dir, true
		}
		return "", false
	}})
	r.err = stderr.String()
	if own {
		r.out = out.(*bytes.Buffer).String()
	}
	return r
}

var (
	crashFrames = regexp.MustCompile(`(?m)(^  \S+  \w+\.go:\d+\n)+`)
	crashAbout  = regexp.MustCompile(`  assay \d\S+, \S+/\S+, go\S+: `)
)

// told returns a message without the parts that change from day to day.
func told(text string) string {
	return crashAbout.ReplaceAllString(crashFrames.ReplaceAllString(text, "  FRAMES\n"), "  assay VERSION: ")
}

const crashTail = `This is a bug in assay, not in your suite. Every file that was written is whole, the old
one or the new one. Please report it with these lines; secrets are taken out of them:
  assay VERSION: `

// A panic of assay itself is reported with secrets masked, wherever it happens, with exit status 4.
func TestAMistakeOfAssayItself(t *testing.T) {
	const secret = "invented-canary-0123456789"
	shaped := "sk-" + "ant-" + strings.Repeat("a1B2", 8)
	falls := func(on string, n int) func(string, int) {
		return func(name string, reads int) {
			if name == on && reads >= n {
				panic("no " + on + ": " + secret + ", " + shaped)
			}
		}
	}
	for name, c := range map[string]struct {
		out  io.Writer
		env  func(string, int)
		args string
		want string
	}{
		"before anything is read": {nil, falls("ASSAY_MODE", 1), "run DIR", "no ASSAY_MODE: invented-canary-0123456789, ${redacted:anthropic}"},
		"while suites are read":   {nil, falls("CANARY", 2), "run DIR --live --target TARGET", "no CANARY: ${key}, ${redacted:anthropic}"},
		"while a request is made": {nil, falls("CANARY", 3), "run DIR --live --target TARGET", "no CANARY: ${key}, ${redacted:anthropic}"},
		"while it is diagnosed":   {nil, falls("CANARY", 3), "diagnose DIR --live --target TARGET", "no CANARY: ${key}, ${redacted:anthropic}"},
		"while it is watched":     {nil, falls("CANARY", 3), "watch DIR --rounds 2 --every 1ms --target TARGET", "no CANARY: ${key}, ${redacted:anthropic}"},
		"while text is written": {
			&falling{n: 1, what: fmt.Errorf("http://me:%s@127.0.0.1/", secret)}, nil, "run DIR --target TARGET",
			"http://me:${key}@127.0.0.1/",
		},
		"while a file is written": {
			&falling{n: 1, what: secret}, nil, "run DIR --target TARGET --json -", "--json: internal error: ${key}",
		},
		"while mistakes are listed": {&falling{n: 1, what: secret}, nil, "lint DIR --target TARGET", "${key}"},
	} {
		r := crashing(t, secret, c.out, c.env, strings.Fields(c.args)...)
		want := "assay: internal error: " + c.want
		if strings.Contains(c.want, "internal error") {
			want = "assay: " + c.want
		}
		want += "\n" + crashTail + "assay " + strings.Fields(c.args)[0] + "\n  FRAMES\n"
		got := told(r.err)
		if i := strings.Index(got, "assay: "); i > 0 {
			got = got[i:] // after the questions of diagnose
		}
		if diff := cmp.Diff(want, got); diff != "" || r.status != exitCrashed {
			t.Errorf("%s: exit status %d\n%s", name, r.status, diff)
		}
	}
}

// Nothing else is lost: what was observed and judged before is reported and kept, and the fixture
// is unchanged.
func TestNothingElseIsLostByAMistakeOfAssay(t *testing.T) {
	falls := func(name string, reads int) {
		if name == "CANARY" && reads >= 3 {
			panic("fell")
		}
	}
	for _, args := range []string{
		"run DIR --record --target TARGET --json DIR/run.json", "run DIR --drift --target TARGET --json DIR/run.json",
		"diagnose DIR --live --target TARGET --json DIR/run.json", "watch DIR --target TARGET",
	} {
		r := crashing(t, "invented-canary", nil, falls, strings.Fields(args)...)
		if r.status != exitCrashed {
			t.Errorf("%s: exit status %d\n%s%s", args, r.status, r.out, r.err)
		}
		if text, err := os.ReadFile(filepath.Join(r.dir, "falls.fixture")); err != nil || string(text) != crashFixture {
			t.Errorf("%s: the fixture is now %q, %v", args, text, err)
		}
		if strings.Contains(args, "--json") {
			text, err := os.ReadFile(filepath.Join(r.dir, "run.json"))
			if err != nil || !strings.Contains(string(text), "assay itself failed") || !strings.Contains(string(text), `"interrupted":true`) {
				t.Errorf("%s: the report is %s, %v", args, text, err)
			}
		}
		var past bytes.Buffer
		status := execute(context.Background(), &process{
			args: []string{"history", "--output", "json"}, out: &past, err: &past,
			env: func(name string) (string, bool) { return r.dir, name == "XDG_STATE_HOME" },
		})
		if status != 0 || !strings.Contains(past.String(), `"Falls"`) && !strings.HasPrefix(args, "diagnose") { // which has no verdicts
			t.Errorf("%s: the history says %d %s", args, status, past.String())
		}
	}
}

// A report whose writer panics does not stop the others.
func TestAReportThatFallsOverLeavesTheOthers(t *testing.T) {
	r := crashing(t, "invented-canary", &falling{n: 1, what: "fell"}, nil, "run", "DIR", "--target", "TARGET", "--junit", "DIR/run.xml")
	if text, err := os.ReadFile(filepath.Join(r.dir, "run.xml")); err != nil || !strings.Contains(string(text), "It is open") || r.status != exitCrashed {
		t.Errorf("exit status %d, %s, %v", r.status, text, err)
	}
}

// The value of a panic may contain a secret in any form.
func TestNoSecretLeavesByAPanic(t *testing.T) {
	for _, secret := range canary.Secrets[:6] {
		dir := t.TempDir()
		for i, how := range slices.Sorted(maps.Keys(canary.Transforms)) {
			r := crashing(t, secret, &falling{n: 1, what: "it fell over " + canary.Transforms[how](secret) + "."}, nil, "run", "DIR", "--target", "TARGET")
			if err := os.WriteFile(filepath.Join(dir, fmt.Sprint(i)), []byte(r.err), 0o644); err != nil || r.status != exitCrashed {
				t.Fatalf("exit status %d, %v", r.status, err)
			}
		}
		leaks, err := canary.Search(dir, []string{secret})
		if err != nil || len(leaks) > 0 {
			t.Errorf("%v, %v", leaks, err)
		}
	}
}

// A server continues after a panic, and the message of net/http is not printed.
func TestAServerGoesOn(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "falls.fixture")
	if err := os.WriteFile(path, []byte(crashFixture), 0o644); err != nil {
		t.Fatal(err)
	}
	out := &lineByLine{lines: make(chan string, 10)}
	log := &falling{n: 1, what: "http://me:pass-of-me@127.0.0.1/"}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	done := make(chan int, 1)
	go func() {
		done <- execute(ctx, &process{args: []string{"serve", path}, out: out, err: log, env: func(string) (string, bool) { return "", false }})
	}()
	var address string
	select {
	case line := <-out.lines:
		address = strings.TrimSpace(line[strings.Index(line, "http://"):])
	case status := <-done:
		t.Fatalf("ended with %d: %s", status, log.String())
	}
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	if resp, err := client.Get(address + "/open"); err == nil {
		resp.Body.Close()
		t.Errorf("the first request was answered %s", resp.Status)
	}
	resp, err := client.Get(address + "/open")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	stop()
	if status := <-done; status != exitCrashed || resp.StatusCode != http.StatusInternalServerError {
		t.Errorf("exit status %d, answered %s", status, resp.Status)
	}
	want := "assay: internal error: http://me:${redacted:password}@127.0.0.1/\n" + crashTail + "assay serve\n  FRAMES\n"
	if got := told(log.String()); !strings.HasPrefix(got, want) {
		t.Error(cmp.Diff(want, got))
	}
}

// lineByLine passes on every line that is written to it.
type lineByLine struct{ lines chan string }

func (w *lineByLine) Write(b []byte) (int, error) {
	w.lines <- string(b)
	return len(b), nil
}
