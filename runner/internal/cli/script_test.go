package cli

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"assay/runner/internal/fleet/link"
	"assay/runner/internal/testkit"
)

// TestMain makes this program the commands of the scripts.
func TestMain(m *testing.M) {
	testscript.Main(apart{m}, map[string]func(){
		"assay":       func() { os.Exit(Main("")) },
		"assay-fleet": func() { os.Exit(Main("", link.Client{})) },
		"assay-older": func() { os.Exit(Main("", older{})) },
		"nats-server": natsServer,
	})
}

// apart runs tests with a state folder of their own, so that the user's history gets none of their
// runs.
type apart struct{ *testing.M }

func (a apart) Run() int {
	state, err := os.MkdirTemp("", "state-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(state)
	os.Setenv("XDG_STATE_HOME", state)
	return a.M.Run()
}

// TestScripts runs testdata/script/*.txtar, each a story of the command. $SHOP is the address of a
// server on the loopback, $ODD of one that violates standards, $REFUSED of one that refuses
// connections, $ROOT the repository.
func TestScripts(t *testing.T) {
	shop := httptest.NewServer(http.HandlerFunc(serveShop))
	t.Cleanup(shop.Close)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	odd := oddServer(t)
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", UpdateScripts: testkit.Update(), RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SHOP", shop.URL)
			e.Setenv("REFUSED", closed.URL)
			e.Setenv("ODD", odd)
			e.Setenv("ROOT", root)
			e.Setenv("GORACE", os.Getenv("GORACE"))
			e.Setenv("XDG_STATE_HOME", filepath.Join(e.WorkDir, ".state"))
			return nil
		},
		Condition: func(name string) (bool, error) {
			if name != "namespaces" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return exec.Command("unshare", "-rm", "true").Run() == nil, nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": exitStatus, "plain": plain, "interrupt": interrupt,
			"serving": serving, "starting": starting, "cluster": cluster, "composed": composed, "older": startingOlder, "proxying": proxying, "killed": killed, "awaited": awaited, "ended": ended, "ask": ask, "stopped": stopped, "large": large,
		},
	})
}

var (
	counted atomic.Int64
	asked   sync.Map // the requests of /once/
)

var oauth2 = &issuer{clients: map[string]*issued{}}

// serveShop answers like a small API. /slow does not respond until the client closes, /escapes is a
// stream that would move the cursor, /visit counts in a cookie, /echo/X returns the request,
// /once/X exists once.
func serveShop(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	if strings.HasPrefix(r.URL.Path, "/oauth2/") {
		oauth2.ServeHTTP(w, r)
		return
	}
	switch r.URL.Path {
	case "/slow":
		<-r.Context().Done()
	case "/trailers": // with the key in one of them
		w.Header().Set("Trailer", "X-Sum, X-Key")
		fmt.Fprint(w, `{"a": 1}`)
		w.Header().Set("X-Sum", "42")
		w.Header().Set("X-Key", r.Header.Get("X-API-Key"))
	case "/escapes":
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "event: \x1b]0;owned\a\u202eno\ndata: \x1b[2Jhello\n\n")
	case "/long":
		longToJudge(w, 250)
	case "/stream/many":
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, strings.Repeat("data: a\n\n", 400_000)+strings.Repeat("x\n", 200_000)+"data: last\n\n")
	case "/stream/lines":
		w.Header().Set("Content-Type", "application/x-ndjson")
		fmt.Fprint(w, "{\"message\": {\"content\": \"Hel\"}, \"done\": false}\n\n")
		_ = http.NewResponseController(w).Flush()
		fmt.Fprint(w, "{\"message\": {\"content\": \"lo\"}, \"done\": false}\r\n{\"done\": true}\n"+r.URL.Query().Get("last"))
	case "/stream/lost", "/stream/open", "/stream/held", "/stream/whole":
		serveStream(w, r)
	case "/window", "/window/untrue":
		serveWindow(w, r)
	case "/limited":
		for name, values := range r.URL.Query() { // the headers that name a reset
			w.Header()[name] = values
		}
		w.WriteHeader(http.StatusTooManyRequests)
		fmt.Fprintf(w, `{"detail": "too many", "key": %q}`, r.Header.Get("X-Key"))
	case "/count": // counts the requests of all clients
		fmt.Fprintf(w, `{"count": %d}`, counted.Add(1))
	case "/visit": // counts in a cookie, which shows order and cookies
		before, _ := r.Cookie("visits")
		n := 1
		if before != nil {
			n += len(before.Value)
		}
		http.SetCookie(w, &http.Cookie{Name: "visits", Value: strings.Repeat("i", n), Path: "/"})
		fmt.Fprintf(w, `{"visit": %d}`, n)
	case "/orders/1":
		fmt.Fprintf(w, `{"order": 1, "state": "sent", "key": %q}`, r.Header.Get("X-Key"))
	default:
		if order, ok := strings.CutPrefix(r.URL.Path, "/echo/"); ok {
			fmt.Fprintf(w, `{"order": %q, "named": %q, "run": %q}`, order, r.Header.Get("X-Named"), r.URL.Query().Get("run"))
			return
		}
		if once, ok := strings.CutPrefix(r.URL.Path, "/once/"); ok {
			if _, before := asked.LoadOrStore(once, true); !before {
				return
			}
		}
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `{"detail": "no such order"}`)
	}
}

// windows are the windows of serveWindow, by the URL.
var windows sync.Map

// serveWindow accepts three requests in a second, counted from the first, and names the end of that
// window. Below /window/untrue it lasts a minute, whatever the response says.
func serveWindow(w http.ResponseWriter, r *http.Request) {
	type window struct {
		sync.Mutex
		end, told time.Time
		left      int
	}
	known, _ := windows.LoadOrStore(r.Host+r.URL.String(), &window{})
	in := known.(*window)
	in.Lock()
	defer in.Unlock()
	now := time.Now()
	if !now.Before(in.end) {
		in.told, in.left = now.Add(time.Second), 3
		in.end = in.told
		if r.URL.Path == "/window/untrue" {
			in.end = now.Add(time.Minute)
		}
	}
	if in.left--; in.left >= 0 {
		fmt.Fprint(w, `{"object": "list"}`)
		return
	}
	w.Header().Set("X-RateLimit-Reset", fmt.Sprintf("%.6f", float64(in.told.UnixMicro())/1e6))
	w.WriteHeader(http.StatusTooManyRequests)
	fmt.Fprint(w, `{"detail": "too many"}`)
}

// longToJudge responds with a document of n elements: to count, for each of them, all of which all
// are counted takes long, but no memory.
func longToJudge(w http.ResponseWriter, n int) {
	w.Header().Set("Content-Type", "text/xml")
	fmt.Fprint(w, "<r>"+strings.Repeat("<a/>", n)+"</r>")
}

// serveStream answers two events, and then breaks off, hangs, or ends with [DONE]; /stream/held
// then sends an error, and stays open until the client goes away.
func serveStream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, "data: {\"text\": \"Hel\"}\n\ndata: {\"text\": \"lo\"}\n\n")
	_ = http.NewResponseController(w).Flush()
	switch r.URL.Path {
	case "/stream/lost":
		panic(http.ErrAbortHandler) // the connection ends in the middle of the body
	case "/stream/open":
		<-r.Context().Done()
	case "/stream/held":
		fmt.Fprint(w, "data: [DONE]\n\nevent: error\ndata: {\"error\": \"late\"}\n\n")
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	default:
		fmt.Fprint(w, "data: [DONE]\n\n")
	}
}

// exitStatus is `status N args…`: assay args… ends with exactly that status.
func exitStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 1 {
		ts.Fatalf("usage: status N args...")
	}
	err := ts.Exec("assay", args[1:]...)
	got := "0"
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = fmt.Sprint(exit.ExitCode())
	} else if err != nil {
		ts.Fatalf("assay: %v", err)
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}

var changing = []struct {
	pattern *regexp.Regexp
	stands  string
}{
	{regexp.MustCompile(`http://127\.0\.0\.1:\d+`), "http://HOST"},
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "HOST"},
	{regexp.MustCompile(`\d+(\.\d+)? (ms|s)\b`), "TIME"},
	{regexp.MustCompile(`"duration_ms": [\d.]+`), `"duration_ms": 0`},
	{regexp.MustCompile(`\d{4}-\d\d-\d\dT[\d:.]+Z`), "WHEN"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d UTC`), "WHEN"},
	{regexp.MustCompile(`\(\d{4}-\d\d-\d\d\)`), "(DAY)"},
	{regexp.MustCompile(`[▁▂▃▄▅▆▇█]+`), "BARS"},
	{regexp.MustCompile(`\b(least|most|round in) \d+(\.\d+)?(ms|s)\b`), "$1 SPAN"},
}

// plain is `plain stdout|stderr NAME`: it writes the last command's output there, with addresses
// and times replaced and wrapped lines kept, to the file NAME.
func plain(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: plain stdout|stderr NAME")
	}
	text := ts.ReadFile(args[0])
	for _, c := range changing {
		text = c.pattern.ReplaceAllString(text, c.stands)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(text), 0o644))
}

// interrupt is `interrupt [-term|-twice] args…`: it runs assay args…, interrupts it (-term: with
// SIGTERM) once it sent a request, or read the response that takes long to judge, and writes its
// output to the files out and err; the script's time limit tests that it ends. -twice interrupts
// again once /held is requested, which ends it without a report.
func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("usage: interrupt [-term|-twice] args...")
	}
	by, twice := syscall.SIGINT, false
	switch {
	case len(args) > 0 && args[0] == "-term":
		by, args = syscall.SIGTERM, args[1:]
	case len(args) > 0 && args[0] == "-twice":
		twice, args = true, args[1:]
	}
	asked, held := make(chan struct{}, 1), make(chan struct{}, 1)
	var judging atomic.Bool
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/slow":
			asked <- struct{}{}
			<-r.Context().Done()
		case "/held":
			held <- struct{}{}
			<-r.Context().Done()
		case "/longest": // judging takes hours, and begins once the response was read
			judging.Store(true)
			w.Header().Set("Connection", "close")
			longToJudge(w, 5000)
		default:
			serveShop(w, r)
		}
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateClosed && judging.Load() {
			asked <- struct{}{}
		}
	}
	server.Start()
	defer server.Close()
	out, err := os.Create(ts.MkAbs("out"))
	ts.Check(err)
	defer out.Close()
	errs, err := os.Create(ts.MkAbs("err"))
	ts.Check(err)
	defer errs.Close()
	path, err := exec.LookPath("assay")
	ts.Check(err)
	c := exec.Command(path, append(args, "--target", server.URL)...)
	c.Dir, c.Stdout, c.Stderr = ts.MkAbs("."), out, errs
	c.Env = append(os.Environ(), "SHOP_KEY=invented-key", "XDG_STATE_HOME="+ts.MkAbs(".state"))
	ts.Check(c.Start())
	signal := func(after <-chan struct{}) {
		select {
		case <-after:
		case <-time.After(20 * time.Second):
			_ = c.Process.Kill()
			ts.Fatalf("no request within 20 s")
		}
		ts.Check(c.Process.Signal(by))
	}
	signal(asked)
	if twice {
		signal(held)
	}
	signaled := time.Now()
	_ = c.Wait()
	ts.Logf("ended %s after the signal", time.Since(signaled).Round(time.Millisecond))
	if ended, ok := c.ProcessState.Sys().(syscall.WaitStatus); twice {
		if !ok || !ended.Signaled() || ended.Signal() != by {
			ts.Fatalf("ended by %s, want the second signal", c.ProcessState)
		}
		return
	}
	if got := c.ProcessState.ExitCode(); got != exitInterrupted {
		text, _ := os.ReadFile(errs.Name())
		ts.Fatalf("exit status %d, want %d\n%s", got, exitInterrupted, strings.TrimSpace(string(text)))
	}
}
