package cli

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"assay/runner/internal/testkit"
)

const comparedShop = `
suite: Shop
target: http://127.0.0.1:1
secrets: {key: SHOP_KEY}
limits: {concurrency: 1, timeout: 10s}
probes:
  login: {method: POST, path: /login, capture: {session: {json: $.session}}}
  order: {path: /orders/1, headers: {X-Key: "${key}", Authorization: "Bearer ${login.session}"}}
  none: {path: /orders/0}
  events: {path: /events, stream: true}
findings:
  order: {claim: An order has a total, probe: order, expect: {status: 200, json: {$.total: {type: number}}}}
  none: {claim: An order that does not exist is answered 404, probe: none, expect: {status: 404}}
  events: {claim: It streams, probe: events, expect: {status: 200}}
`

// shopAt answers like the shop of comparedShop. change answers instead where it returns true; n is
// the number of the request, from 1.
type shopAt struct {
	*httptest.Server
	asked  atomic.Int64
	keys   atomic.Value // the last key that came
	change func(w http.ResponseWriter, r *http.Request, n int64) bool
}

func newShopAt(t *testing.T, name string, change func(w http.ResponseWriter, r *http.Request, n int64) bool) *shopAt {
	s := &shopAt{change: change}
	s.keys.Store("")
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := s.asked.Add(1)
		w.Header()["Date"] = nil // a second that passes is no difference
		if key := r.Header.Get("X-Key"); key != "" {
			s.keys.Store(key)
		}
		if s.change != nil && s.change(w, r, n) {
			return
		}
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/login":
			fmt.Fprintf(w, `{"session": "%s-session-%d"}`, name, n)
		case "/orders/1":
			if !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer "+name+"-") {
				http.Error(w, "the session of another target", http.StatusForbidden)
				return
			}
			fmt.Fprintf(w, `{"id": "%s-%d", "total": 12.5}`, name, n)
		case "/events":
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprint(w, "data: {\"text\": \"Hi\"}\n\n")
		default:
			w.WriteHeader(http.StatusNotFound)
			fmt.Fprint(w, `{"detail": "no such order"}`)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

// on answers requests for a path by do.
func on(path string, do func(w http.ResponseWriter, r *http.Request)) func(http.ResponseWriter, *http.Request, int64) bool {
	return func(w http.ResponseWriter, r *http.Request, _ int64) bool {
		if r.URL.Path != path {
			return false
		}
		do(w, r)
		return true
	}
}

func says(status int, kind, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// comparedBy runs assay compare in a folder with the suite, and returns all that it says.
func comparedBy(t *testing.T, suite string, env []string, args ...string) string {
	t.Helper()
	assay, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "shop.suite.yaml"), []byte(strings.TrimPrefix(suite, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), assay, append([]string{"compare"}, args...)...)
	c.Dir, c.Env = dir, append(os.Environ(), append([]string{"XDG_STATE_HOME=" + dir, "SHOP_KEY=invented-key-of-a", "COLUMNS=300"}, env...)...)
	var out, errs strings.Builder
	c.Stdout, c.Stderr = &out, &errs
	err = c.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	said := strings.TrimSpace(fmt.Sprintf("exit %d\n%s\n%s", c.ProcessState.ExitCode(), errs.String(), out.String())) + "\n"
	for _, c := range changing {
		said = c.pattern.ReplaceAllString(said, c.stands)
	}
	said = testkit.Untimed(said)
	for _, key := range []string{"invented-key", "-session-"} {
		if strings.Contains(said, key) {
			t.Errorf("a secret is shown:\n%s", said)
		}
	}
	return said
}

// What compare says where one side fails in its own way; a and b are servers of the loopback.
func TestCompareTargets(t *testing.T) {
	limited := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "30")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	for _, test := range []struct {
		name         string
		a, b         func(http.ResponseWriter, *http.Request, int64) bool
		args, env    []string
		asksA, asksB int64 // requests
	}{
		{name: "same", asksA: 8, asksB: 4},
		{name: "breaking", asksA: 8, asksB: 4, b: on("/orders/1", says(200, "application/json", `{"id": "b", "total": "12.50", "provider": "x"}`))},
		{name: "mended", asksA: 8, asksB: 4, a: on("/orders/0", says(200, "application/json", `{}`))},
		{name: "stream", asksA: 8, asksB: 4, b: on("/events", says(200, "text/event-stream", "data: {\"text\": \"Hi\"}\n\ndata: [DONE]\n\n"))},
		{name: "not-json", asksA: 8, asksB: 4, b: on("/orders/0", says(404, "text/html", `<p>Not found</p>`))},
		{name: "rate-limited", asksA: 8, asksB: 4, b: on("/orders/0", limited)},
		{name: "control-differs", asksA: 8, asksB: 4, a: func(w http.ResponseWriter, r *http.Request, n int64) bool {
			if r.URL.Path != "/orders/0" || n != 5 {
				return false
			}
			w.WriteHeader(http.StatusInternalServerError)
			return true
		}},
		{name: "no-capture", asksA: 8, asksB: 3, b: on("/login", says(200, "application/json", `{}`))},
		{name: "slow", asksA: 8, asksB: 4, args: []string{"--timeout", "500ms"}, b: on("/orders/0", func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		})},
		{name: "budget", asksA: 6, asksB: 4, args: []string{"--budget", "6"}},
		{name: "no-secret", asksA: 8, asksB: 3, args: []string{"--secret", "b.key=KEY_OF_B"}},
		{name: "strict", asksA: 8, asksB: 4, args: []string{"--strict"}, b: on("/orders/0", limited)},
		{name: "astray", args: []string{"--share-secrets=false"}},
		{name: "verbose", asksA: 8, asksB: 4, args: []string{"-v"}, b: on("/orders/0", limited)},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, b := newShopAt(t, "a", test.a), newShopAt(t, "b", test.b)
			args := append([]string{"--target", "a=" + a.URL, "--target", "b=" + b.URL, "--no-history"}, test.args...)
			if test.name != "astray" && test.name != "no-secret" {
				args = append(args, "--share-secrets")
			}
			said := comparedBy(t, comparedShop, test.env, args...)
			testkit.Golden(t, "testdata/compare/"+test.name+".golden", said)
			if a.asked.Load() != test.asksA || b.asked.Load() != test.asksB {
				t.Errorf("%d requests to a, %d to b, want %d and %d", a.asked.Load(), b.asked.Load(), test.asksA, test.asksB)
			}
		})
	}
}

func TestCompareWithATargetThatIsDown(t *testing.T) {
	a, b := newShopAt(t, "a", nil), newShopAt(t, "b", nil)
	b.Close()
	said := comparedBy(t, comparedShop, nil, "--no-history", "--share-secrets", "--target", "a="+a.URL, "--target", "b="+b.URL)
	testkit.Golden(t, "testdata/compare/down.golden", said)

	// Where a finding expects it, the verdicts were compared.
	refused := regexp.MustCompile(`(?s)findings:.*`).ReplaceAllString(comparedShop, `findings:
  none: {claim: It is closed, probe: none, expect: {error: refused}}
`)
	a.Close()
	said = comparedBy(t, refused, nil, "--no-history", "--share-secrets", "--target", "a="+a.URL, "--target", "b="+b.URL)
	testkit.Golden(t, "testdata/compare/both-down.golden", said)
}

// A cooldown that b starts keeps b's probes back, and none of a's.
func TestCompareCoolsDownEachTarget(t *testing.T) {
	a := newShopAt(t, "a", nil)
	b := newShopAt(t, "b", on("/login", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) }))
	suite := strings.Replace(comparedShop, "concurrency: 1", "concurrency: 1, cooldown: {on: 429, wait: 10m}", 1)
	said := comparedBy(t, suite, nil, "--no-history", "--share-secrets", "--target", "a="+a.URL, "--target", "b="+b.URL)
	if a.asked.Load() != 8 || b.asked.Load() != 1 {
		t.Errorf("%d requests to a, %d to b, want 8 and 1:\n%s", a.asked.Load(), b.asked.Load(), said)
	}
}

const comparedPlaces = `
suite: Shop
secrets: {key: SHOP_KEY}
vars: {order: 1}
limits: {concurrency: 1}
environments:
  first: {target: "URL_A", secrets: {key: KEY_OF_A}}
  second: {target: "URL_B", secrets: {key: KEY_OF_B}, vars: {order: 2}, limits: {requests: 1}}
probes:
  order: {path: "/orders/${order}", headers: {X-Key: "${key}"}}
  again: {path: "/orders/${order}", headers: {X-Key: "${key}"}, after: [order]}
findings:
  order: {claim: An order is there, probe: order, expect: {status: 404}}
  again: {claim: An order is still there, probe: again, expect: {status: 404}}
  here: {claim: The first is special, probe: order, expect: {status: 404}, only: {env: first}}
`

// Each environment has its own target, key, vars and budget.
func TestCompareEnvironments(t *testing.T) {
	path := func(into *atomic.Value) func(http.ResponseWriter, *http.Request, int64) bool {
		return func(w http.ResponseWriter, r *http.Request, _ int64) bool {
			into.Store(r.URL.Path)
			w.WriteHeader(http.StatusNotFound)
			return true
		}
	}
	var pathA, pathB atomic.Value
	a, b := newShopAt(t, "a", path(&pathA)), newShopAt(t, "b", path(&pathB))
	suite := strings.NewReplacer("URL_A", a.URL, "URL_B", b.URL).Replace(comparedPlaces)
	said := comparedBy(t, suite, []string{"KEY_OF_A=invented-key-1", "KEY_OF_B=invented-key-2", "ASSAY_TARGET=http://127.0.0.1:1"}, "--no-history", "--env", "first", "--env", "second")
	testkit.Golden(t, "testdata/compare/environments.golden", said)
	if a.keys.Load() != "invented-key-1" || b.keys.Load() != "invented-key-2" {
		t.Errorf("a was sent %q, b %q", a.keys.Load(), b.keys.Load())
	}
	if pathA.Load() != "/orders/1" || pathB.Load() != "/orders/2" {
		t.Errorf("a was asked for %q, b for %q", pathA.Load(), pathB.Load())
	}
}

// A key that one target says to another's client is masked, too.
func TestCompareMasksTheKeysOfAllTargets(t *testing.T) {
	a := newShopAt(t, "a", nil)
	b := newShopAt(t, "b", on("/orders/0", says(404, "application/json", `{"detail": "upstream key invented-key-of-a"}`)))
	for _, output := range []string{"text", "json"} {
		said := comparedBy(t, comparedShop, []string{"KEY_OF_B=invented-key-of-b"}, "--no-history", "-v", "--output", output,
			"--secret", "b.key=KEY_OF_B", "--target", "a="+a.URL, "--target", "b="+b.URL)
		if !strings.Contains(said, "upstream key ${key}") {
			t.Errorf("the key of a in an answer of b:\n%s", said)
		}
	}
	if b.keys.Load() != "invented-key-of-b" {
		t.Errorf("b was sent %q", b.keys.Load())
	}
}

func TestCompareJSONMeetsItsSchema(t *testing.T) {
	published, err := os.ReadFile("../../../docs/compare.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	closed := bytes.ReplaceAll(published, []byte(`"type": "object"`), []byte(`"type": "object", "additionalProperties": false`))
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(closed))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("compare", v); err != nil {
		t.Fatal(err)
	}
	a := newShopAt(t, "a", nil)
	b := newShopAt(t, "b", on("/orders/1", says(429, "application/json", `{}`)))
	said := comparedBy(t, comparedShop, nil, "--no-history", "--share-secrets", "--output", "json", "--target", "a="+a.URL, "--target", "b="+b.URL, "--target", "c="+a.URL)
	result, err := jsonschema.UnmarshalJSON(strings.NewReader(said[strings.Index(said, "{\n"):]))
	if err != nil {
		t.Fatalf("%v:\n%s", err, said)
	}
	if err := c.MustCompile("compare").Validate(result); err != nil {
		t.Errorf("%v:\n%s", err, said)
	}
}

// Both samples of the first target are kept in the history, and one of each other.
func TestCompareIsKept(t *testing.T) {
	a, b := newShopAt(t, "a", nil), newShopAt(t, "b", nil)
	history := filepath.Join(t.TempDir(), "history.db")
	comparedBy(t, comparedShop, nil, "--history", history, "--share-secrets", "--target", "a="+a.URL, "--target", "b="+b.URL)
	assay, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), assay, "history", "--history", history).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{a.URL, b.URL} {
		if !strings.Contains(string(out), strings.TrimPrefix(want, "http://")) {
			t.Errorf("the history has nothing of %s:\n%s", want, out)
		}
	}
}

// Ctrl-C ends a comparison with what was observed until then.
func TestCompareIsInterrupted(t *testing.T) {
	assay, err := exec.LookPath("assay")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "shop.suite.yaml"), []byte(comparedShop), 0o600); err != nil {
		t.Fatal(err)
	}
	asked := make(chan struct{}, 1)
	a := newShopAt(t, "a", nil)
	b := newShopAt(t, "b", on("/orders/0", func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	}))
	var out strings.Builder
	c := exec.CommandContext(t.Context(), assay, "compare", "--no-history", "--share-secrets", "--target", "a="+a.URL, "--target", "b="+b.URL)
	c.Dir, c.Stdout, c.Env = dir, &out, append(os.Environ(), "SHOP_KEY=invented-key", "XDG_STATE_HOME="+dir)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-asked:
	case <-time.After(20 * time.Second):
		t.Error("no request within 20 s")
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if got := c.ProcessState.ExitCode(); got != exitInterrupted || !strings.Contains(out.String(), "interrupted: b against a") {
		t.Errorf("exit status %d:\n%s", got, out.String())
	}
}

// Mistakes of the command line are told, and nothing is sent.
func TestCompareUsage(t *testing.T) {
	a, b := newShopAt(t, "a", nil), newShopAt(t, "b", nil)
	var said strings.Builder
	for _, args := range [][]string{
		{}, {"--target", "a=" + a.URL}, {"--target", a.URL, "--target", "b=" + b.URL}, {"--target", "a.b=" + a.URL, "--target", "b=" + b.URL},
		{"--target", "a=" + a.URL, "--target", "a=" + b.URL}, {"--target", "a=ftp://127.0.0.1", "--target", "b=" + b.URL},
		{"--target", "a=" + a.URL, "--target", "b=" + b.URL, "--secret", "key=X"}, {"--target", "a=" + a.URL, "--target", "b=" + b.URL, "--secret", "bb.key=X"},
		{"--target", "a=" + a.URL, "--target", "b=" + b.URL, "--secret", "b.kay=X"}, {"--target", "a=" + a.URL, "--target", "b=" + b.URL, "--var", "c.x=1"},
		{"--env", "one", "--env", "two"}, {"--target", "a=" + a.URL, "--target", "b=" + b.URL, "--share-secrets", "--focus", "nothing of it"},
		{"--target", "a=" + a.URL, "--target", "b=" + b.URL, "--output", "html"}, {"--target", "a=" + a.URL, "--target", "b=" + b.URL, "--json", "-", "--markdown", "-"},
	} {
		shown := strings.NewReplacer(a.URL, "URL_A", b.URL, "URL_B").Replace(strings.Join(args, " "))
		fmt.Fprintf(&said, "$ %s\n%s", strings.TrimSpace("assay compare "+shown), comparedBy(t, comparedShop, nil, args...))
	}
	testkit.Golden(t, "testdata/compare/usage.golden", said.String())
	if n := a.asked.Load() + b.asked.Load(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

// The page has the responses of both sides, and no secret of either.
func TestComparePage(t *testing.T) {
	a := newShopAt(t, "a", nil)
	b := newShopAt(t, "b", on("/orders/1", says(200, "application/json", `{"id": "b", "total": "12.50", "key": "invented-key-of-a"}`)))
	path := filepath.Join(t.TempDir(), "page.html")
	comparedBy(t, comparedShop, nil, "--no-history", "--share-secrets", "--html", path, "--target", "a="+a.URL, "--target", "b="+b.URL)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"An order has a total", `\"12.50\"`, "${key}"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(string(text), "invented-key") {
		t.Error("the page has a key")
	}
}
