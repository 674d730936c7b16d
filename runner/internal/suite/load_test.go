package suite_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// The loaded suite that uses every key of the format.
func TestWholeSuite(t *testing.T) {
	s, err := suite.Load("testdata/good/whole.suite.yaml", suite.Options{
		Env:  func(name string) (string, bool) { return "env.example", name == "SUITE_TEST_HOST" },
		Vars: map[string]string{"count": "4"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	show(&b, s)
	text := strings.ReplaceAll(b.String(), fmt.Sprintf("%p", s.Limits.Cooldown), "COOLDOWN")
	compareGolden(t, "testdata/good/whole.golden", text)
}

// show writes what a suite says.
func show(b *strings.Builder, s *suite.Suite) {
	for _, v := range s.Vars {
		fmt.Fprintf(b, "var %s: %#v, declared %#v\n", v.Name, v.Value, v.Declared)
	}
	for _, v := range s.Secrets {
		fmt.Fprintf(b, "secret %s: %s\n", v.Name, v.Env)
	}
	cooldown := time.Duration(0)
	if s.Limits.Cooldown != nil {
		cooldown = s.Limits.Cooldown.Wait
	}
	fmt.Fprintf(b, "limits %+v %s\n", s.Limits, cooldown)
	fmt.Fprintf(b, "volatile %v, redact %v, openapi %s, fixtures %s\n", s.Volatile, s.Redact, s.OpenAPI, s.Fixtures)
	for _, p := range s.Probes {
		showProbe(b, p)
	}
	for _, f := range s.Findings {
		fmt.Fprintf(b, "\nfinding %s: %q about %s, control %v, labels %q, pending %q\n", f.ID, f.Claim, ids(f.Probes), f.Control != nil, f.Labels, f.Pending)
	}
	for _, h := range s.Hypotheses {
		fmt.Fprintf(b, "\nhypothesis %s: %q needs %+v within %s\n", h.ID, h.Claim, h.Needs, h.Within)
		for _, p := range h.Predicts {
			fmt.Fprintf(b, "  %s: %d alternatives\n", p.Probe.ID, len(p.Any))
		}
	}
	for _, i := range s.Checklist {
		fmt.Fprintf(b, "\nitem %s: %s (%s)\n", i.ID, i.Ask, i.Where)
		for _, a := range i.Answers {
			fmt.Fprintf(b, "  %s refutes %q supports %q\n", a.Answer, ids(a.Refutes), ids(a.Supports))
		}
	}
}

func ids(refs []suite.Ref) string {
	var out []string
	for _, r := range refs {
		out = append(out, r.ID)
	}
	return strings.Join(out, " ")
}

func showProbe(b *strings.Builder, p *suite.Probe) {
	fmt.Fprintf(b, "\nprobe %s, cost %v, risk %s\n", p.ID, p.Cost, p.Risk)
	for _, c := range p.Capture {
		fmt.Fprintf(b, "  capture %s: %s %s\n", c.Name, c.From, c.Arg)
	}
	if len(p.After) > 0 {
		fmt.Fprintf(b, "  after %s\n", ids(p.After))
	}
	if p.Repeat != nil {
		fmt.Fprintf(b, "  repeat %+v\n", *p.Repeat)
	}
	if p.Until != nil {
		fmt.Fprintf(b, "  until every %s for %s, backoff %v\n", p.Until.Every, p.Until.For, p.Until.Backoff)
	}
	if p.Retry != nil {
		fmt.Fprintf(b, "  retry %+v\n", *p.Retry)
	}
	showRequest(b, p.Request)
	for _, r := range p.Rows {
		fmt.Fprintf(b, "  row %s %v\n", r.Name, r.Vars)
		if r.Request != nil {
			showRequest(b, r.Request)
		}
	}
}

func showRequest(b *strings.Builder, r *suite.Request) {
	fmt.Fprintf(b, "    %s %s%s\n", r.Method, r.URL, r.Path)
	if r.DeclaredURL != "" {
		fmt.Fprintf(b, "    declared %s\n", r.DeclaredURL)
	}
	for _, part := range []struct {
		name   string
		params []suite.Param
	}{{"query", r.Query}, {"header", r.Headers}, {"cookie", r.Cookies}} {
		showParams(b, part.name, part.params)
	}
	if a := r.Auth; a != nil {
		fmt.Fprintf(b, "    auth %s %q\n", a.Scheme, []string{a.User, a.Password, a.Token, a.Region, a.Service, a.Key, a.Secret, a.Session})
	}
	if r.Body != nil {
		fmt.Fprintf(b, "    %s %q\n", r.Body.Kind, r.Body.Text)
		showParams(b, "form", r.Body.Form)
		for _, p := range r.Body.Parts {
			fmt.Fprintf(b, "    part %q\n", []string{p.Name, p.Value, p.File, p.Type, p.Filename})
		}
	}
	fmt.Fprintf(b, "    redirects %d, timeout %s, stream %v, %q\n", r.Redirects, r.Timeout, r.Stream, []string{r.Jar, r.Proxy, r.HTTP, r.Unix})
	if r.TLS != nil || r.ConnectTo != nil {
		fmt.Fprintf(b, "    tls %+v, connect to %v\n", r.TLS, r.ConnectTo)
	}
}

func showParams(b *strings.Builder, name string, params []suite.Param) {
	for _, p := range params {
		if p.Removed {
			fmt.Fprintf(b, "    %s %s removed\n", name, p.Name)
			continue
		}
		fmt.Fprintf(b, "    %s %s %q\n", name, p.Name, p.Values)
	}
}

func parsed(t *testing.T, text string, opts suite.Options) *suite.Suite {
	t.Helper()
	if opts.Env == nil {
		opts.Env = noEnv
	}
	s, err := suite.Parse("inline.suite.yaml", []byte(text), opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestValuesFromOutside(t *testing.T) {
	const text = `
suite: A
target: https://${host}/v1
vars:
  host: api.example
  count: 3
  flag: true
  text: three
  env: {env: FROM_ENV, default: 7}
  all: ${host}/${count}
probes:
  a: {path: /x, json: {count: "${count}", flag: "${flag}", text: "${text}", env: "${env}", all: "${all}", literal: "$${host}"}}
  b: {url: "https://${host}/y"}
  c: {url: "https://fixed.example/"}
`
	env := map[string]string{"FROM_ENV": "8", "ASSAY_TARGET": "http://127.0.0.1:1"}
	s := parsed(t, text, suite.Options{
		Vars: map[string]string{"count": "5", "flag": "false", "text": "6", "host": "127.0.0.1:2"},
		Env:  func(name string) (string, bool) { v, ok := env[name]; return v, ok },
	})
	got := []string{s.Target, s.DeclaredTarget, s.Probes[0].Request.Body.Text}
	want := []string{
		"http://127.0.0.1:1", "https://api.example/v1",
		`{"count":5,"flag":false,"text":"6","env":8,"all":"127.0.0.1:2/5","literal":"$${host}"}`,
	}
	for _, p := range s.Probes {
		got = append(got, p.Request.URL+" "+p.Request.DeclaredURL)
	}
	want = append(want, " https://api.example/v1/x", "https://127.0.0.1:2/y https://api.example/y", "https://fixed.example/ ")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if s := parsed(t, text, suite.Options{Target: "http://127.0.0.1:3"}); s.Target != "http://127.0.0.1:3" {
		t.Errorf("target %s, want --target's", s.Target)
	}
}

func TestMistakesOnTheCommandLine(t *testing.T) {
	const text = "suite: A\nvars: {host: x}\nsecrets: {api_key: KEY}\nprobes: {a: {path: /}}\n"
	_, err := suite.Parse("a.suite.yaml", []byte(text), suite.Options{
		Env: noEnv, Target: "api.example", Vars: map[string]string{"hots": "y", "api_key": "z"},
	})
	var ps source.Problems
	if !errors.As(err, &ps) {
		t.Fatalf("expected mistakes, got %v", err)
	}
	want := `a.suite.yaml: --var api_key: that is a secret, not a var; set the environment variable KEY
a.suite.yaml: unknown var of the command line "hots"; did you mean "host"?
a.suite.yaml: --target: expected an absolute http or https URL, got "api.example"; write https://api.example`
	if diff := cmp.Diff(want, ps.Error()); diff != "" {
		t.Error(diff)
	}
}

// If a path starts with a row's value, it is joined to the target with that value filled in.
func TestRowsStartPaths(t *testing.T) {
	s := parsed(t, "suite: A\ntarget: https://api.example/v1/\nprobes:\n  a: {path: \"${at}?x\", matrix: {at: [/one, two]}}\n", suite.Options{Target: "http://127.0.0.1:1"})
	var got []string
	for _, r := range s.Probes[0].Rows {
		got = append(got, suite.JoinURL(s.Target, r.Request.Path), r.Request.DeclaredURL)
	}
	want := []string{"http://127.0.0.1:1/one?x", "https://api.example/v1/one?x", "http://127.0.0.1:1/two?x", "https://api.example/v1/two?x"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestJoinURL(t *testing.T) {
	for _, c := range []struct{ target, path, want string }{
		{"https://h", "/a", "https://h/a"}, {"https://h/v1/", "/a", "https://h/v1/a"}, {"https://h/v1", "a", "https://h/v1/a"},
		{"https://h/v1", "?q", "https://h/v1?q"}, {"https://h", "", "https://h"}, {"https://h", "${a.b}", "https://h/${a.b}"},
	} {
		if got := suite.JoinURL(c.target, c.path); got != c.want {
			t.Errorf("JoinURL(%q, %q) = %q, want %q", c.target, c.path, got, c.want)
		}
	}
}

func TestMergingRequests(t *testing.T) {
	for _, c := range []struct{ name, defaults, probe, want string }{
		{"headers by name in any case", `headers: {X-A: 1, X-B: 2}`, `headers: {x-a: 3, X-C: 4}`, "header x-a [\"3\"]\nheader X-B [\"2\"]\nheader X-C [\"4\"]"},
		{"null takes all headers away", `headers: {X-A: 1}`, `headers: null`, ""},
		{"null takes a parameter away", `query: {a: 1, b: 2}`, `query: {a: null, c: 3}`, "query b [\"2\"]\nquery c [\"3\"]"},
		{"JSON merges deeply", `json: {a: {b: 1, c: 2}, l: [1, 2]}`, `json: {a: {c: 3, d: 4}, l: [5], b: null}`, `json "{\"a\":{\"b\":1,\"c\":3,\"d\":4},\"l\":[5],\"b\":null}"`},
		{"null takes a JSON key away", `json: {a: 1, b: 2}`, `json: {a: null}`, `json "{\"b\":2}"`},
		{"another kind of body replaces", `json: {a: 1}`, `form: {b: 2}`, "form \"\"\nform b [\"2\"]"},
		{"null takes the body away", `json: {a: 1}`, `json: null`, ""},
		{"credentials replace", `auth: {basic: [a, b]}`, `auth: {bearer: c}`, `auth bearer ["" "" "c" "" "" "" "" ""]`},
		{"null takes credentials away", `auth: {basic: [a, b]}`, `auth: null`, ""},
		{"a header of one's own yields to a written one", `auth: {X-Key: a}`, `headers: {x-key: b}`, `header x-key ["b"]`},
		{"tls by key", `tls: {insecure: true, server_name: a}`, `tls: {server_name: null}`, "tls &{CA: Cert: Key: ServerName: Insecure:true}, connect to map[]"},
		{"merge keys are no keys of the body", `json: {"<<": 1}`, `json: {b: 2}`, `json "{\"<<\":1,\"b\":2}"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := parsed(t, "suite: A\ntarget: https://api.example\nrequest: {"+c.defaults+"}\nprobes:\n  a: {path: /, "+c.probe+"}\n", suite.Options{})
			var b strings.Builder
			showRequest(&b, s.Probes[0].Request)
			var got []string
			for _, line := range strings.Split(b.String(), "\n")[1:] {
				if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "redirects") {
					got = append(got, line)
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The defaults' credentials come from a probe that removes them from its own request: no probe
// waits for itself.
func TestDefaultsThatAProbeDeclines(t *testing.T) {
	s := parsed(t, `
suite: A
target: https://api.example
request: {auth: {bearer: "${login.token}"}}
probes:
  login: {path: /login, auth: null, capture: {token: {json: $.token}}}
  read: {path: /read}
`, suite.Options{})
	if s.Probes[1].Request.Auth.Token != "${login.token}" {
		t.Errorf("got %+v", s.Probes[1].Request.Auth)
	}
}

func TestLongNumbersKeepTheirDigits(t *testing.T) {
	s := parsed(t, "suite: A\ntarget: https://api.example\nprobes:\n  a: {path: /, json: [12345678901234567890.10, 0x10, 1_000, \"a<b>&\", \"é\\n\"]}\n", suite.Options{})
	if got, want := s.Probes[0].Request.Body.Text, `[12345678901234567890.10,16,1000,"a<b>&","é\n"]`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestFilesOfVars(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	env := "# a comment\nexport A=1 # more\nB = \"two # \\\"lines\\\"\\n\"\r\nC='$x\\n'\nD=\n"
	fromEnv := map[string]string{"A": "1", "B": "two # \"lines\"\n", "C": `$x\n`, "D": ""}
	for _, c := range []struct {
		path string
		read func(string) (map[string]string, error)
		want map[string]string
	}{
		{write("vars.yaml", "a: x\nb: 1.50\nc: true\nd:\n"), suite.ReadVars, map[string]string{"a": "x", "b": "1.50", "c": "true", "d": "null"}},
		{write("vars.json", `{"a": "x", "b": 2}`), suite.ReadVars, map[string]string{"a": "x", "b": "2"}},
		{write("local.env", env), suite.ReadVars, fromEnv},
		{write("other", env), suite.ReadEnv, fromEnv},
	} {
		got, err := c.read(c.path)
		if err != nil {
			t.Errorf("%s: %v", c.path, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.path, diff)
		}
	}
	for _, path := range []string{filepath.Join(dir, "none.yaml"), write("list.yaml", "[a]"), write("deep.json", `{"a": {}}`), write("bad.env", "A\nB='x\nC=\"x\" y\n")} {
		if _, err := suite.ReadVars(path); err == nil {
			t.Errorf("%s: expected an error", path)
		} else if ps := (source.Problems{}); !errors.As(err, &ps) || !strings.Contains(ps[0].Error(), path) {
			t.Errorf("%s: the message names no place: %v", path, err)
		}
	}
}

// A suite reads only files in its project, links followed.
func TestWhatASuiteMayRead(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{"project/suites", "outside"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{"project/go.mod", "project/body.bin", "project/suites/own.bin", "outside/secret.bin"} {
		if err := os.WriteFile(filepath.Join(dir, f), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "outside/secret.bin"), filepath.Join(dir, "project/suites/link.bin")); err != nil {
		t.Fatal(err)
	}
	for path, allowed := range map[string]bool{
		"own.bin": true, "../body.bin": true, filepath.Join(dir, "project/body.bin"): true,
		"../../outside/secret.bin": false, "link.bin": false, filepath.Join(dir, "outside/secret.bin"): false, "../../outside/none": false,
	} {
		text := "suite: A\ntarget: https://api.example\nprobes: {a: {path: /, file: " + path + "}}\n"
		_, err := suite.Parse(filepath.Join(dir, "project/suites/a.suite.yaml"), []byte(text), suite.Options{Env: noEnv})
		if allowed != (err == nil) {
			t.Errorf("%s: allowed %v, got %v", path, allowed, err)
		}
		if err != nil && !strings.Contains(err.Error(), "outside of") {
			t.Errorf("%s: the message does not say why: %v", path, err)
		}
	}
}

// Reporting many errors of a document does not take long.
func TestManyMistakes(t *testing.T) {
	var b strings.Builder
	b.WriteString("suite: A\ntarget: https://api.example\nprobes:\n")
	const n = 5000
	for i := range n {
		fmt.Fprintf(&b, "  p%d: {path: \"/${nowhere%d}\", hdrs: 1}\n", i, i)
	}
	b.WriteString("findings:\n")
	for i := range n {
		fmt.Fprintf(&b, "  f%d: {probe: q%d, expect: {status: 200}}\n", i, i)
	}
	start := time.Now()
	_, err := suite.Parse("a.suite.yaml", []byte(b.String()), suite.Options{Env: noEnv})
	var ps source.Problems
	if !errors.As(err, &ps) || len(ps) != 3*n {
		t.Fatalf("got %d mistakes, want %d", len(ps), 3*n)
	}
	text := ps.Error()
	t.Logf("%d bytes in %s", len(text), time.Since(start))
}

func TestReferenceAndSchemaHaveTheSameKeys(t *testing.T) {
	var s struct {
		Properties map[string]any
	}
	if err := json.Unmarshal(suite.Schema(), &s); err != nil {
		t.Fatal(err)
	}
	sections := suite.Reference()
	var keys []string
	for _, k := range sections[0].Keys {
		if k.Shape.Words == "" || k.Meaning == "" || s.Properties[k.Name] == nil {
			t.Errorf("%+v says too little, or is missing in the schema", k)
		}
		keys = append(keys, k.Name)
	}
	if len(keys) != len(s.Properties) {
		t.Errorf("the reference has %q, the schema %d keys", keys, len(s.Properties))
	}
}

// Rows wait only for rows of the same name: probes that refer to each other's other rows form no
// cycle.
func TestRowsWaitForTheirOwn(t *testing.T) {
	parsed(t, `
suite: A
target: https://api.example
probes:
  p:
    path: /p
    capture: {id: {json: $.id}}
    headers: {X: "${q.id}"}
    each: {a: {headers: {X: null}}, b: }
  q:
    path: /q
    capture: {id: {json: $.id}}
    each: {a: {headers: {Y: "${p[b].id}"}}, b: }
  after: {path: /after, after: p, each: {a: , b: }}
`, suite.Options{})
}
