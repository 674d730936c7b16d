package plan_test

import (
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/plan"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// A name in the document refers to a probe, all of its rows, or what a glob matches.
func TestMatches(t *testing.T) {
	p := built(t, read(t, "tree.suite.yaml"), suite.Options{})
	for name, want := range map[string]string{
		"plain": "plain", "rows": "rows[a] rows[b]", "rows[b]": "rows[b]", "rows[*]": "rows[a] rows[b]", "plain*": "plain",
		"*ain": "plain", "rows*[a]": "rows[a] rows-after[a]", "plai": "", "plain[a]": "", "rows[?]": "rows[a] rows[b]", "": "",
	} {
		var got, named []string
		for _, probe := range p.Probes {
			if plan.Matches(name, probe) {
				got = append(got, probe.ID)
			}
		}
		for _, probe := range p.Named(name) {
			named = append(named, probe.ID)
		}
		if strings.Join(got, " ") != want || strings.Join(named, " ") != want {
			t.Errorf("%q matches %v and names %v, want %s", name, got, named, want)
		}
	}
}

// Compared has only the secrets that some expectation compares with.
func TestComparedSecrets(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"no secrets":         {"", nil},
		"none of them":       {"secrets: {one: ONE, two: TWO}", nil},
		"one, by a finding":  {"secrets: {one: ONE, two: TWO}\nanswers: {a: {status: 500}}", []string{"two"}},
		"one, by an answer":  {"secrets: {one: ONE, two: TWO}\nanswers: {echo: {json: {$.k: \"${one}\"}}}", []string{"one"}},
		"the only one":       {"secrets: {one: ONE}\nanswers: {echo: {json: {$.k: \"${one}\"}}}", []string{"one"}},
		"the other by until": {"secrets: {one: ONE, two: TWO}", []string{"two"}},
	} {
		finding, until := "status: 200", ""
		if strings.Contains(name, "finding") {
			finding = `json: {$.k: "${two}"}`
		}
		if strings.Contains(name, "until") {
			until = `, until: {expect: {json: {$.k: "${two}"}}, every: 1s, for: 2s}`
		}
		p := built(t, "suite: s\ntarget: http://127.0.0.1:1\n"+c.text+"\nprobes: {p: {path: /"+until+"}}\nfindings: {f: {probe: p, expect: {"+finding+"}}}\n", suite.Options{})
		var got []string
		for _, s := range p.Compared {
			got = append(got, s.Name)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Whatever in a suite compares with a secret counts.
func TestWhateverComparesWithASecret(t *testing.T) {
	for name, text := range map[string]string{
		"unless":       "probes: {p: {path: /}}\nfindings: {f: {probe: p, unless: {json: {$.k: \"${two}\"}}, expect: {status: 200}}}",
		"a condition":  "probes: {p: {path: /}, q: {path: /, when: {probe: p, expect: {json: {$.k: \"${two}\"}}}}}",
		"a hypothesis": "probes: {p: {path: /}}\nhypotheses: {h: {claim: It echoes, predicts: {p: {json: {$.k: \"${two}\"}}}}}",
		"a cooldown":   "probes: {p: {path: /}}\nlimits: {cooldown: {on: {json: {$.k: \"${two}\"}}, wait: 1h}}",
	} {
		p := built(t, "suite: s\ntarget: http://127.0.0.1:1\nsecrets: {one: ONE, two: TWO}\n"+text+"\n", suite.Options{})
		if len(p.Compared) != 1 || p.Compared[0].Name != "two" {
			t.Errorf("%s compares with %v", name, p.Compared)
		}
	}
}

// The value of a reference before the run: secrets and what a run makes are known by name only.
func TestValuesBeforeTheRun(t *testing.T) {
	p := built(t, `
suite: values
target: http://127.0.0.1:1
secrets: {key: KEY}
vars: {number: 7, order: {make: uuid}}
probes: {p: {path: /}, rows: {path: "/${number}", matrix: {number: [8]}}}
findings: {f: {probe: p, expect: {body: {contains: "${order} ${run}"}}}}
`, suite.Options{})
	for name, want := range map[string]string{"number": "7", "order": "${order}", "run": "${run}", "key": "${key}", "none": ""} {
		if v, ok := p.Value(p.Probe("p"), name); ok != (want != "") || ok && subst.Text(v) != want {
			t.Errorf("${%s} is %v (%v), want %q", name, v, ok, want)
		}
	}
	if v, ok := p.Value(p.Probe("rows[8]"), "number"); !ok || subst.Text(v) != "8" {
		t.Errorf("the row's number is %v (%v)", v, ok)
	}
	if v, ok := p.Value(nil, "number"); !ok || subst.Text(v) != "7" {
		t.Errorf("without a probe the number is %v (%v)", v, ok)
	}
}

// A file without bytes is a body, one that is not there a problem at its place.
func TestFilesToSend(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"empty", "empty2"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const text = "suite: files\ntarget: http://127.0.0.1:1\nprobes:\n  p: {path: /, file: '${n}', matrix: {n: [empty, empty2]}}\n  q: {path: '/${n}', json: {a: 1}, matrix: {n: [x, y]}}\n"
	load := func(text string) (*plan.Plan, error) {
		s, err := suite.Parse(filepath.Join(dir, "files.suite.yaml"), []byte(text), suite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return plan.Build(s)
	}
	p, err := load(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"p[empty]", "p[empty2]"} {
		if r := p.Probe(id).Request; r.Body == nil || len(r.Body) != 0 || r.Method != http.MethodPost {
			t.Errorf("%s sends %s with %v", id, r.Method, r.Body)
		}
	}
	for _, id := range []string{"q[x]", "q[y]"} {
		if r := p.Probe(id).Request; string(r.Body) != `{"a":1}` && string(r.Body) != `{"a": 1}` {
			t.Errorf("%s sends %q", id, r.Body)
		}
	}
	_, err = load(strings.ReplaceAll(text, "empty2", "none"))
	if err == nil || strings.Count(err.Error(), "the file to send cannot be read") != 1 || !strings.Contains(err.Error(), "files.suite.yaml:4:") ||
		!strings.Contains(err.Error(), "paths start from the folder of the suite") {
		t.Errorf("the file is not there: %v", err)
	}
}

// The client's id and secret are encoded before they are joined (RFC 6749, section 2.3.1).
func TestCredentialsOfAnOAuthClient(t *testing.T) {
	p := built(t, `
suite: client
target: http://127.0.0.1:1
probes: {p: {path: /, auth: {oauth2: {token_url: /token, client: "a b", secret: "x:y"}}}}
findings: {f: {probe: p, expect: {status: 200}}}
`, suite.Options{})
	want := "Basic " + base64.StdEncoding.EncodeToString([]byte("a+b:x%3Ay"))
	if got := p.Probe("oauth2").Request.Header.Get("Authorization"); got != want {
		t.Errorf("the client is %s, want %s", got, want)
	}
}

// A probe waits for all that it names, for the rows of its own name where there are any.
func TestDependencies(t *testing.T) {
	p := built(t, `
suite: order
target: http://127.0.0.1:1
probes:
  a: {path: /}
  b: {path: /}
  rows: {path: /, each: {x: {query: {r: x}}, y: {query: {r: y}}}}
  one: {path: /, each: {x: {query: {r: x}}}, capture: {id: {json: $.id}}}
  two: {path: /, after: [a, b]}
  all: {path: /, after: [a, rows, a]}
  same: {path: /, after: [rows, b], each: {x: {query: {r: x}}, z: {query: {r: z}}}}
  of-one: {path: "/${one.id}"}
findings: {f: {probe: two, control: one, expect: {status: 200}}}
`, suite.Options{})
	for id, want := range map[string]string{
		"a": "", "two": "a b", "all": "a rows[x] rows[y]", "same[x]": "rows[x] b", "same[z]": "rows[x] rows[y] b", "of-one": "one[x]",
	} {
		var got []string
		for _, d := range p.Probe(id).Deps {
			got = append(got, d.ID)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s waits for %v, want %s", id, got, want)
		}
	}
	if c := p.Specs[0].Control; c == nil || c.ID != "one[x]" {
		t.Errorf("the control is %v, want the only row", c)
	}
}

// A row's values are filled in everywhere; values that only a run knows stay references.
func TestRowsAreFilledIn(t *testing.T) {
	p := built(t, `
suite: rows
target: http://127.0.0.1:1
secrets: {key: KEY}
request: {auth: {bearer: "${key}"}}
probes:
  plain: {path: /, connect_to: {"a.example:443": "127.0.0.1:1"}}
  row:
    matrix: {host: [b]}
    path: "/${host}"
    headers: {X-Key: "${key}", X-Host: "${host}", X-Both: "${host} ${key}"}
    json: {k: "${key}", h: "${host}"}
    connect_to: {"${host}.example:443": "127.0.0.1:1"}
  without: {path: /, headers: {authorization: null}}
  without-another: {path: /, headers: {X-Other: null}}
findings: {f: {probe: plain, expect: {status: 200}}}
`, suite.Options{})
	row := p.Probe("row[b]").Request
	for name, want := range map[string]string{"X-Key": "${key}", "X-Host": "b", "X-Both": "b ${key}", "Authorization": "Bearer ${key}"} {
		if got := row.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if got, want := string(row.Body), `{"k":"${key}","h":"b"}`; strings.ReplaceAll(got, " ", "") != want {
		t.Errorf("the body is %s, want %s", got, want)
	}
	if row.Method != http.MethodPost || p.Probe("plain").Request.Method != http.MethodGet {
		t.Errorf("the methods are %s with a body and %s without", row.Method, p.Probe("plain").Request.Method)
	}
	for id, want := range map[string]map[string]string{
		"plain": {"a.example:443": "127.0.0.1:1"}, "row[b]": {"b.example:443": "127.0.0.1:1"}, "without": nil,
	} {
		if diff := cmp.Diff(want, p.Probe(id).Request.ConnectTo); diff != "" {
			t.Errorf("%s connects to (-want +got):\n%s", id, diff)
		}
	}
	if h := p.Probe("without").Request.Header; h.Has("Authorization") {
		t.Errorf("a header that the probe removes is sent: %v", h)
	}
	if h := p.Probe("without-another").Request.Header; h.Get("Authorization") != "Bearer ${key}" {
		t.Errorf("another header is removed, and the credentials with it: %v", h)
	}
}

// A query joins what the address already has, in front of a fragment.
func TestQueriesOfAddresses(t *testing.T) {
	for at, want := range map[string]string{
		"http://a.example/x":       "http://a.example/x?q=1&r=a+b",
		"http://a.example/x?y=2":   "http://a.example/x?y=2&q=1&r=a+b",
		"http://a.example/x?y=2&":  "http://a.example/x?y=2&q=1&r=a+b",
		"http://a.example/x?":      "http://a.example/x?q=1&r=a+b",
		"http://a.example/x#here":  "http://a.example/x?q=1&r=a+b#here",
		"http://a.example/x?y#at?": "http://a.example/x?y&q=1&r=a+b#at?",
	} {
		p := built(t, "suite: q\nprobes: {p: {url: \""+at+"\", query: {q: 1, r: a b}}}\nfindings: {f: {probe: p, expect: {status: 200}}}\n", suite.Options{})
		if got := p.Probe("p").Request.URL; got != want {
			t.Errorf("%s becomes %s, want %s", at, got, want)
		}
	}
	p := built(t, "suite: q\ntarget: http://a.example\nrequest: {query: {d: 1}}\nprobes: {none: {path: /, query: {d: null, x: []}}, other: {path: /, query: {d: null, e: 2}}}\nfindings: {f: {probe: none, expect: {status: 200}}}\n", suite.Options{})
	if none, other := p.Probe("none").Request.URL, p.Probe("other").Request.URL; none != "http://a.example/" || other != "http://a.example/?e=2" {
		t.Errorf("without the parameter of all it is %s and %s", none, other)
	}
}

// The containers of a large tree are named after their nodes and have their positions.
func TestNamesOfContainers(t *testing.T) {
	if plan.MostInContainer != 100 {
		t.Errorf("a container holds %d nodes; Ginkgo takes quadratic time in their number", plan.MostInContainer)
	}
	for _, c := range []struct {
		findings, rows, items int
		want                  []string
	}{
		{99, 1, 1, []string{"checklist"}},
		{100, 1, 0, nil},
		{100, 1, 1, []string{"findings 1 to 100", "checklist"}},
		{101, 1, 0, []string{"findings 1 to 100", "findings 101 to 101"}},
		{250, 1, 101, []string{"findings 1 to 100", "findings 101 to 200", "findings 201 to 250", "checklist", "items 1 to 100", "items 101 to 101"}},
		{1, 101, 0, []string{"f0", "probes 1 to 100", "probes 101 to 101"}},
	} {
		p := built(t, sized(c.findings, c.rows, c.items), suite.Options{})
		if at := p.Tree.At; at.File == nil || at.Line != 1 || at.Col != 1 {
			t.Errorf("the suite is at %v", at)
		}
		var got []string
		containers(p.Tree, &got)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%d findings of %d probes, %d items (-want +got):\n%s", c.findings, c.rows, c.items, diff)
		}
	}
	if c := built(t, sized(101, 2, 0), suite.Options{}).Tree.Nodes[1].Container; c.At != c.Nodes[0].Container.At || c.At.Line == 0 {
		t.Errorf("%s is at %v, its first finding at %v", c.Text, c.At, c.Nodes[0].Container.At)
	}
	// Of 10,001 findings, ten thousand are in a container of containers.
	p := built(t, sized(10_001, 1, 0), suite.Options{})
	if len(p.Tree.Nodes) != 2 || p.Tree.Nodes[0].Container.Text != "findings 1 to 10000" || p.Tree.Nodes[1].Container.Text != "findings 10001 to 10001" {
		t.Errorf("the tree has %d nodes", len(p.Tree.Nodes))
	}
	inner := p.Tree.Nodes[0].Container.Nodes
	if len(inner) != 100 || inner[99].Container.Text != "findings 9901 to 10000" {
		t.Errorf("the first of them holds %d nodes", len(inner))
	}
	if first := inner[1].Container; first.At != first.Nodes[0].Spec.At {
		t.Errorf("%s is at %v, its first finding at %v", first.Text, first.At, first.Nodes[0].Spec.At)
	}
}

// containers lists the texts of the containers below c.
func containers(c *plan.Container, texts *[]string) {
	for _, n := range c.Nodes {
		if n.Container != nil {
			*texts = append(*texts, n.Container.Text)
			containers(n.Container, texts)
		}
	}
}

// The text of a spec is that of its containers and its own, joined by spaces.
func TestFullTextsOfALargeTree(t *testing.T) {
	p := built(t, sized(101, 1, 0), suite.Options{})
	for i, s := range []int{0, 99, 100} {
		want := []string{"sized findings 1 to 100 f0", "sized findings 1 to 100 f99", "sized findings 101 to 101 f100"}[i]
		if got := p.Specs[s].FullText(); got != want {
			t.Errorf("spec %d is %q, want %q", s, got, want)
		}
	}
}
