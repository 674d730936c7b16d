package suite_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/expect"
	"assay/runner/internal/suite"
)

// read returns what a document says, or its mistakes.
func read(name string, text []byte) string {
	s, err := suite.Parse(name, text, suite.Options{Env: noEnv})
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	show(&b, s)
	for _, p := range s.Probes {
		fmt.Fprintf(&b, "%s: %s, request %s\n", p.ID, p.At, p.Request.At)
		if p.Until != nil {
			showExpected(&b, p.Until.Expect)
		}
		if p.When != nil {
			showExpected(&b, p.When.Expect)
		}
	}
	for _, f := range s.Findings {
		fmt.Fprintf(&b, "%s: %s, expects %v\n", f.ID, f.At, f.Expect != nil)
		for _, r := range f.Probes {
			fmt.Fprintf(&b, "  %s: %s\n", r.ID, r.At)
		}
		showExpected(&b, f.Expect)
	}
	return b.String() + s.Warnings.Error()
}

// showExpected shows an expectation whose references are filled in, each with its own name.
func showExpected(b *strings.Builder, e *expect.Expectation) {
	if e == nil {
		return
	}
	bound, err := e.Bind(func(name string) (any, bool) { return name, true })
	fmt.Fprintf(b, "  %s, %v\n", bound.Summary(), err)
}

// sameInPieces compares a document read in pieces with the same one read whole.
func sameInPieces(t *testing.T, name string, text []byte) {
	t.Helper()
	want := read(name, text)
	defer suite.ReadInPieces()()
	if diff := cmp.Diff(want, read(name, text)); diff != "" {
		t.Errorf("whole (-) and in pieces (+):\n%s\n%s", diff, text)
	}
}

func TestPieces(t *testing.T) {
	const top = "suite: A\ntarget: http://127.0.0.1:1\n"
	for name, text := range map[string]string{
		"plain":    top + "probes:\n  a: {path: /a}\n  # b\n\n  b:\n    path: /b\nfindings:\n  f:\n    probe: a\n    expect: {status: 200}\n  g: {probe: b, expect: {status: 200}}\n",
		"places":   top + "probes:\n  a:\n    path: /a\n  b:\n    path: /b?${c.x}\n  c: {path: /c, capture: {x: status}}\nfindings:\n  f: {probe: d, expect: {status: 200}}\n",
		"captures": top + "probes:\n  b: {path: \"/${c.x}\"}\n  c: {path: /c, capture: {x: status}}\nfindings:\n  f: {probe: b, expect: {status: \"${c.x}\"}}\n",
		"read later": top + "probes:\n  a: {path: /a, until: {expect: {status: 201}}}\n  b: {path: /b, when: {probe: a, expect: {json: {$.x: 1}}}}\n" +
			"  c:\n    path: /c\n    json: {a: {b: 1}}\n    each: {one: {json: {a: {c: 2}}}, two: {vars: {v: w}}}\n  d: {path: /d, capture: {x: {json: $.x}}}\n  e: {path: /e, form: {x: y}}\n  f: {path: /f, json: {a: {b: [1]}}}\n" +
			"findings:\n  f: {probe: a, expect: {json: {$.x: \"${d.x}\"}}}\n  g: {probe: b, expect: {json: {$.y: {in: [\"${d.x}\", z]}}}}\n  h: {probe: e, expect: {status: 200, schema: {type: object}}}\n  i: {probe: e, expect: {all: [{status: 200}, {json: {$.z: 1}}]}}\n",
		"merged bodies":     top + "request: {json: {a: {c: 2}}}\nprobes:\n  a: {path: /a, json: {a: {b: 1}}}\n  b: {path: /b, json: {b: {d: e}}}\n  c: {path: /c}\n",
		"written twice":     top + "probes:\n  a: {path: /a}\n  b: {path: /b}\n  a: {path: /c}\nfindings:\n  f: {probe: a, expect: {status: 200}}\n  f: {probe: b, expect: {status: 200}}\n",
		"section twice":     top + "probes:\n  a: {path: /a}\nprobes:\n  b: {path: /b}\n",
		"aliases":           top + "probes:\n  a: &a {path: /a}\n  b: *a\nfindings:\n  f: {probe: a, expect: &e {status: 200}}\n  g: {probe: b, expect: *e}\n",
		"an alias at top":   top + "request: {headers: &h {X: y}}\nprobes:\n  a: {path: /a, query: *h}\n",
		"defaults":          top + "probes:\n  a: {path: /a}\n  b: {path: /b}\nrequest: {headers: {X: y}}\n",
		"quoted lines":      top + "probes:\n  a:\n    path: \"/a\n  b: x\"\n  c: {path: /c}\n",
		"lines in braces":   top + "probes:\n  a: {path: /a,\n  query: {x: y}}\n  c: {path: /c}\n",
		"a quoted section":  "suite: A\nabout: \"x\nprobes:\n  a: b\n\"\nprobes: {a: {url: http://127.0.0.1:1}}\n",
		"a section's end":   top + "probes:\n  a: {path: \"/a\nfindings:\n  f\"}\n",
		"block text":        top + "probes:\n  a:\n    body: |\n      x\n        y\n\n    path: /a\n  b:\n    body: >-\n      # no comment\n      z\n    path: /b\n",
		"a list":            top + "probes:\n  - a\n  - b\n",
		"a list at left":    top + "probes:\n- a\n- b\n",
		"a text":            top + "probes:\n  a b\n  c\n",
		"keys of a finding": top + "probes:\n  a: {path: /a}\nfindings:\n  f:\n    probe: a\n  expect: {status: 200}\n",
		"too far to left":   top + "probes:\n    a: {path: /a}\n  b: {path: /b}\n",
		"ids":               top + "probes:\n  A: {path: /a}\n  b: {path: /b}\n",
		"no request":        top + "probes:\n  a: {path: /a}\n  b: {about: x}\n  c:\n",
		"warnings":          top + "probes:\n  a: {path: /a, query: {x: on}}\n  b: {path: /b, query: {x: off}}\n",
		"line ends":         strings.ReplaceAll(top+"probes:\n  a: {path: /a}\n  b: {path: /b}\nfindings:\n  f: {probe: x, expect: {status: 200}}\n", "\n", "\r\n"),
		"old line ends":     top + "probes:\n  a: {path: /a}\r  b: {path: /b}\n  c: {paht: /c}\n",
		"two documents":     top + "probes:\n  a: {path: /a}\n---\nprobes:\n  a: {path: /a}\n",
		"two in a section":  top + "probes:\n  a: {path: /a}\n  --- \n  b: {path: /b}\n",
		"no line end":       top + "probes:\n  a: {path: /a}\n  b: {path: /b}",
		"a tag":             top + "probes:\n  a: !x {path: /a}\n  b: {path: /b}\n",
		"merge keys":        top + "probes:\n  <<: {a: {path: /a}}\n  b: {<<: {path: /b}}\n  c: {path: /c}\n",
		"not YAML":          top + "probes:\n  a: {path: /a}\n  b: {path: /b}}\n  c: {path: /c}\n",
		"includes":          top + "include: missing.suite.yaml\nprobes:\n  a: {path: /a}\n",
		"a pack":            top + "include: {pack: openai-chat}\nprobes:\n  a: {path: /a}\n",
	} {
		t.Run(name, func(t *testing.T) { sameInPieces(t, "a.suite.yaml", []byte(text)) })
	}
}

// A document of over a megabyte names the same mistakes, at the same places, as a short one.
func TestMistakesOfALargeDocument(t *testing.T) {
	const n = 10_000
	text := string(large(n))
	if s, err := suite.Parse("a.suite.yaml", []byte(text), suite.Options{Env: noEnv}); err != nil {
		t.Fatal(err)
	} else if f := s.Findings[n-1]; len(s.Probes) != n || len(s.Findings) != n || f.Claim != fmt.Sprintf("Check %d holds", n-1) || f.At.Line != 4+4*n+9*(n-1)+1 {
		t.Errorf("%d probes, %d findings, the last %q at %s", len(s.Probes), len(s.Findings), f.Claim, f.At)
	}
	text = strings.Replace(text, "probe: p9000\n", "probe: q9000\n", 1)
	_, err := suite.Parse("a.suite.yaml", []byte(text), suite.Options{Env: noEnv})
	want := `a.suite.yaml:121007:12: probe: unknown probe "q9000"; did you mean "p9000"?
121007 |     probe: q9000
       |            ^`
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Error(diff)
	}
}

// What is read after the last piece (until, when, rows, merged bodies) is of its own probe,
// although the nodes of many pieces, and of another document, were made in the same place
// meanwhile.
func TestWhatIsReadLaterIsOfItsPiece(t *testing.T) {
	var b strings.Builder
	b.WriteString("suite: A\ntarget: http://127.0.0.1:1\nrequest: {json: {of: {all: 1}}}\nprobes:\n")
	for i := range 200 {
		fmt.Fprintf(&b, "  u%[1]d: {path: /u, until: {expect: {headers: {X: u%[1]d}}}}\n  w%[1]d: {path: /w, when: {probe: u%[1]d, expect: {headers: {X: w%[1]d}}}}\n"+
			"  r%[1]d: {path: /r, each: {one: {json: {of: {row: r%[1]d}}}}}\n", i)
	}
	b.WriteString("findings:\n")
	for i := range 200 {
		fmt.Fprintf(&b, "  f%[1]d: {probe: w%[1]d, expect: {headers: {X: f%[1]d}}, unless: {headers: {X: n%[1]d}}}\n", i)
	}
	defer suite.ReadInPieces()()
	s, err := suite.Parse("a.suite.yaml", []byte(b.String()), suite.Options{Env: noEnv})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := suite.Parse("b.suite.yaml", []byte(strings.NewReplacer("X: ", "Y: o", "row: ", "col: ").Replace(b.String())), suite.Options{Env: noEnv}); err != nil {
		t.Fatal(err)
	}
	for i, f := range s.Findings {
		until, when, row := s.Probes[3*i].Until.Expect, s.Probes[3*i+1].When.Expect, s.Probes[3*i+2].Rows[0].Request.Body.Text
		got := []string{until.Summary(), when.Summary(), row, f.Expect.Summary(), f.Unless.Summary()}
		header := func(of string) string { return fmt.Sprintf(`header X "%s%d"`, of, i) }
		want := []string{header("u"), header("w"), fmt.Sprintf(`{"of":{"all":1,"row":"r%d"}}`, i), header("f"), header("n")}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("probe and finding %d:\n%s", i, diff)
		}
	}
}

// The nodes of a suite of 1,000 probes are made where those of the suite before were: they alone
// would take more.
func TestMemoryOfSuites(t *testing.T) {
	text := []byte("suite: A\ntarget: http://127.0.0.1:1\nprobes:\n")
	for i := range 1000 {
		text = fmt.Appendf(text, "  p%d: {path: /%d}\n", i, i)
	}
	text = append(text, "findings:\n  f: {probe: \"*\", expect: {status: 200}}\n"...)
	allocated := func() uint64 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := suite.Parse("a.suite.yaml", text, suite.Options{Env: noEnv}); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	allocated()
	const most = 1200 << 10
	least := allocated()
	for range 50 { // a collection of garbage, or another thread, may find no earlier nodes
		if least <= most {
			return
		}
		least = min(least, allocated())
	}
	t.Errorf("reading a suite takes %d bytes, at most %d are expected", least, most)
}

func FuzzPieces(f *testing.F) {
	addSuites(f)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) { sameInPieces(t, filepath.Join(dir, "a.suite.yaml"), text) })
}
