package expect_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

// declared is a Lookup that knows some values, and knows that others will be known later.
func declared(now map[string]any, later ...string) func(string) (any, expect.Known) {
	return func(name string) (any, expect.Known) {
		if v, ok := now[name]; ok {
			return v, expect.Now
		}
		for _, l := range later {
			if l == name {
				return nil, expect.Later
			}
		}
		return nil, expect.Undeclared
	}
}

func from(values map[string]any) func(string) (any, bool) {
	return func(name string) (any, bool) { v, ok := values[name]; return v, ok }
}

// TestReferences fills references while compiling: a text that is one reference gets the type of
// its value.
func TestReferences(t *testing.T) {
	now := map[string]any{"code": json.Number("200"), "name": "bench", "field": "name", "limit": json.Number("5"), "flag": true}
	for text, want := range map[string]expect.Outcome{
		`status: ${code}`: expect.Met,
		`json: {$.name: "${name}", $.id: "${limit}"}`:    expect.Met,
		`json: {$.name: "${limit}"}`:                     expect.Unmet,
		`json: {"$.${field}": {starts_with: "${name}"}}`: expect.Met,
		`json: {$.id: {lt: "${limit}"}}`:                 expect.Unmet,
		`json: {$.ok: "${flag}"}`:                        expect.Met,
		`json: {$.text: "$${code}"}`:                     expect.Met,
		`body: {contains: '"name":"${name}"'}`:           expect.Met,
		`headers: {Content-Type: "${kind}/json"}`:        expect.Unknown,
	} {
		s, problems := scope(text)
		s.Lookup = declared(now, "kind")
		e := expect.Compile(node(t, text), s)
		if err := problems.Err(); err != nil {
			t.Fatal(err)
		}
		r := e.Judge(jsonAnswer(200, `{"name":"bench","id":5,"ok":true,"text":"${code}"}`), nil)
		if r.Outcome != want {
			t.Errorf("%s: %s", text, shown(r))
		}
	}
}

// TestBind binds the variables of a row first, and captures once they are known.
func TestBind(t *testing.T) {
	text := `{status: "${code}", json: {$.id: "${login.id}", $.kind: "${kind}"}, headers: {X: "${code}-${login.id}"}}`
	s, problems := scope(text)
	s.Lookup = declared(map[string]any{"kind": "a"}, "code", "login.id")
	e := expect.Compile(node(t, text), s)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"code", "login.id", "kind"}, e.Refs()); diff != "" {
		t.Error(diff)
	}
	row, err := e.Bind(from(map[string]any{"code": json.Number("201")}))
	if err != nil || !row.Late() || !e.Late() {
		t.Fatalf("after the row: %v, late %v", err, row.Late())
	}
	o := jsonAnswer(201, `{"id": 7, "kind": "a"}`)
	o.Header = append(o.Header, exchange.Field{Name: "X", Value: "201-7"})
	if r := row.Judge(o, nil); r.Outcome != expect.Unknown || !strings.Contains(r.Unknowns[0], "${login.id}") {
		t.Errorf("judged without the capture: %s", shown(r))
	}
	bound, err := row.Bind(from(map[string]any{"login.id": json.Number("7")}))
	if err != nil || bound.Late() {
		t.Fatalf("after the capture: %v, late %v", err, bound.Late())
	}
	if r := bound.Judge(o, nil); r.Outcome != expect.Met {
		t.Error(shown(r))
	}
	if r := bound.Judge(jsonAnswer(201, `{"id": 8, "kind": "a"}`), nil); r.Outcome != expect.Unmet {
		t.Error(shown(r))
	}
}

// TestBindCostsNothing binds an expectation without references: nothing is allocated.
func TestBindCostsNothing(t *testing.T) {
	e := compile(t, `{status: 200}`)
	allocated := testing.AllocsPerRun(100, func() {
		if bound, err := e.Bind(nil); bound != e || err != nil {
			t.Fatal("another expectation came back")
		}
	})
	if allocated != 0 || e.Late() || e.Refs() != nil {
		t.Errorf("%v allocations, late %v, references %v", allocated, e.Late(), e.Refs())
	}
}

// TestBindMisfit binds a value of the wrong type: an error with its place.
func TestBindMisfit(t *testing.T) {
	text := `{status: "${code}"}`
	s, _ := scope(text)
	s.Lookup = declared(nil, "code")
	_, err := expect.Compile(node(t, text), s).Bind(from(map[string]any{"code": "none"}))
	if err == nil || !strings.Contains(err.Error(), `test.yaml:1:10: expected a status such as 404 or 4xx, got "none" (text)`) {
		t.Error(err)
	}
}

// TestCaptureIsLiteral captures the text of a predicate: it stays a literal.
func TestCaptureIsLiteral(t *testing.T) {
	text := `{json: {$.a: "${x.word}", $.b: "${x.map}"}}`
	s, _ := scope(text)
	s.Lookup = declared(nil, "x.word", "x.map")
	e, err := expect.Compile(node(t, text), s).Bind(from(map[string]any{"x.word": "present", "x.map": map[string]any{"type": "string"}}))
	if err != nil {
		t.Fatal(err)
	}
	if r := e.Judge(jsonAnswer(200, `{"a": "anything", "b": "text"}`), nil); len(r.Failures) != 2 {
		t.Error(shown(r))
	}
	if r := e.Judge(jsonAnswer(200, `{"a": "present", "b": {"type": "string"}}`), nil); r.Outcome != expect.Met {
		t.Error(shown(r))
	}
}

// TestLateMistakes reports an error next to a late reference immediately; the reference itself is
// not an error.
func TestLateMistakes(t *testing.T) {
	text := `{status: "${code}", stats: 1, json: {$.a: {lt: "${code}"}}, duration: {lt: "${code}"}, error: "${code}"}`
	s, problems := scope(text)
	s.Lookup = declared(nil, "code")
	expect.Compile(node(t, text), s)
	if len(*problems) != 1 || !strings.Contains((*problems)[0].Message, `"stats"`) {
		t.Error(problems.Error())
	}
}

// TestProbes lists the probes with which an expectation compares, wherever it names them.
func TestProbes(t *testing.T) {
	e := compile(t, `{same_as: a, any: [{differs_from: {probe: "b[1]", in: [body]}}, {status: 200}]}`)
	var ids []string
	for _, p := range e.Probes() {
		ids = append(ids, p.ID)
	}
	if diff := cmp.Diff([]string{"a", "b[1]"}, ids); diff != "" {
		t.Error(diff)
	}
	if e.Probes()[0].At.String() != "test.yaml:1:11" {
		t.Error(e.Probes()[0].At)
	}
}

// TestSummary shows expectations in a few words.
func TestSummary(t *testing.T) {
	for text, want := range map[string]string{
		`status: 429`: "status 429",
		`{status: [401, 429], json: {$.detail: {starts_with: no}}}`:          `status 401 or 429, json $.detail starting with "no"`,
		`{same_as: {probe: no-credentials, in: [status, body]}}`:             "same status, body as no-credentials",
		`{any: [{status: 401}, {headers: {Retry-After: absent}}]}`:           "status 401 or header Retry-After absent",
		`{error: timeout, duration: {gt: 1s}, body: {not: {contains: "x"}}}`: `error timeout, duration greater than 1s, body not containing "x"`,
	} {
		if got := compile(t, text).Summary(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	s, _ := scope("")
	s.AnswerIDs = []string{"edge-limit"}
	if got := expect.Compile(node(t, "edge-limit"), s).Summary(); got != "edge-limit" {
		t.Error(got)
	}
}

// TestConcurrency compiles, binds and judges from many goroutines at once.
func TestConcurrency(t *testing.T) {
	text := `{status: 200, json: {$.name: "${x.name}", "$.items[?@.id > 1]": {count: 2}}, same_as: list, headers: {/rate/: present}}`
	s, problems := scope(text)
	s.Lookup = declared(nil, "x.name")
	n := node(t, text)
	e := expect.Compile(n, s)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	w := world(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				own := *s
				own.Problems = &source.Problems{}
				expect.Compile(n, &own)
				bound, err := e.Bind(from(map[string]any{"x.name": "bench"}))
				if err != nil {
					t.Error(err)
					return
				}
				if r := bound.Judge(answers["json"], w); r.Outcome != expect.Met {
					t.Error(shown(r))
				}
			}
		})
	}
	wg.Wait()
}
