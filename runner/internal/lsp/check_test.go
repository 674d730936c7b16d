package lsp_test

import (
	"strings"
	"testing"

	"assay/runner/internal/lsp/rpc"
)

// shop is a suite with what was recorded for it.
const shop = `suite: shop
target: http://127.0.0.1:1
fixtures: shop.fixture
vars: {currency: EUR}
secrets: {api_key: SHOP_KEY}

request:
  headers: {Authorization: "Bearer ${api_key}"}

answers:
  gone: {status: 404}

probes:
  cars:
    about: all cars
    path: /cars?currency=${currency}
    capture: {first: {json: "$.cars[0].id"}}
  car:
    path: /cars/${cars.first}

findings:
  cars-come:
    claim: the cars come
    probe: cars
    expect:
      status: 200
      json: {$.total: 2}
  car-comes:
    claim: one car comes
    probe: car
    expect: {status: 200}
`

const shopFixture = `### cars
> GET http://127.0.0.1:1/cars?currency=EUR
Authorization: Bearer ${api_key}

### cars response
< HTTP/1.1 200 OK
Content-Type: application/json
X-Total: 2

{"total": 2, "cars": [{"id": "a1", "name": "Ada"}, {"id": "b2", "name": "Bob"}]}

### car
> GET http://127.0.0.1:1/cars/a1
Authorization: Bearer ${api_key}

### car response
< HTTP/1.1 200 OK
Content-Type: application/json

{"id": "a1", "name": "Ada"}
`

const shopFile = "shop.suite.yaml"

func openShop(t testing.TB, more ...string) *session {
	s := start(t, append([]string{shopFile, shop, "shop.fixture", shopFixture}, more...)...)
	s.open(shopFile)
	s.wants(shopFile, "")
	return s
}

// wants waits for the diagnostics of the newest version of a file, and compares them.
func (s *session) wants(name, want string) {
	s.Helper()
	if got := s.shown(name, s.published(name)); got != want {
		s.Errorf("%s:\n%swant\n%s", name, got, want)
	}
}

// until waits until the diagnostics of a file are these.
func (s *session) until(name, want string) {
	s.Helper()
	for {
		got := s.shown(name, s.published(name))
		if got == want {
			return
		}
		s.Logf("%s was:\n%s", name, got)
	}
}

// What assay lint would say is shown of the text as it is typed, and taken back once it is mended.
func TestDiagnosticsOfUnsavedText(t *testing.T) {
	s := openShop(t)
	s.edit(shopFile, "probe: car\n", "probe: carz\n")
	s.wants(shopFile, "30:12 1 `carz` probe: unknown probe \"carz\"; did you mean \"cars\"?\n")
	s.edit(shopFile, "status: 200\n", "statsu: 200\n")
	s.wants(shopFile, "26:7 1 `statsu` unknown expectation key \"statsu\"; did you mean \"status\"?\n"+
		"30:12 1 `carz` probe: unknown probe \"carz\"; did you mean \"cars\"?\n")
	s.edit(shopFile, "carz", "car")
	s.edit(shopFile, "statsu", "status")
	s.wants(shopFile, "")
	s.edit(shopFile, "${currency}", "${curency}")
	s.wants(shopFile, "16:26 1 `${curency}` unknown name ${curency}; did you mean \"${currency}\"?\n")
	s.edit(shopFile, "${curency}", "EUR")
	s.wants(shopFile, "4:8 2 `currency` nothing uses the var \"currency\"; take it away, or refer to it as ${currency}\n")
	s.edit(shopFile, "expect: {status: 200}", "expect: {status: 200")
	if got := s.shown(shopFile, s.published(shopFile)); !strings.Contains(got, " 1 ") || !strings.Contains(got, "not YAML") {
		t.Errorf("an open brace: %s", got)
	}
}

// A document that was begun in the editor, and that no file has yet, is checked as any other.
func TestDiagnosticsOfANewDocument(t *testing.T) {
	s := start(t, "other.suite.yaml", "suite: other\ntarget: http://127.0.0.1:1\n")
	s.open("new.suite.yaml", "suite: new\ntarget: http://127.0.0.1:1\nprobes: {p: {pth: /}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n")
	s.wants("new.suite.yaml", "3:14 1 `pth` unknown key \"pth\" in a probe; did you mean \"path\"?\n")
	s.edit("new.suite.yaml", "pth", "path")
	s.wants("new.suite.yaml", "")
}

// Nor need a document that a suite includes have a file.
func TestDiagnosticsOfANewIncluded(t *testing.T) {
	s := start(t, "all.suite.yaml", "suite: all\ntarget: http://127.0.0.1:1\ninclude: probes.yaml\nfindings:\n  f: {probe: p, expect: {status: 200}}\n")
	s.open("probes.yaml", "probes:\n  p: {path: /}\n")
	s.open("all.suite.yaml")
	s.until("all.suite.yaml", "")
	s.edit("probes.yaml", "p:", "q:")
	s.until("all.suite.yaml", "5:14 1 `p` probe: unknown probe \"p\"; known here: q\n")
}

// A document that others include is checked as part of them, with the text that the editor has.
func TestDiagnosticsOfIncluded(t *testing.T) {
	s := start(t, "all.suite.yaml", "suite: all\ntarget: http://127.0.0.1:1\ninclude: probes.yaml\nfindings:\n  f: {probe: p, expect: {status: 200}}\n",
		"probes.yaml", "probes:\n  p: {path: /}\n")
	s.open("all.suite.yaml")
	s.wants("all.suite.yaml", "")
	s.open("probes.yaml")
	s.edit("probes.yaml", "p:", "q:")
	s.until("all.suite.yaml", "5:14 1 `p` probe: unknown probe \"p\"; known here: q\n")
	s.edit("probes.yaml", "path: /", "pth: /")
	s.until("probes.yaml", "2:7 1 `pth` unknown key \"pth\" in a probe; did you mean \"path\"?\n")
	s.edit("probes.yaml", "pth", "path")
	s.edit("probes.yaml", "q:", "p:")
	s.until("all.suite.yaml", "")
}

// An included document that is open alone is checked as part of the suites that include it: an
// error is that of any of them, a warning that of all. Once a suite is open, its check counts.
func TestDiagnosticsOfIncludedAlone(t *testing.T) {
	const first = "suite: first\ntarget: http://127.0.0.1:1\ninclude: parts/probes.yaml\nfindings:\n  f: {probe: p, expect: {status: 200}}\n"
	s := start(t, "first.suite.yaml", first, "second.suite.yaml", "suite: second\ntarget: http://127.0.0.1:1\ninclude: parts/probes.yaml\nfindings:\n  f: {probe: q, expect: {status: 200}}\n",
		"parts/probes.yaml", "probes:\n  p: {path: /}\n  q: {path: /q}\n  r: {path: /r, headers: {N: 017}}\n", "alone.yaml", "probes: {p: {pth: /}}\n")
	s.open("parts/probes.yaml")
	s.wants("parts/probes.yaml", "4:30 2 `017` 017 is the number 15 here, and 17 to a reader of YAML 1.2; write 15, or \"017\" for the text\n")
	s.edit("parts/probes.yaml", "path: /q", "pth: /q")
	s.until("parts/probes.yaml", "3:7 1 `pth` unknown key \"pth\" in a probe; did you mean \"path\"?\n")
	s.edit("parts/probes.yaml", "pth: /q", "path: /q")
	s.edit("parts/probes.yaml", "  r: {path: /r, headers: {N: 017}}\n", "")
	s.until("parts/probes.yaml", "")
	s.open("first.suite.yaml")
	s.wants("first.suite.yaml", "")
	s.edit("parts/probes.yaml", "  p:", "  o:")
	s.until("first.suite.yaml", "5:14 1 `p` probe: unknown probe \"p\"; known here: o, q\n")
	s.open("alone.yaml") // nothing includes it
	s.wants("alone.yaml", "")
}

// Requests that are wrong get an error, whatever they are, and the session goes on.
func TestWrongMessages(t *testing.T) {
	s := raw(t)
	if got := s.refused("textDocument/hover", map[string]any{}); got != "textDocument/hover came before initialize" {
		t.Error(got)
	}
	for content, want := range map[string]string{
		"{":                      "the message is no JSON: unexpected end of JSON input",
		"[]":                     "the message is no object of JSON-RPC 2.0: json: cannot unmarshal array into Go value of type rpc.Message",
		`{"id": {}}`:             "the id of a message is a number or a text",
		`{"jsonrpc": "2.0"}`:     "a message has a method, an id, or both",
		`{"id": 9, "method": 9}`: "the message is no object of JSON-RPC 2.0: json: cannot unmarshal number into Go struct field Message.method of type string",
	} {
		if err := rpc.WriteFrame(s.in, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if m := s.next(); m.Error == nil || m.Error.Message != want {
			t.Errorf("%s: %+v %+v", content, m, m.Error)
		}
	}
	s.call("initialize", map[string]any{"capabilities": map[string]any{}}, nil)
	if got := s.refused("initialize", map[string]any{}); got != "initialize came twice" {
		t.Error(got)
	}
	if got := s.refused("textDocument/fly", nil); got != "assay lsp has no method textDocument/fly" {
		t.Error(got)
	}
	s.notify("textDocument/didChange", map[string]any{"textDocument": map[string]any{"uri": "file:///none"}})
	s.notify("textDocument/didOpen", map[string]any{"textDocument": 7})
	s.notify("$/unknown", nil)
	s.call("shutdown", nil, nil)
	if got := s.refused("shutdown", nil); got != "shutdown came after shutdown; only exit may follow" {
		t.Error(got)
	}
	s.notify("exit", nil)
	if err := s.cmd.Wait(); err != nil {
		t.Errorf("after shutdown and exit: %v", err)
	}
	want := "assay lsp: the document \"file:///none\" is not open\nassay lsp: the parameters of textDocument/didOpen: "
	if !strings.HasPrefix(s.errors.String(), want) {
		t.Errorf("standard error: %s", s.errors.String())
	}
}

// A connection that breaks is told, and the command fails.
func TestBrokenConnection(t *testing.T) {
	for name, c := range map[string]struct{ sent, want string }{
		"no shutdown":   {"", "assay: the editor closed the connection without a shutdown request\n"},
		"no length":     {"Content-Type: x\r\n\r\n", "the header of a message: it has no Content-Length; expected Content-Length: BYTES and an empty line\n"},
		"a huge length": {"Content-Length: 99999999999\r\n\r\n", "the header of a message: Content-Length is 99999999999, and the most is 134217728; expected Content-Length: BYTES and an empty line\n"},
		"no header":     {"hello\n", "the header of a message: a line is \"hello\"; expected Content-Length: BYTES and an empty line\n"},
		"cut off":       {"Content-Length: 10\r\n\r\n{", "a message of 10 bytes ends early: unexpected EOF\n"},
	} {
		s := raw(t)
		if _, err := s.in.Write([]byte(c.sent)); err != nil {
			t.Fatal(err)
		}
		s.in.Close()
		_ = s.cmd.Wait()
		if s.cmd.ProcessState.ExitCode() != 2 || s.errors.String() != c.want {
			t.Errorf("%s: status %d, %s", name, s.cmd.ProcessState.ExitCode(), s.errors.String())
		}
	}
}
