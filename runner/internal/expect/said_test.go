package expect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// A failure is told as text: what was expected, what came, and what to do.
func TestFailuresAsText(t *testing.T) {
	for want, f := range map[string]expect.Failure{
		"  json $.a\n    expected: 1\n    actual:   2":                       {Subject: expect.Subject{Key: "json", Part: "$.a"}, Expected: "1", Actual: "2"},
		"  status\n    expected: 1\n    actual:   2\n    x\n    y\n    next": {Subject: expect.Subject{Key: "status"}, Expected: "1", Actual: "2", Detail: "x\ny", Next: "next"},
		"  body\n    expected: 1\n    actual:   2\n    next":                 {Subject: expect.Subject{Key: "body"}, Expected: "1", Actual: "2", Next: "next"},
	} {
		if got := f.Text(); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

// The subject of a failure has nodes and a place where it is a path of the body.
func TestNodesOfASubject(t *testing.T) {
	body := map[string]any{"a": []any{"x", "y"}}
	for s, want := range map[expect.Subject][]any{
		{Key: "json", Part: "$.a[0]"}: {"x"}, {Key: "json", Part: "$.a[*]"}: {"x", "y"}, {Key: "json", Part: "$.gone"}: nil,
	} {
		got, ok := s.Select(body)
		if !ok || len(got) != len(want) || len(got) > 0 && !cmp.Equal(got, want) {
			t.Errorf("%+v: %v, %v", s, got, ok)
		}
	}
	for _, s := range []expect.Subject{{Key: "json"}, {Key: "json", Part: "$.["}, {Key: "json", Part: "$.a", Sampled: true}, {Key: "body", Part: "$.a"}, {Key: "schema", Part: "$.a"}} {
		if got, ok := s.Select(body); ok {
			t.Errorf("%+v: %v", s, got)
		}
	}
	for s, want := range map[expect.Subject]string{{Key: "json", Part: "$.a[0]"}: "$['a'][0]", {Key: "schema", Part: "$.a"}: "$['a']", {Key: "openapi", Part: "$.a"}: "$['a']"} {
		if got, ok := s.Place(); !ok || got.Normalized() != want {
			t.Errorf("%+v: %v, %v", s, got, ok)
		}
	}
	for _, s := range []expect.Subject{{Key: "json"}, {Key: "headers", Part: "$.a"}, {Key: "json", Part: "$.a[*]"}, {Key: "schema"}} {
		if got, ok := s.Place(); ok {
			t.Errorf("%+v: %v", s, got)
		}
	}
}

// An alternative that is not known is said so beside those that are not met.
func TestAlternativesThatAreNotKnown(t *testing.T) {
	told := answers["told"]
	for text, want := range map[string]string{
		"any: [{status: 404, body: x}, {status: 405}]":            "the source did not report the body",
		"any: [{body: x}, {headers: {Date: present}}]":            "the source did not report the body; headers Date: the source did not report the header Date",
		"none: [{body: x}]":                                       "the source did not report the body",
		"{any: [{body: x}, {body: y}], headers: {Date: present}}": "the source did not report the body; headers Date: the source did not report the header Date",
		"all: [{body: x}, {headers: {Date: present}}]":            "the source did not report the body; headers Date: the source did not report the header Date",
	} {
		r := compile(t, text).Judge(told, nil)
		if got := strings.Join(r.Unknowns, "; "); r.Outcome != expect.Unknown || !strings.Contains(got, "the source did not report the body") || strings.Count(got, "; ") != strings.Count(want, "; ") {
			t.Errorf("%s: %s, want %s", text, shown(r), want)
		}
	}
	w := &expect.World{Answer: func(id string) *expect.Expectation {
		return map[string]*expect.Expectation{
			"a": compile(t, "{status: 404, body: x}"), "b": compile(t, "status: 500"), "c": compile(t, "{status: 500, body: x}"), "d": compile(t, "{headers: {Date: present}, body: x}"),
		}[id]
	}}
	for text, want := range map[string]struct {
		outcome            expect.Outcome
		failures, unknowns int
	}{
		"a": {expect.Unknown, 0, 1}, "b": {expect.Unmet, 1, 0}, "c": {expect.Unmet, 1, 1}, "d": {expect.Unknown, 0, 2}, "[a, b]": {expect.Unknown, 0, 1}, "[b, c]": {expect.Unmet, 1, 0}, "[a, d]": {expect.Unknown, 0, 2}, "{answer: a, status: 500}": {expect.Unmet, 1, 1}, "{status: 500, answer: a}": {expect.Unmet, 1, 1},
		"{answer: c, status: 404}": {expect.Unmet, 1, 1}, "e": {expect.Unknown, 0, 1}, "[b, e]": {expect.Unknown, 0, 1}, "none: [a]": {expect.Unknown, 0, 1}, "none: [b]": {expect.Met, 0, 0}, "any: [b, {status: 501}]": {expect.Unmet, 1, 0}, "any: [b, c]": {expect.Unmet, 1, 0},
	} {
		r := naming(t, text).Judge(told, w)
		if r.Outcome != want.outcome || len(r.Failures) != want.failures || len(r.Unknowns) != want.unknowns {
			t.Errorf("%s: %s, want %+v", text, shown(r), want)
		}
		if got := naming(t, text).Outcome(told, w); got != want.outcome {
			t.Errorf("%s: outcome %d without reasons, want %d", text, got, want.outcome)
		}
	}
	r := naming(t, "[b, c, a]").Judge(jsonAnswer(200, "{}"), w)
	if len(r.Failures) != 1 || r.Failures[0].Detail != "b: status: expected 500, got 200\nc: status: expected 500, got 200\na: status: expected 404, got 200" {
		t.Errorf("which answers: %s", shown(r))
	}
	r = compile(t, "any: [{status: 500}, {body: x}]").Judge(&exchange.Observation{Status: 200, Cut: exchange.CutLimit, Body: []byte("y")}, nil)
	if len(r.Failures) != 1 || r.Failures[0].Detail != "status 500: status: expected 500, got 200\nbody \"x\": body: expected \"x\", got \"y\" …" {
		t.Errorf("which alternatives: %s", shown(r))
	}
}

// The failures of one alternative of a predicate stand on a line: three of them, each in part.
func TestAlternativesOfAPredicate(t *testing.T) {
	long := strings.Repeat("x", 81)
	for n, more := range map[int]string{1: "", 2: "", 3: "", 4: "; 1 more failure", 5: "; 2 more failures"} {
		var members, wants []string
		for i := range n {
			members = append(members, `"`+string(rune('a'+i))+`": 1`)
			wants = append(wants, string(rune('a'+i))+": 2")
		}
		r := compile(t, "json: {$: {one_of: [{like: {"+strings.Join(wants, ", ")+"}}, 7]}}").Judge(jsonAnswer(200, "{"+strings.Join(members, ", ")+"}"), nil)
		if len(r.Failures) != 1 || strings.Count(r.Failures[0].Detail, "expected 2") != min(n, 3) || strings.Contains(r.Failures[0].Detail, "more failure") != (more != "") || !strings.Contains(r.Failures[0].Detail, more) {
			t.Errorf("%d failures: %s", n, shown(r))
		}
	}
	for text, cut := range map[string]bool{long[:69]: false, long[:70]: true} {
		r := compile(t, "json: {$: {one_of: [1, {starts_with: y}]}}").Judge(jsonAnswer(200, `"`+text+`"`), nil)
		if len(r.Failures) != 1 || strings.Contains(r.Failures[0].Detail, "…") != cut {
			t.Errorf("%d characters: %s", len(text), shown(r))
		}
	}
}

// Schemas say where a list or an object is wrong, of many mistakes the first twelve.
func TestMistakesOfSchemas(t *testing.T) {
	for _, c := range []struct{ schema, body, want string }{
		{"{items: {type: integer}}", `[1, "a"]`, `schema $[1]: type: integer, "a" (string)`},
		{"{properties: {a: {items: {items: {type: integer}}}}}", `{"a": [[], [1, true]]}`, `schema $.a[1][1]: type: integer, true (boolean)`},
		{"{uniqueItems: true}", `[1, 2, 1]`, "schema $: uniqueItems: items 0 and 2 are equal, [1,2,1] (array)"},
		{"{uniqueItems: true}", `[3, 2, 1, 2]`, "schema $: uniqueItems: items 1 and 3 are equal, [3,2,1,2] (array)"},
		{"{contains: {const: 1}, maxContains: 1}", `[1, 1]`, "schema $: maxContains: 1 (2 meet the schema), [1,1] (array)"},
		{"{oneOf: [{type: integer}, {minimum: 0}, {type: string}]}", `1`, "schema: oneOf: exactly one alternative, but 0 and 1 match, 1 (number)"},
		{"{oneOf: [{type: boolean}, {minimum: 5}, {minimum: 6}]}", `7`, "schema: oneOf: exactly one alternative, but 1 and 2 match, 7 (number)"},
		{"{oneOf: [{type: string}, {minimum: 5}]}", `1`, "schema: oneOf: exactly one of 2 alternatives, 1 (number)"},
		{"{prefixItems: [true], items: false}", `[1, 2]`, "schema $[1]: nothing here: the schema is false, 2 (number)"},
		{"{minProperties: 2, maxProperties: 0}", `{"a": 1}`, "schema $: maxProperties: 0 (has 1), {\"a\":1} (object); schema $: minProperties: 2 (has 1), {\"a\":1} (object)"},
	} {
		r := compile(t, "schema: "+c.schema).Judge(jsonAnswer(200, c.body), nil)
		var got []string
		for _, f := range r.Failures {
			got = append(got, f.Subject.String()+": "+f.Expected+", "+f.Actual)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%s of %s: %s, want %s", c.schema, c.body, strings.Join(got, "; "), c.want)
		}
	}
	for n, more := range map[int]string{11: "", 12: "", 13: "\nand 1 more error in this body", 20: "\nand 8 more errors in this body"} {
		r := compile(t, "schema: {items: {type: string}}").Judge(jsonAnswer(200, "["+strings.Repeat("1,", n-1)+"1]"), nil)
		if len(r.Failures) != min(n, 12) || !strings.HasSuffix(r.Failures[len(r.Failures)-1].Detail, more) || strings.Contains(r.Failures[0].Detail, "more") || more == "" && strings.Contains(r.Failures[len(r.Failures)-1].Detail, "more") {
			t.Errorf("%d mistakes: %s", n, shown(r))
		}
	}
	r := compile(t, "schema: {anyOf: [{allOf: [{properties: {a: {type: string}}}]}, {properties: {a: {anyOf: [{type: array}, {type: 'null'}]}}}]}").Judge(jsonAnswer(200, `{"a": 1}`), nil)
	if len(r.Failures) != 1 || !strings.HasSuffix(r.Failures[0].Detail, "\nalternative 0: $.a: expected type: string\nalternative 1: $.a: expected anyOf: one of 2 alternatives") {
		t.Errorf("alternatives: %s", shown(r))
	}
}

// What an XPath gives of a response is taken for other requests.
func TestValuesOfXPaths(t *testing.T) {
	of := func(contentType, body string) *exchange.Observation {
		return typed("http://h/", 200, contentType, body)
	}
	xml := of("text/xml", `<r><a n="1">x</a><a n="2">y</a></r>`)
	for path, want := range map[string][]any{
		"//a": {"x", "y"}, "//a/@n": {"1", "2"}, "//gone": {}, "count(//a)": {"2"}, "string(//a)": {"x"}, "boolean(//a)": {true}, "number(//a)": nil, "sum(//@n)": {"3"}, "1 div 0": nil, "-1 div 0": nil, "1 div 8": {"0.125"},
	} {
		x, err := expect.NewXPath(path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := x.Values(xml)
		if err != nil || len(got) != len(want) {
			t.Errorf("%s: %v (%v), want %v", path, got, err, want)
			continue
		}
		for i := range got {
			if text(got[i]) != text(want[i]) {
				t.Errorf("%s: %v, want %v", path, got, want)
			}
		}
		if _, err := x.Values(of("text/xml", "<r>")); err == nil {
			t.Errorf("%s of no XML", path)
		}
	}
	if _, err := expect.NewXPath("//a["); err == nil {
		t.Error("what is no XPath is compiled")
	}
	space := func(n int) string { return strings.Repeat(" ", n) }
	for body, html := range map[string]bool{space(195) + "<html><br></html>": true, space(196) + "<html><br></html>": false, "<!DOCTYPE html><br>": true, "<HTML><br>": true, "<p><br>": false} {
		want := expect.Unmet
		if html {
			want = expect.Met
		}
		holding(t, of("", body), []judgement{{"xml: {//br: present}", want}})
	}
	holding(t, of("application/xhtml+xml", "<html><br></html>"), []judgement{{"xml: {//br: present}", expect.Unmet}})
	holding(t, of("text/xml", "<!-- c --><?x y?>"), []judgement{{"xml: {//a: absent}", expect.Unmet}})
	for path, want := range map[string]string{
		"/r/b": "/r is an element with the child a", "/r/a[@n='1/2']/b": "/r is an element with the child a", "/r/a[contains(., ')/(')]/b": "/r is an element with the child a", "/r/a/b/c": `/r/a is an element without children: "x"`, "//b/c": "the document is <r>", "/r/a[@n=\"1\"]/b": `/r/a[@n="1"] is an element without children: "x"`, "(//a)[3]/b": "the document is <r>",
	} {
		r := compile(t, "xml: {'"+strings.ReplaceAll(path, "'", "''")+"': present}").Judge(xml, nil)
		if len(r.Failures) != 1 || r.Failures[0].Detail != want {
			t.Errorf("%s: %s, want %s", path, shown(r), want)
		}
	}
	r := strings.Repeat
	for n, more := range map[int]string{200: "", 201: "…"} {
		result := compile(t, "xml: {/r/x: present}").Judge(of("text/xml", "<r><"+r("n", n)+"/></r>"), nil)
		if len(result.Failures) != 1 || result.Failures[0].Detail != "/r is an element with the child "+r("n", min(n, 200))+more {
			t.Errorf("%d characters: %s", n, shown(result))
		}
	}
	for n, more := range map[int]string{60: "", 61: "…"} {
		path := "//" + r("a", n-3) + "["
		if got := mistakes(t, "xml: {'"+path+"': x}"); len(got) != 1 || !strings.HasPrefix(got[0], `"`+path[:min(n, 60)]+more+`" is no XPath`) {
			t.Errorf("%d characters: %q", n, got)
		}
	}
}

// text is a value in words.
func text(v any) string {
	if b, ok := v.(bool); ok && b {
		return "true"
	}
	if s, ok := v.(interface{ String() string }); ok {
		return s.String()
	}
	s, _ := v.(string)
	return s
}
