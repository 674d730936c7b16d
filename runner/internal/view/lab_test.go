package view_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"assay/runner/internal/cli"
	"assay/runner/internal/testkit/browser"
)

// TestMain makes this program the command assay, or a browser, where a test starts it as that.
func TestMain(m *testing.M) {
	if tell := os.Getenv("VIEW_TEST_BROWSER"); tell != "" && len(os.Args) == 2 && strings.HasPrefix(os.Args[1], "http://") {
		_, _ = http.Get(tell + url.QueryEscape(os.Args[1])) //nolint:bodyclose,gosec,noctx // a browser that only tells what it is to open
		os.Exit(0)
	}
	if os.Getenv("VIEW_TEST_COMMAND") != "" {
		os.Exit(cli.Main(""))
	}
	os.Exit(browser.Main(m))
}

const shop = `suite: Shop
target: TARGET
fixtures: shop.fixture
secrets: {key: SHOP_KEY}
limits: {rate: 100/s, concurrency: 1, cooldown: {on: {status: 429}, wait: 1h}}
probes:
  order: {path: /orders/1, headers: {X-Key: "${key}"}}
  none: {path: /orders/0}
  list: {path: /orders, repeat: {times: 2}}
findings:
  order: {claim: An order has a number, probe: order, expect: {status: 200, json: {$.order: 1}}}
  none: {claim: An order that does not exist is answered 404, probe: none, expect: {status: 404}}
  list: {claim: There is a list, probe: list, expect: {status: 200}}
checklist:
  active:
    ask: Is the key shown as active?
    where: the dashboard
    answers: {yes: {}, no: {}}
`

const recorded = `### order
> GET TARGET/orders/1
X-Key: ${key}

### order response
# captured: 2026-11-01T00:00:00Z
< HTTP/1.1 200 OK
Content-Type: application/json

{"order": 1, "state": "open", "note": "recorded"}

### none
> GET TARGET/orders/0

### none response
# captured: 2026-11-01T00:00:00Z
< HTTP/1.1 404 Not Found
Content-Type: application/json

{"detail": "no such order"}
`

const other = `suite: Other
target: TARGET
fixtures: other.fixture
probes: {order: {path: /orders/1}}
findings: {order: {claim: An order is gone, probe: order, expect: {status: 410}}}
`

// canary is the secret that must be nowhere.
const canary = "invented-canary-value"

// lab is the command serving a folder of suites, and the API that they are about.
type lab struct {
	testing.TB
	folder  string
	api     *httptest.Server
	address string // that the command printed
	errors  *bytes.Buffer

	command *exec.Cmd
	lines   chan string // of standard output

	mu     sync.Mutex
	asked  []string // requests of the API: "GET /orders/1"
	state  string   // of the order
	status int      // of the list
	held   chan struct{}
}

// serve starts assay view with the arguments, in a folder with the suites.
func serve(t testing.TB, args ...string) *lab {
	t.Helper()
	l := newLab(t)
	l.start(args...)
	return l
}

func newLab(t testing.TB) *lab {
	t.Helper()
	l := &lab{TB: t, folder: t.TempDir(), state: "sent", status: http.StatusOK, errors: &bytes.Buffer{}}
	l.api = httptest.NewServer(http.HandlerFunc(l.answer))
	t.Cleanup(l.api.Close)
	l.write("shop.suite.yaml", shop)
	l.write("shop.fixture", recorded)
	l.write("other.suite.yaml", other)
	return l
}

func (l *lab) answer(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	l.asked = append(l.asked, r.Method+" "+r.URL.Path)
	state, status, held := l.state, l.status, l.held
	l.mu.Unlock()
	if held != nil {
		select {
		case <-held:
		case <-r.Context().Done():
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	switch r.URL.Path {
	case "/orders/1":
		fmt.Fprintf(w, `{"order": 1, "state": %q, "note": "the key %s is known", "html": "<img src=http://127.0.0.1:1/x onerror=document.title=1>"}`, state, r.Header.Get("X-Key"))
	case "/orders":
		w.WriteHeader(status)
		_, _ = io.WriteString(w, `{"orders": [1]}`)
	default:
		w.WriteHeader(http.StatusNotFound)
		_, _ = io.WriteString(w, `{"detail": "no such order"}`)
	}
}

// requests returns what the API was asked for, and forgets it.
func (l *lab) requests() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := l.asked
	l.asked = nil
	return out
}

func (l *lab) env() []string {
	return append(os.Environ(), "VIEW_TEST_COMMAND=1", "SHOP_KEY="+canary, "XDG_STATE_HOME="+filepath.Join(l.folder, ".state"), "ASSAY_MODE=", "ASSAY_TARGET=")
}

// assay runs another command in the folder.
func (l *lab) assay(args ...string) string {
	l.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Dir, c.Env = l.folder, l.env()
	out, _ := c.CombinedOutput() // a broken finding is an exit status of 1
	return string(out)
}

// start starts the command, and waits for the address.
func (l *lab) start(args ...string) {
	l.Helper()
	c := exec.Command(os.Args[0], append([]string{"view"}, args...)...)
	c.Dir, c.Env, c.Stderr = l.folder, l.env(), l.errors
	out, err := c.StdoutPipe()
	if err != nil {
		l.Fatal(err)
	}
	if err := c.Start(); err != nil {
		l.Fatal(err)
	}
	l.command, l.lines = c, make(chan string, 100)
	go func() {
		defer close(l.lines)
		for s := bufio.NewScanner(out); s.Scan(); {
			l.lines <- s.Text()
		}
	}()
	ended := atomic.Bool{}
	l.Cleanup(func() {
		if l.command == c && ended.CompareAndSwap(false, true) {
			l.end()
		}
	})
	select {
	case l.address = <-l.lines:
	case <-time.After(time.Minute):
	}
	if !strings.HasPrefix(l.address, "http://127.0.0.1:") {
		l.Fatalf("assay view printed %q; its errors: %s", l.address, l.errors)
	}
}

// end presses Ctrl-C, and expects a clean end.
func (l *lab) end() {
	l.Helper()
	c := l.command
	l.command = nil
	if err := c.Process.Signal(os.Interrupt); err != nil {
		l.Error(err)
	}
	for range l.lines { // until the output ends
	}
	if err := c.Wait(); err != nil {
		l.Errorf("after Ctrl-C the command ends with %v: %s", err, l.errors)
	}
}

func (l *lab) write(name, text string) {
	l.Helper()
	if err := os.WriteFile(filepath.Join(l.folder, name), []byte(strings.ReplaceAll(text, "TARGET", l.api.URL)), 0o600); err != nil {
		l.Fatal(err)
	}
}

func (l *lab) read(name string) string {
	l.Helper()
	text, err := os.ReadFile(filepath.Join(l.folder, name))
	if err != nil {
		l.Fatal(err)
	}
	return string(text)
}

// origin is the server's: http://127.0.0.1:PORT.
func (l *lab) origin() string {
	at, _, _ := strings.Cut(l.address, "/?")
	return at
}

// visitor asks the server as a browser does that has entered.
type visitor struct {
	*lab
	base   string // of the pages
	cookie *http.Cookie
}

// enter opens the printed address.
func (l *lab) enter() *visitor {
	l.Helper()
	r, text := l.get(l.address)
	if r.StatusCode != http.StatusOK || len(r.Cookies()) != 1 {
		l.Fatalf("the address answers %s, with %d cookies: %s", r.Status, len(r.Cookies()), text)
	}
	c := r.Cookies()[0]
	return &visitor{l, l.origin() + c.Path, c}
}

// get asks for an address without a cookie.
func (l *lab) get(address string, change ...func(*http.Request)) (*http.Response, string) {
	l.Helper()
	return l.send(http.MethodGet, address, nil, change...)
}

func (l *lab) send(method, address string, body io.Reader, change ...func(*http.Request)) (*http.Response, string) {
	l.Helper()
	r, err := http.NewRequest(method, address, body)
	if err != nil {
		l.Fatal(err)
	}
	for _, c := range change {
		c(r)
	}
	got, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		l.Fatal(err)
	}
	defer got.Body.Close()
	text, err := io.ReadAll(got.Body)
	if err != nil {
		l.Fatal(err)
	}
	if strings.Contains(string(text), canary) {
		l.Errorf("%s %s: the secret is in the answer", method, address)
	}
	return got, string(text)
}

// page is a page's text.
func (v *visitor) page(path string) string {
	v.Helper()
	r, text := v.get(v.base+path, v.with)
	if r.StatusCode != http.StatusOK {
		v.Fatalf("%s answers %s: %s", path, r.Status, text)
	}
	return text
}

// with adds the cookie.
func (v *visitor) with(r *http.Request) { r.AddCookie(v.cookie) }

// post asks as the page's script does; the answer is read into out, nil to ignore it.
func (v *visitor) post(path string, in, out any) (int, string) {
	v.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		v.Fatal(err)
	}
	r, text := v.send(http.MethodPost, v.base+path, bytes.NewReader(body), v.with, func(r *http.Request) {
		r.Header.Set("Origin", v.origin())
		r.Header.Set("Content-Type", "application/json")
	})
	if out != nil {
		if err := json.Unmarshal([]byte(text), out); err != nil {
			v.Fatalf("%s answers %s: %s", path, r.Status, text)
		}
	}
	return r.StatusCode, text
}

type state struct {
	Version string
	Runs    int
	Busy    *struct{ Run, Sent, Most int }
	Failed  *struct{ Message string }
}

// until waits for a state of the server.
func (v *visitor) until(what string, is func(*state) bool) {
	v.Helper()
	for deadline := time.Now().Add(time.Minute); ; {
		_, text := v.get(v.base+"state", v.with)
		var s state
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			v.Fatalf("state: %v in %s", err, text)
		}
		if is(&s) {
			return
		}
		if time.Now().After(deadline) {
			v.Fatalf("%s: the state stays %s", what, text)
		}
	}
}
