package mcpserver_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	_ "assay/runner/history"
	"assay/runner/internal/engine"
	"assay/runner/internal/mcpserver"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
	"assay/runner/internal/testkit"
)

const shop = `suite: Shop
target: TARGET
fixtures: shop.fixture
secrets: {key: SHOP_KEY}

probes:
  order: {path: /orders/1, headers: {X-Key: "${key}"}}
  none: {path: /orders/0}
  unrecorded: {path: /unrecorded}

findings:
  order: {claim: An order has a number, probe: order, expect: {status: 200}}
  none: {claim: Another does not exist, probe: none, expect: {status: 404, json: {$.detail: no such order}}}
  unrecorded: {claim: Nobody recorded this, probe: unrecorded, expect: {status: 200}}
  vague: {claim: Something answers, probe: order, pending: not built, expect: {status: 200}}

hypotheses:
  exists:
    claim: Every order exists
    predicts: {none: {status: 200}, unrecorded: {status: 200}}
  first:
    claim: Only the first order exists
    predicts: {none: {status: 404}, unrecorded: {status: 404}}
`

const recorded = `### order
> GET TARGET/orders/1
X-Key: ${key}

### order response
# captured: 2026-11-01T00:00:00Z
< HTTP/1.1 200 OK
Content-Type: application/json

{"order": 1, "state": "open"}

### none
> GET TARGET/orders/0

### none response
# captured: 2026-11-01T00:00:00Z
< HTTP/1.1 404 Not Found
Content-Type: application/json

{"detail": "gone, and ${key} with it"}
`

// lab is a session with a client of the SDK, over pipes.
type lab struct {
	t      *testing.T
	folder string
	client *mcp.ClientSession
	sent   atomic.Int64 // requests that reached the API
}

const canary = "invented-canary-value"

func newLab(t *testing.T, budget int) *lab {
	t.Helper()
	l := &lab{t: t, folder: t.TempDir()}
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		l.sent.Add(1)
		if r.URL.Path != "/orders/1" {
			w.WriteHeader(http.StatusNotFound)
		}
		_, _ = io.WriteString(w, `{"detail": "the key `+r.Header.Get("X-Key")+` is not of here"}`)
	}))
	t.Cleanup(api.Close)
	for name, text := range map[string]string{"shop.suite.yaml": shop, "shop.fixture": recorded} {
		l.write(name, strings.ReplaceAll(text, "TARGET", api.URL))
	}
	env := func(name string) (string, bool) { return canary, name == "SHOP_KEY" }
	s := &mcpserver.Session{
		Version: "0.1.0", Paths: []string{l.folder}, Load: suite.Options{Env: env}, Masks: &redact.Masks{}, Budget: budget,
		Memory: engine.Remember(context.Background(), filepath.Join(l.folder, "history.db"), false, env, func(string) {}),
	}
	toServer, fromClient := io.Pipe()
	toClient, fromServer := io.Pipe()
	served := make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { served <- s.Serve(ctx, toServer, fromServer) }()
	client, err := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil).
		Connect(ctx, &mcp.IOTransport{Reader: toClient, Writer: fromClient}, nil)
	if err != nil {
		t.Fatal(err)
	}
	l.client = client
	t.Cleanup(func() {
		client.Close()
		cancel()
		<-served
	})
	return l
}

func (l *lab) write(name, text string) {
	l.t.Helper()
	if err := os.WriteFile(filepath.Join(l.folder, name), []byte(text), 0o600); err != nil {
		l.t.Fatal(err)
	}
}

// call calls a tool and returns its answer, indented, without what differs between machines.
func (l *lab) call(tool string, arguments map[string]any) string {
	l.t.Helper()
	return l.called(tool, arguments)
}

func (l *lab) called(tool string, arguments any) string {
	l.t.Helper()
	r, err := l.client.CallTool(context.Background(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		return "error: " + err.Error()
	}
	text := r.Content[0].(*mcp.TextContent).Text //nolint:forcetypeassert // a panic fails the test
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		l.t.Fatalf("%s: %v in %s", tool, err, text)
	}
	if strings.Contains(text, canary) {
		l.t.Errorf("%s: the secret is in %s", tool, text)
	}
	out, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		l.t.Fatal(err)
	}
	head := tool
	if r.IsError {
		head += ", an error"
	}
	said := strings.ReplaceAll(string(out), l.folder+string(filepath.Separator), "")
	return head + "\n" + l.plain(said) + "\n"
}

// A session as an agent would lead it, in replay.
func TestSession(t *testing.T) {
	l := newLab(t, 0)
	var b strings.Builder
	b.WriteString(l.call("lint", nil))
	b.WriteString(l.call("run", nil))
	b.WriteString(l.call("run", map[string]any{"suite": "Shop", "findings": []string{"order"}}))
	b.WriteString(l.call("explain", map[string]any{"finding": "none"}))
	b.WriteString(l.call("explain", map[string]any{"finding": "unrecorded"}))
	b.WriteString(l.call("survivors", nil))
	b.WriteString(l.call("next_experiment", nil))
	b.WriteString(l.call("history", nil))
	b.WriteString(l.call("explain", map[string]any{"finding": "ordr"}))
	b.WriteString(l.call("run", map[string]any{"suite": "Elsewhere"}))
	testkit.Golden(t, "testdata/session.golden", b.String())
	if n := l.sent.Load(); n > 0 {
		t.Errorf("%d requests were sent without a budget", n)
	}
}

// A tool that is not offered is refused with the next step; without a budget ask_live is none.
func TestUnknownTools(t *testing.T) {
	l := newLab(t, 0)
	got := l.client.InitializeResult().Instructions + "\n"
	for _, tool := range []string{"ask_live", "lnt", "write_suite", ""} {
		got += l.call(tool, map[string]any{"findings": []string{"order"}}) + "\n"
	}
	got += newLab(t, 1).client.InitializeResult().Instructions + "\n"
	testkit.Golden(t, "testdata/unknown.golden", got)
}

// Arguments that do not fit are named, with what was expected, what came, and what fits.
func TestArgumentsOfACall(t *testing.T) {
	l := newLab(t, 1)
	var b strings.Builder
	for _, c := range []struct {
		tool      string
		arguments any
	}{
		{"explain", map[string]any{}},
		{"explain", nil},
		{"explain", map[string]any{"finding": 7}},
		{"explain", map[string]any{"finding": nil}},
		{"run", map[string]any{"finding": []string{"order"}}},
		{"run", map[string]any{"findings": "order"}},
		{"run", map[string]any{"findings": []any{"order", 1}}},
		{"run", map[string]any{"suite": map[string]any{}}},
		{"run", []string{"order"}},
		{"lint", map[string]any{"anything": true}},
		{"ask_live", map[string]any{"findings": nil}},
		{"run", map[string]any{"suite": nil, "findings": nil}}, // as clients write what they leave out
	} {
		b.WriteString(l.called(c.tool, c.arguments))
	}
	testkit.Golden(t, "testdata/arguments.golden", b.String())
	if n := l.sent.Load(); n > 0 {
		t.Errorf("%d requests were sent", n)
	}
	tools, err := l.client.ListTools(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range tools.Tools {
		schema, err := json.Marshal(tool.InputSchema)
		if err != nil || tool.Name == "explain" && !strings.Contains(string(schema), `"required":["finding"]`) || !strings.Contains(string(schema), `"type":"object"`) {
			t.Errorf("%s has the schema %s, %v", tool.Name, schema, err)
		}
	}
}

// Suites are read anew for each call; what is wrong with them has a code.
func TestEditedSuites(t *testing.T) {
	l := newLab(t, 0)
	l.write("shop.suite.yaml", "suite: Shop\ntarget: http://127.0.0.1:1\nprobes: {order: {path: /orders/1}}\nfindings: {order: {clam: x, probe: order, expect: {status: 200}}}\n")
	var b strings.Builder
	b.WriteString(l.call("run", nil))
	b.WriteString(l.call("lint", nil))
	testkit.Golden(t, "testdata/edited.golden", b.String())
}

// A live session sends what its budget allows, and no more.
func TestBudgetOfASession(t *testing.T) {
	l := newLab(t, 2)
	for i, want := range []struct{ answer, why string }{
		{`"requests_left": 1`, "the first request"},
		{`"requests_left": 0`, "the second"},
		{`"code": "budget_spent"`, "nothing is left"},
	} {
		got := l.call("ask_live", map[string]any{"findings": []string{"none"}})
		if !strings.Contains(got, want.answer) {
			t.Errorf("call %d (%s): want %s in %s", i+1, want.why, want.answer, got)
		}
	}
	if n := l.sent.Load(); n != 2 {
		t.Errorf("%d requests were sent with a budget of 2", n)
	}
	if got := l.call("ask_live", map[string]any{"findings": []string{}}); !strings.Contains(got, `"code": "nothing_selected"`) {
		t.Errorf("got %s", got)
	}
}

// An agent is told that a person sends what changes something, and not how to get around that.
func TestWritesAreForAPerson(t *testing.T) {
	l := newLab(t, 3)
	l.write("shop.suite.yaml", `suite: Shop
target: http://127.0.0.1:1
limits: {writes: ask}
probes:
  made: {method: POST, path: /orders, risk: writes}
  read: {path: /orders, after: made}
findings:
  made: {claim: An order is made, probe: made, expect: {status: 201}}
  read: {claim: It is there, probe: read, expect: {status: 200}}
`)
	testkit.Golden(t, "testdata/writes.golden", l.call("ask_live", map[string]any{"findings": []string{"made", "read"}}))
}

// Of several results the worst is explained, and the others are named; without a recorded answer
// there is no score.
func TestSeveralResults(t *testing.T) {
	l := newLab(t, 0)
	l.write("z.suite.yaml", `suite: Other
target: http://127.0.0.1:1
probes: {order: {path: "/${n}", matrix: {n: [1, 2]}}}
findings: {order: {claim: Others have numbers, probe: order, expect: {status: 200}}}
`)
	got := l.call("explain", map[string]any{"finding": "order"})
	for _, want := range []string{`"suite": "Other"`, `"probe": "order[1]"`, `"order[2] inconclusive (Other)"`, `"order holds (Shop)"`} {
		if !strings.Contains(got, want) {
			t.Errorf("want %s in %s", want, got)
		}
	}
	if got := l.call("survivors", map[string]any{"suite": "Other"}); !strings.Contains(got, `"code": "nothing_selected"`) {
		t.Errorf("got %s", got)
	}
}

// An answer that repeats the key is shown without it.
func TestAnswersAreMasked(t *testing.T) {
	l := newLab(t, 9)
	l.write("shop.suite.yaml", strings.Replace(l.read("shop.suite.yaml"), "probe: order, expect: {status: 200}}", "probe: order, expect: {json: {$.detail: none}}}", 1))
	if got := l.call("ask_live", map[string]any{"findings": []string{"order"}}); !strings.Contains(got, `the key ${key} is not of here`) {
		t.Errorf("got %s", got)
	}
}

// A token that an earlier run got is masked in the answers of later ones, where the API repeats it.
func TestTokensOfEarlierRunsAreMasked(t *testing.T) {
	l := newLab(t, 9)
	given := []string{"kzfw-session-qpl", "vmhy-session-trx"}
	var mu sync.Mutex
	logins := 0
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path == "/login" {
			logins++
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"id": given[logins-1], "all": given[:logins]})
	}))
	t.Cleanup(api.Close)
	l.write("shop.suite.yaml", `suite: Shop
target: `+api.URL+`
probes:
  login: {method: POST, path: /login, capture: {id: {json: $.id}}}
  list: {path: /sessions, auth: {bearer: "${login.id}"}}
findings:
  list: {claim: Nobody is logged in, probe: list, expect: {json: {$.all: empty}}}
`)
	for range given {
		got := l.call("ask_live", map[string]any{"findings": []string{"list"}}) + l.call("explain", map[string]any{"finding": "list"})
		for _, id := range given {
			if strings.Contains(got, id) {
				t.Errorf("the session %s is in %s", id, got)
			}
		}
		if !strings.Contains(got, "${login.id}") {
			t.Errorf("no mask in %s", got)
		}
	}
}

func (l *lab) read(name string) string {
	l.t.Helper()
	text, err := os.ReadFile(filepath.Join(l.folder, name))
	if err != nil {
		l.t.Fatal(err)
	}
	return string(text)
}

var address = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// plain takes out the port of the server.
func (l *lab) plain(s string) string { return address.ReplaceAllString(s, "127.0.0.1:PORT") }

// A line that is no message is answered with an error, and the session goes on. A request without
// an answer of its own, as one whose id is null, keeps nobody waiting.
func TestLinesThatAreNoMessages(t *testing.T) {
	lines := []string{
		`{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}`,
		`{"jsonrpc":"2.0","method":"notifications/initialized"}`,
		`{nope`, `[]`, `12`, `[{}]`, `{"jsonrpc":"1.0","id":1,"method":"ping"}`, ``,
		`{"jsonrpc":"2.0","id":null,"method":"ping"}`,
		`{"jsonrpc":"2.0","id":1,"method":"ping"}`, `{"jsonrpc":"2.0","id":"b","method":"ping"}`,
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var out output
	s := &mcpserver.Session{Version: "0.1.0", Masks: &redact.Masks{}}
	if err := s.Serve(ctx, strings.NewReader(strings.Join(lines, "\n")+"\n"), &out); err != nil && !errors.Is(err, io.EOF) {
		t.Errorf("the session ended with %v", err)
	}
	if ctx.Err() != nil {
		t.Error("the session waited for an answer that nobody gives")
	}
	type answer struct {
		ID    any `json:"id"`
		Error struct {
			Code int `json:"code"`
		} `json:"error"`
	}
	var refused []int
	answered := map[any]bool{}
	for line := range strings.Lines(out.text.String()) {
		var a answer
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		if a.ID == nil {
			refused = append(refused, a.Error.Code)
		} else {
			answered[a.ID] = true
		}
	}
	if want := []int{-32700, -32600, -32600, -32600, -32600}; !slices.Equal(refused, want) {
		t.Errorf("refused with %v, want %v", refused, want)
	}
	if !answered[1.0] || !answered["b"] {
		t.Errorf("answered %v, want 1 and b, too: %s", answered, out.text.String())
	}
}

// output keeps what a session writes.
type output struct{ text strings.Builder }

func (s *output) Write(p []byte) (int, error) { return s.text.Write(p) }
func (s *output) Close() error                { return nil }
