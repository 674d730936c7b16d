package plan_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
	"assay/runner/internal/testkit"
)

// built plans the text of a suite.
func built(t testing.TB, text string, opts suite.Options) *plan.Plan {
	t.Helper()
	s, err := suite.Parse("testdata/inline.suite.yaml", []byte(text), opts)
	if err != nil {
		t.Fatalf("the suite does not load:\n%v", err)
	}
	p, err := plan.Build(s)
	if err != nil {
		t.Fatalf("the suite does not plan:\n%v", err)
	}
	return p
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Every kind of request, as it is planned.
func TestRequests(t *testing.T) {
	p := built(t, read(t, "requests.suite.yaml"), suite.Options{})
	var b strings.Builder
	for _, probe := range p.Probes {
		showRequest(&b, probe)
	}
	testkit.Golden(t, "testdata/requests.golden", b.String())
}

func showRequest(b *strings.Builder, p *plan.Probe) {
	r := p.Request
	fmt.Fprintf(b, "### %s\n%s %s\n", p.ID, r.Method, r.URL)
	if r.DeclaredURL != "" {
		fmt.Fprintf(b, "# declared: %s\n", r.DeclaredURL)
	}
	for _, h := range r.Header {
		fmt.Fprintf(b, "%s: %s\n", h.Name, h.Value)
	}
	for _, c := range r.Cookies {
		fmt.Fprintf(b, "# cookie: %s=%s\n", c.Name, c.Value)
	}
	for _, name := range r.Without {
		fmt.Fprintf(b, "# without: %s\n", name)
	}
	if r.Auth != nil {
		fmt.Fprintf(b, "# auth: %+v\n", *r.Auth)
	}
	if len(p.Refs) > 0 {
		fmt.Fprintf(b, "# left: %s\n", strings.Join(p.Refs, " "))
	}
	for _, d := range p.Deps {
		fmt.Fprintf(b, "# after: %s\n", d.ID)
	}
	if r.Body != nil {
		kinds := map[exchange.BodyKind]string{
			exchange.TextBody: "text", exchange.JSONBody: "json", exchange.FormBody: "form", exchange.BytesBody: "bytes",
		}
		fmt.Fprintf(b, "# %s\n\n%s\n", kinds[r.BodyKind], strings.ReplaceAll(string(r.Body), "\r\n", "\n"))
	}
	b.WriteString("\n")
}

// A run with another target still finds the recording of the address that the document declares.
func TestDeclaredAddress(t *testing.T) {
	const text = `
suite: moved
target: https://api.example/v1
vars: {other: https://other.example}
probes:
  joined: {path: /users, query: {q: a b}}
  absolute: {url: "${other}/x"}
  fixed: {url: https://fixed.example/}
findings: {f: {probe: [joined, absolute, fixed], expect: {status: 200}}}
`
	p := built(t, text, suite.Options{Target: "http://127.0.0.1:1", Vars: map[string]string{"other": "http://127.0.0.1:2"}})
	for id, want := range map[string][2]string{
		"joined":   {"http://127.0.0.1:1/users?q=a+b", "https://api.example/v1/users?q=a+b"},
		"absolute": {"http://127.0.0.1:2/x", "https://other.example/x"},
		"fixed":    {"https://fixed.example/", ""},
	} {
		r := p.Probe(id).Request
		if diff := cmp.Diff(want, [2]string{r.URL, r.DeclaredURL}); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
	p = built(t, text, suite.Options{})
	if d := p.Probe("joined").Request.DeclaredURL; d != "" {
		t.Errorf("nothing moved, and the declared address is %q", d)
	}
}

// The tree of specs: one for each finding and probe, the checklist last.
func TestTree(t *testing.T) {
	p := built(t, read(t, "tree.suite.yaml"), suite.Options{})
	var b strings.Builder
	showTree(&b, p.Tree, "")
	testkit.Golden(t, "testdata/tree.golden", b.String())
	for _, s := range p.Specs {
		if want := strings.Join(append(append([]string{}, s.Path...), s.Text), " "); s.FullText() != want {
			t.Errorf("full text %q, want %q", s.FullText(), want)
		}
	}
}

func showTree(b *strings.Builder, c *plan.Container, indent string) {
	fmt.Fprintf(b, "%s%s\n", indent, c.Text)
	for _, n := range c.Nodes {
		if n.Container != nil {
			showTree(b, n.Container, indent+"  ")
			continue
		}
		s := n.Spec
		fmt.Fprintf(b, "%s  %s: %s", indent, s.ID, s.Text)
		for _, p := range s.Needs {
			fmt.Fprintf(b, " <%s>", p.ID)
		}
		if s.Control != nil {
			fmt.Fprintf(b, " control %s", s.Control.ID)
		}
		if s.Pending != "" {
			fmt.Fprintf(b, " pending %q", s.Pending)
		}
		b.WriteString("\n")
	}
}

// Problems that only appear once rows are planned, each with its position.
func TestMistakes(t *testing.T) {
	s, err := suite.Parse("testdata/mistakes.suite.yaml", []byte(read(t, "mistakes.suite.yaml")), suite.Options{})
	if err != nil {
		t.Fatalf("the suite does not load:\n%v", err)
	}
	_, err = plan.Build(s)
	var problems source.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v, want problems", err)
	}
	testkit.Golden(t, "testdata/mistakes.golden", err.Error()+"\n")
}

// No container holds more than MostInContainer, whatever the numbers, and the
// order of the document is kept.
func TestContainersAreBounded(t *testing.T) {
	for _, c := range []struct{ findings, rows, items int }{
		{0, 1, 0}, {1, 1, 0}, {100, 1, 0}, {101, 1, 0}, {100, 1, 1}, {99, 1, 3}, {10_000, 1, 0}, {10_001, 1, 101}, {3, 250, 0}, {1, 12_000, 1},
	} {
		t.Run(fmt.Sprintf("%d findings of %d probes, %d items", c.findings, c.rows, c.items), func(t *testing.T) {
			p := built(t, sized(c.findings, c.rows, c.items), suite.Options{})
			var walked []*plan.Spec
			walked = walk(t, p.Tree, walked)
			if want := c.findings*c.rows + c.items; len(p.Specs) != want {
				t.Errorf("%d specs, want %d", len(p.Specs), want)
			}
			if len(walked) != len(p.Specs) {
				t.Fatalf("%d specs in the tree, %d in the plan", len(walked), len(p.Specs))
			}
			for i := range walked {
				if walked[i] != p.Specs[i] {
					t.Fatalf("spec %d of the tree is %s, of the plan %s", i, walked[i].ID, p.Specs[i].ID)
				}
			}
		})
	}
}

func walk(t *testing.T, c *plan.Container, specs []*plan.Spec) []*plan.Spec {
	if len(c.Nodes) > plan.MostInContainer {
		t.Errorf("%q holds %d nodes", c.Text, len(c.Nodes))
	}
	for _, n := range c.Nodes {
		if n.Spec != nil {
			specs = append(specs, n.Spec)
		} else {
			specs = walk(t, n.Container, specs)
		}
	}
	return specs
}

// sized returns a suite of that many findings, each about a probe of that many rows, and checklist
// items.
func sized(findings, rows, items int) string {
	var b strings.Builder
	b.WriteString("suite: sized\ntarget: http://127.0.0.1:1\nprobes:\n  one: {path: /}\n  many:\n    path: /${n}\n    matrix: {n: [")
	for i := range rows {
		fmt.Fprintf(&b, "%d, ", i)
	}
	b.WriteString("]}\n")
	if findings > 0 {
		b.WriteString("findings:\n")
	}
	name := "one"
	if rows > 1 {
		name = "many"
	}
	for i := range findings {
		fmt.Fprintf(&b, "  f%d: {probe: %s, expect: {status: 200}}\n", i, name)
	}
	if items > 0 {
		b.WriteString("checklist:\n")
		for i := range items {
			fmt.Fprintf(&b, "  i%d: {ask: what}\n", i)
		}
	}
	return b.String()
}

// Needed lists only the probes that the specs read and their dependencies, in plan order.
func TestNeeded(t *testing.T) {
	p := built(t, read(t, "tree.suite.yaml"), suite.Options{})
	needed := func(ids ...string) []string {
		var specs []*plan.Spec
		for _, s := range p.Specs {
			for _, id := range ids {
				if s.ID == id {
					specs = append(specs, s)
				}
			}
		}
		if len(specs) != len(ids) {
			t.Fatalf("%d specs of %v", len(specs), ids)
		}
		out := []string{}
		for _, probe := range p.Needed(specs) {
			out = append(out, probe.ID)
		}
		return out
	}
	for _, c := range []struct{ specs, want []string }{
		{[]string{"plain"}, []string{"plain"}},
		{[]string{"controlled"}, []string{"plain", "other"}},
		{[]string{"chained"}, []string{"login", "chained"}},
		{[]string{"postponed"}, []string{}},
		{[]string{"look"}, []string{}},
		{[]string{"chained", "plain"}, []string{"plain", "login", "chained"}},
		{[]string{"of-a-row[rows-after[a]]"}, []string{"rows[a]", "rows-after[a]"}},
	} {
		if diff := cmp.Diff(c.want, needed(c.specs...)); diff != "" {
			t.Errorf("%v: %s", c.specs, diff)
		}
	}
}

// Globs name planned probes, rows included.
func TestNamed(t *testing.T) {
	p := built(t, read(t, "tree.suite.yaml"), suite.Options{})
	for name, want := range map[string][]string{
		"plain":    {"plain"},
		"rows":     {"rows[a]", "rows[b]"},
		"rows[b]":  {"rows[b]"},
		"rows[*]":  {"rows[a]", "rows[b]"},
		"rows*[a]": {"rows[a]", "rows-after[a]"},
		"*ain*":    {"plain", "chained"},
		"*x":       {},
		"plai":     {},
	} {
		got := []string{}
		for _, probe := range p.Named(name) {
			got = append(got, probe.ID)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	for name, text := range map[string]string{
		"10000 probes and findings": separate(10_000),
		"10000 rows":                sized(1, 10_000, 0),
	} {
		s, err := suite.Parse("bench.suite.yaml", []byte(text), suite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := plan.Build(s); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// separate returns a suite of n probes and n findings, each about one of them.
func separate(n int) string {
	var b strings.Builder
	b.WriteString("suite: separate\ntarget: http://127.0.0.1:1\nprobes:\n")
	for i := range n {
		fmt.Fprintf(&b, "  p%d: {path: /item, headers: {X-Item: '%d'}}\n", i, i)
	}
	b.WriteString("findings:\n")
	for i := range n {
		fmt.Fprintf(&b, "  f%d: {probe: p%d, expect: {status: 200}}\n", i, i)
	}
	return b.String()
}
