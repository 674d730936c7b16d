package lsp_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/lsp/protocol"
)

// at returns the parameters of a request about the last character of a text that a file has once.
func (s *session) at(name, text string) map[string]any {
	s.Helper()
	at := s.behind(name, text)
	p := at["position"].(protocol.Position)
	p.Character--
	at["position"] = p
	return at
}

// located returns locations as "file:line:column", sorted.
func (s *session) located(list []protocol.Location) string {
	var out []string
	for _, l := range list {
		out = append(out, fmt.Sprintf("%s:%d:%d", filepath.Base(l.URI), l.Range.Start.Line+1, l.Range.Start.Character+1))
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

func (s *session) definition(name, text, want string) {
	s.Helper()
	m := s.request("textDocument/definition", s.at(name, text))
	var list []protocol.Location
	var one *protocol.Location
	if json.Unmarshal(m.Result, &list) != nil && json.Unmarshal(m.Result, &one) == nil && one != nil {
		list = append(list, *one)
	}
	if got := s.located(list); got != want {
		s.Errorf("the definition at %q is %s, want %s", text, got, want)
	}
}

const (
	allFile = "all.suite.yaml"
	all     = `suite: all
target: http://127.0.0.1:1
include: parts/probes.yaml
fixtures: all.fixture
findings:
  one: {probe: "car[*]", expect: {status: 200}}
  two: {probe: list, expect: {cel: 'answers["car[a]"].status == 200', same_as: {probe: "car[b]"}}}
  three: {probe: "li*", control: "car[a]", expect: ok, pending: "not yet"}
`
	parts = `answers:
  ok: {status: 200}
probes:
  list: {path: "/?q=${city}", capture: {first: {json: $.id}}}
  car:
    path: /${list.first}
    each: {a: {}, b: {}}
    after: list
vars: {city: Oslo}
`
	other        = "suite: other\ntarget: http://127.0.0.1:1\ninclude: [parts/probes.yaml]\nfindings:\n  f: {probe: [list, \"car[a]\"], expect: {status: 200}}\n"
	unrelated    = "suite: unrelated\ntarget: http://127.0.0.1:1\nprobes: {car: {path: /}}\nfindings:\n  f: {probe: car, expect: {status: 200}}\n"
	allRecording = "### list\n> GET http://127.0.0.1:1/?q=Oslo\n\n### list response\n< HTTP/1.1 200 OK\n\n{\"id\": 1}\n\n" +
		"### car[a]\n> GET http://127.0.0.1:1/1\n\n### car[a] response\n< HTTP/1.1 200 OK\n\nx\n\n### cars\n> GET http://127.0.0.1:1/2\n\n### cars response\n< HTTP/1.1 200 OK\n"
)

func openAll(t *testing.T) *session {
	s := start(t, allFile, all, "parts/probes.yaml", parts, "other.suite.yaml", other, "unrelated.suite.yaml", unrelated, "all.fixture", allRecording)
	s.open(allFile)
	s.wants(allFile, "")
	return s
}

// A name leads to its declaration, also in an included document; a probe's declaration to what was
// recorded, a path to the file.
func TestDefinition(t *testing.T) {
	s := openShop(t)
	s.definition(shopFile, "one car comes\n    probe: car", shopFile+":18:3")
	s.definition(shopFile, "${cars.first", shopFile+":17:15")
	s.definition(shopFile, "/cars/${cars", shopFile+":14:3")
	s.definition(shopFile, "?currency=${currency", shopFile+":4:8")
	s.definition(shopFile, "${api_key", shopFile+":5:11")
	s.definition(shopFile, "fixtures: shop", "shop.fixture:1:1")
	s.definition(shopFile, "  car:\n    path", "")
	s.definition(shopFile, "claim: the cars", "")

	s = openAll(t)
	s.definition(allFile, "one: {probe: \"car", "probes.yaml:5:3")
	s.definition(allFile, "answers[\"car", "probes.yaml:5:3")
	s.definition(allFile, "expect: ok", "probes.yaml:2:3")
	s.edit(allFile, "expect: ok", "expekt: ok") // with a mistake, too
	s.definition(allFile, "expect: {cel: 'answers[\"car", "probes.yaml:5:3")
	s.definition(allFile, "include: parts/probes", "probes.yaml:1:1")
	s.open("parts/probes.yaml")
	s.definition("parts/probes.yaml", "${city", "probes.yaml:9:8")
}

// References are those of all suites that share the declaration, of no other suite.
func TestReferences(t *testing.T) {
	s := openAll(t)
	s.open("parts/probes.yaml")
	refer := func(text, want string, declaration bool) {
		t.Helper()
		at := s.at("parts/probes.yaml", text)
		at["context"] = map[string]any{"includeDeclaration": declaration}
		var list []protocol.Location
		s.call("textDocument/references", at, &list)
		if got := s.located(list); got != want {
			t.Errorf("references of %q: %s, want %s", text, got, want)
		}
	}
	refer("  car", "all.suite.yaml:6:17 all.suite.yaml:7:46 all.suite.yaml:7:89 all.suite.yaml:8:35 other.suite.yaml:5:22 probes.yaml:5:3", true)
	refer("after: list", "all.suite.yaml:7:16 other.suite.yaml:5:15 probes.yaml:6:14 probes.yaml:8:12", false)
	refer("capture: {first", "probes.yaml:4:41 probes.yaml:6:19", true)
	refer("vars: {city", "probes.yaml:4:23 probes.yaml:9:8", true)
	refer("  ok", "all.suite.yaml:8:52", false)
}

// applied returns the files after an edit.
func (s *session) applied(e *protocol.WorkspaceEdit) map[string]string {
	s.Helper()
	out := map[string]string{}
	for uri, edits := range e.Changes {
		name, err := filepath.Rel(s.dir, strings.TrimPrefix(uri, "file://"))
		if err != nil {
			s.Fatal(err)
		}
		text, open := s.texts[name]
		if !open {
			bytes, err := os.ReadFile(filepath.Join(s.dir, name))
			if err != nil {
				s.Fatal(err)
			}
			text = string(bytes)
		}
		slices.SortFunc(edits, func(a, b protocol.TextEdit) int { return -compare(a.Range.Start, b.Range.Start) })
		for _, one := range edits {
			text = text[:offset(text, one.Range.Start)] + one.NewText + text[offset(text, one.Range.End):]
		}
		out[name] = text
	}
	return out
}

func compare(a, b protocol.Position) int {
	if a.Line != b.Line {
		return a.Line - b.Line
	}
	return a.Character - b.Character
}

// offset returns the offset of a position in a text of ASCII.
func offset(text string, p protocol.Position) int {
	lines := strings.SplitAfter(text, "\n")
	return len(strings.Join(lines[:p.Line], "")) + p.Character
}

// A probe is renamed wherever it stands, in suites that include it and in their fixtures; the
// suites hold as before.
func TestRename(t *testing.T) {
	s := openAll(t)
	s.open("parts/probes.yaml")
	rename := func(text, to string) map[string]any {
		at := s.at("parts/probes.yaml", text)
		at["newName"] = to
		return at
	}
	for _, c := range []struct{ at, to, want string }{
		{"  car", "list", `there is a probe "list" already, on line 4 of probes.yaml`},
		{"  car", "Car!", `"Car!" cannot be the name of a probe: use lower-case letters, digits and hyphens, a letter or digit first`},
		{"  list", "all", `the glob "li*" on line 8 of all.suite.yaml matches "list" and not "all": the rename would change what it names; write ids there first`},
		{"  car", "lion", `the glob "li*" on line 8 of all.suite.yaml matches "lion" and not "car": the rename would change what it names; write ids there first`},
		{"vars: {city", "x y", `"x y" cannot be the name of a var or secret: use letters, digits, _ and -, a letter or _ first`},
		{"path: /", "x", "there is no name here that can be changed"},
	} {
		if c.at == "path: /" {
			c.at = "path: /$"
		}
		if got := s.refused("textDocument/rename", rename(c.at, c.to)); got != c.want {
			t.Errorf("%s to %s: %s", c.at, c.to, got)
		}
	}
	var prepared protocol.PrepareRename
	s.call("textDocument/prepareRename", s.at(allFile, "one: {probe: \"car"), &prepared)
	if prepared.Placeholder != "car" || prepared.Range.End.Character-prepared.Range.Start.Character != 3 {
		t.Errorf("%+v", prepared)
	}
	var edit protocol.WorkspaceEdit
	s.call("textDocument/rename", rename("  car", "auto"), &edit)
	files := s.applied(&edit)
	for name, want := range map[string]string{
		allFile: strings.NewReplacer("car[", "auto[", "unused: ", "").Replace(all), "other.suite.yaml": strings.ReplaceAll(other, "car[", "auto["),
		"parts/probes.yaml": strings.ReplaceAll(parts, "  car:", "  auto:"), "all.fixture": strings.ReplaceAll(allRecording, "### car[", "### auto["),
	} {
		if files[name] != want {
			t.Errorf("%s became\n%s", name, files[name])
		}
	}
	if len(files) != 4 {
		t.Errorf("changed: %d files", len(files))
	}
	s.call("textDocument/rename", rename("capture: {first", "id"), &edit)
	if got := s.applied(&edit)["parts/probes.yaml"]; got != strings.ReplaceAll(strings.ReplaceAll(parts, "{first:", "{id:"), ".first}", ".id}") {
		t.Errorf("a capture:\n%s", got)
	}
}

// The outline has the sections and their entries; the layout is that of assay fmt.
func TestSymbolsAndFormatting(t *testing.T) {
	s := openShop(t)
	var symbols []protocol.DocumentSymbol
	s.call("textDocument/documentSymbol", s.at(shopFile, "suite"), &symbols)
	var b strings.Builder
	for _, one := range symbols {
		fmt.Fprintf(&b, "%s %s:", one.Name, one.Detail)
		for _, below := range one.Children {
			fmt.Fprintf(&b, " %s (%s) %d-%d", below.Name, below.Detail, below.Range.Start.Line+1, below.Range.End.Line+1)
		}
		b.WriteString("\n")
	}
	want := `suite shop:
target http://127.0.0.1:1:
fixtures shop.fixture:
vars : currency (EUR) 4-4
secrets : api_key (SHOP_KEY) 5-5
request :
answers : gone () 11-11
probes : cars (all cars) 14-17 car (/cars/${cars.first}) 18-19
findings : cars-come (the cars come) 22-27 car-comes (one car comes) 28-31
`
	if b.String() != want {
		t.Errorf("the outline:\n%s", b.String())
	}
	s.edit(shopFile, "    expect: {status: 200}\n", "    expect:   {  status: 200 } # ok\n\n\n\n")
	var edits []protocol.TextEdit
	s.call("textDocument/formatting", s.at(shopFile, "suite"), &edits)
	got := s.applied(&protocol.WorkspaceEdit{Changes: map[string][]protocol.TextEdit{s.uri(shopFile): edits}})[shopFile]
	if !strings.HasSuffix(got, "    expect: {status: 200} # ok\n") || len(edits) == 0 || edits[0].Range.Start.Line < 20 {
		t.Errorf("%+v:\n%s", edits, got)
	}
	s.edit(shopFile, "# ok", "}")
	if got := s.refused("textDocument/formatting", s.at(shopFile, "suite")); !strings.HasPrefix(got, "the document cannot be formatted: ") {
		t.Error(got)
	}
}
