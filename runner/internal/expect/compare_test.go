package expect_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

func compared(a, b *exchange.Observation, v *exchange.Volatile, parts ...string) []string {
	differences, unknowns, leftOut := expect.Compare(a, b, parts, v)
	var out []string
	for _, d := range differences {
		out = append(out, d.Path+": "+d.A+" | "+d.B)
	}
	for _, u := range unknowns {
		out = append(out, "unknown: "+u)
	}
	for _, l := range leftOut {
		out = append(out, "left out: "+l)
	}
	return out
}

// TestCompare compares responses in parts, without the volatile parts.
func TestCompare(t *testing.T) {
	stream := &exchange.Observation{Status: 200, Stream: &exchange.Stream{Done: true, Events: []exchange.Event{
		{Data: `{"id": "x", "choices": [{"index": 0, "delta": {"role": "assistant", "content": "p"}, "finish_reason": null}]}`},
		{Data: `{"id": "x", "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}`},
		{Data: `[DONE]`},
	}}}
	whole := jsonAnswer(200, `{"id": "y", "choices": [{"index": 0, "message": {"role": "assistant", "content": "pong"}, "finish_reason": "stop"}]}`)
	text := func(body string) *exchange.Observation {
		return &exchange.Observation{Status: 200, Body: []byte(body)}
	}
	header := func(fields ...string) *exchange.Observation {
		o := &exchange.Observation{Status: 200}
		for i := 0; i < len(fields); i += 2 {
			o.Header = append(o.Header, exchange.Field{Name: fields[i], Value: fields[i+1]})
		}
		return o
	}
	silent := &exchange.Observation{Probe: "quiet", Reported: &exchange.Reported{}}
	partly := func(body string, parts ...string) *exchange.Observation {
		o := jsonAnswer(200, body)
		o.Reported = &exchange.Reported{Status: true, JSON: parts}
		return o
	}
	chunk := func(data ...string) *exchange.Observation {
		o := streamed("", data...)
		o.Header = nil
		return o
	}
	for name, c := range map[string]struct {
		a, b     *exchange.Observation
		parts    []string
		volatile *exchange.Volatile
		want     []string
	}{
		"the same": {jsonAnswer(200, `{"a": 1}`), jsonAnswer(200, `{ "a": 1.0 }`), expect.CompareParts(), nil, nil},
		"json": {jsonAnswer(200, `{"a": {"b": [1, 2]}, "c d": "x"}`), jsonAnswer(404, `{"a": {"b": [1]}, "c d": null}`),
			[]string{"status", "body"}, nil, []string{
				"status: 200 | 404", "$.a.b[1]: 2 (number) | absent", `$['c d']: "x" (string) | null`}},
		"volatile json": {jsonAnswer(200, `{"id": 1, "items": [{"at": 1, "n": 1}, {"at": 2}]}`), jsonAnswer(200, `{"items": [{"at": 3, "n": 1}, {"at": 4}]}`),
			[]string{"body"}, &exchange.Volatile{JSON: []string{"$.id", "$..at", "$.nope"}}, []string{"left out: $.id", "left out: $..at"}},
		"volatile item": {jsonAnswer(200, `[1, 2]`), jsonAnswer(200, `[3, 2]`), []string{"body"},
			&exchange.Volatile{JSON: []string{"$[0]"}}, []string{"left out: $[0]"}},
		"headers": {header("Date", "a", "X-A", "1", "X-A", "2", "Own", "1"), header("date", "b", "x-a", "1", "Own", "2", "X-B", "3"),
			[]string{"headers"}, &exchange.Volatile{Headers: []string{"own"}}, []string{
				`header X-A: "1", "2" | "1"`, `header X-B: absent | "3"`, "left out: header Date", "left out: header Own"}},
		"text": {text("at 12:00 all was well"), text("at 13:00 all was bad"), []string{"body"},
			&exchange.Volatile{Body: []*regexp.Regexp{regexp.MustCompile(`\d\d:\d\d`)}}, []string{
				`body: "at  all was well" | "at  all was bad"`, `left out: body /\d\d:\d\d/`}},
		"shape": {jsonAnswer(200, `{"a": [{"x": 1}, {"y": "s"}], "e": []}`), jsonAnswer(200, `{"a": [{"x": 2, "y": "t"}], "e": [{"z": 1}]}`),
			[]string{"shape"}, nil, nil},
		"other shape": {jsonAnswer(200, `{"a": {"b": 1}, "c": 1}`), jsonAnswer(200, `{"a": [1], "c": "1"}`),
			[]string{"shape"}, nil, []string{"$.a: object | array", "$.a.b: number | absent", "$.c: number | string"}},
		"stream and whole": {stream, whole, []string{"status", "shape"}, nil, nil},
		"stream and error": {stream, jsonAnswer(200, `{"error": "busy"}`), []string{"shape"}, nil, []string{
			"$.choices: array | absent", "$.error: absent | string", "$.id: string | absent"}},
		"shape of text": {text("<p>"), jsonAnswer(200, `{}`), []string{"shape"}, nil, []string{"$: a body that is no JSON | JSON"}},
		"unreported":    {answers["told"], answers["json"], []string{"status"}, nil, []string{"status: 404 | 200"}},
		"unreported body": {answers["either"], answers["json"], []string{"status", "body"}, nil, []string{
			"status: 401 or 429 | 200", "unknown: the source did not report the whole body"}},
		"alternatives": {answers["either"], answers["either"], []string{"status"}, nil, []string{
			"unknown: the status was reported as 401 or 429 and as 401 or 429: not which"}},
		"cut":                        {answers["cut"], answers["cut"], []string{"body"}, nil, []string{"unknown: the body was read only in part (body limit)"}},
		"refused":                    {answers["refused"], answers["json"], []string{"status"}, nil, []string{"unknown: down: no answer (refused): dial tcp 127.0.0.1:1: connection refused"}},
		"nothing":                    {nil, answers["missing"], []string{"status"}, nil, []string{"unknown: one of the two was not observed", "unknown: never recorded"}},
		"huge":                       {jsonAnswer(200, `[1e999999999, 0.10]`), jsonAnswer(200, `[10e999999998, 0.1]`), []string{"body"}, nil, nil},
		"one huge":                   {jsonAnswer(200, `1e999999999`), jsonAnswer(200, `1e999999998`), []string{"body"}, nil, []string{"$: 1e999999999 (number) | 1e999999998 (number)"}},
		"either and one of them":     {answers["either"], jsonAnswer(429, ""), []string{"status"}, nil, []string{"unknown: the status was reported as 401 or 429 and as 429: not which"}},
		"one and either":             {jsonAnswer(429, ""), answers["either"], []string{"status"}, nil, []string{"unknown: the status was reported as 429 and as 401 or 429: not which"}},
		"no status":                  {silent, jsonAnswer(200, ""), []string{"status"}, nil, []string{"unknown: quiet: the source did not report the status"}},
		"no status and none":         {jsonAnswer(200, ""), silent, []string{"status"}, nil, []string{"unknown: quiet: the source did not report the status"}},
		"nothing told":               {silent, silent, []string{"status", "headers"}, nil, []string{"unknown: quiet: the source did not report the status", "unknown: quiet: the source did not report all headers"}},
		"one of no statuses":         {&exchange.Observation{Status: 200, Reported: &exchange.Reported{Status: true}}, jsonAnswer(200, ""), []string{"status"}, nil, nil},
		"all headers told":           {&exchange.Observation{Reported: &exchange.Reported{Headers: []string{"*"}}}, header("A", "1"), []string{"headers"}, nil, []string{`header A: absent | "1"`}},
		"some headers told":          {&exchange.Observation{Reported: &exchange.Reported{Headers: []string{"a"}}}, header("A", "1", "B", "2"), []string{"headers"}, nil, []string{`header A: absent | "1"`, "unknown: the source did not report all headers"}},
		"parts told":                 {partly(`{"a": 1, "b": 2}`, "$.a"), jsonAnswer(200, `{"a": 3, "b": 4}`), []string{"body"}, nil, []string{"$.a: 1 (number) | 3 (number)", "unknown: the source did not report the whole body"}},
		"other parts told":           {partly(`{"a": 1, "b": 2}`, "$.a"), partly(`{"a": 3, "b": 4}`, "$.b"), []string{"body"}, nil, []string{"unknown: the source did not report the whole body"}},
		"parts told by the other":    {jsonAnswer(200, `{"a": 3, "b": 4}`), partly(`{"a": 1, "b": 2}`, "$.a"), []string{"body"}, nil, []string{"$.a: 3 (number) | 1 (number)", "unknown: the source did not report the whole body"}},
		"several parts told":         {partly(`{"a": [1]}`, "$.a[*]", "$.["), jsonAnswer(200, `{"a": [2]}`), []string{"body"}, nil, []string{"unknown: the source did not report the whole body"}},
		"volatile root":              {jsonAnswer(200, `1`), jsonAnswer(200, `2`), []string{"body"}, &exchange.Volatile{JSON: []string{"$", "$.["}}, []string{"left out: $"}},
		"volatile in lists":          {jsonAnswer(200, `{"a": [{"t": 1, "u": 2}, {"t": 3, "u": 4}]}`), jsonAnswer(200, `{"a": [{"t": 5, "u": 2}, {"t": 6, "u": 7}]}`), []string{"body"}, &exchange.Volatile{JSON: []string{"$.a[1].t", "$.a[-1].u"}}, []string{"$.a[0].t: 1 (number) | 5 (number)", "left out: $.a[1].t", "left out: $.a[-1].u"}},
		"volatile last item":         {jsonAnswer(200, `[1, 2]`), jsonAnswer(200, `[1, 3]`), []string{"body"}, &exchange.Volatile{JSON: []string{"$[1]"}}, []string{"left out: $[1]"}},
		"an empty body and none":     {text(""), text("<p>"), []string{"shape"}, nil, []string{"$: an empty body | a body that is no JSON"}},
		"a body of one byte":         {text("x"), text(""), []string{"shape"}, nil, []string{"$: a body that is no JSON | an empty body"}},
		"empty lists on both sides":  {jsonAnswer(200, `{"a": []}`), jsonAnswer(200, `{"a": []}`), []string{"shape"}, nil, nil},
		"no items and no list":       {jsonAnswer(200, `{"a": []}`), jsonAnswer(200, `{"a": {"b": 1}}`), []string{"shape"}, nil, []string{"$.a: array | object", "$.a.b: absent | number"}},
		"an empty list at the root":  {jsonAnswer(200, `[]`), jsonAnswer(200, `[1]`), []string{"shape"}, nil, nil},
		"one status of one":          {&exchange.Observation{Status: 200, Reported: &exchange.Reported{Status: true, StatusAny: []int{401}}}, jsonAnswer(200, ""), []string{"status"}, nil, []string{"status: 401 | 200"}},
		"a list of lists":            {jsonAnswer(200, `[[]]`), jsonAnswer(200, `[[1]]`), []string{"shape"}, nil, nil},
		"a list and its items":       {jsonAnswer(200, `[1]`), jsonAnswer(200, `["a"]`), []string{"shape"}, nil, []string{"$[]: number | string"}},
		"a member of some items":     {jsonAnswer(200, `[{"a": 1}]`), jsonAnswer(200, `[{"a": 1, "b": 1}]`), []string{"shape"}, nil, []string{"$[].b: absent | number"}},
		"below what is absent":       {jsonAnswer(200, `{}`), jsonAnswer(200, `{"a": {"b": {"c": 1}}}`), []string{"shape"}, nil, []string{"$.a: absent | object"}},
		"types in another order":     {jsonAnswer(200, `[1, "a"]`), jsonAnswer(200, `["a", 1]`), []string{"shape"}, nil, nil},
		"more types":                 {jsonAnswer(200, `[1, "a"]`), jsonAnswer(200, `[1]`), []string{"shape"}, nil, []string{"$[]: number or string | number"}},
		"null in a chunk":            {chunk(`{"id": null}`), jsonAnswer(200, `{"id": "x"}`), []string{"shape"}, nil, nil},
		"null in the whole":          {chunk(`{"id": "x"}`), jsonAnswer(200, `{"id": null}`), []string{"shape"}, nil, nil},
		"another type in a chunk":    {chunk(`{"id": 1}`), jsonAnswer(200, `{"id": "x"}`), []string{"shape"}, nil, []string{"$.id: number | string"}},
		"a type more in a chunk":     {chunk(`{"id": 1}`, `{"id": "x"}`), jsonAnswer(200, `{"id": "x"}`), []string{"shape"}, nil, nil},
		"two streams":                {chunk(`{"id": null}`), chunk(`{"id": "x"}`), []string{"shape"}, nil, []string{"$.id: null | string"}},
		"absent in the whole":        {chunk(`{"id": 1, "x": 1}`), jsonAnswer(200, `{"id": 1}`), []string{"shape"}, nil, []string{"$.x: number | absent"}},
		"a stream of no JSON at all": {chunk(`x`), jsonAnswer(200, `{"id": 1}`), []string{"shape"}, nil, []string{"$: an empty body | JSON"}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, compared(c.a, c.b, c.volatile, c.parts...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Of one part a thousand differences are listed, of a failure ten; what was left out is named in
// 300 characters.
func TestHowManyDifferencesAreListed(t *testing.T) {
	list := func(n int, item string) *exchange.Observation {
		return jsonAnswer(200, "["+strings.Repeat(item+",", n-1)+item+"]")
	}
	for n, listed := range map[int]int{999: 999, 1000: 1000, 1001: 1000} {
		if d, _, _ := expect.Compare(list(n, "1"), list(n, "2"), []string{"body"}, nil); len(d) != listed {
			t.Errorf("%d differences: %d are listed", n, len(d))
		}
		h := func(value string) *exchange.Observation {
			o := &exchange.Observation{}
			for i := range n {
				o.Header = append(o.Header, exchange.Field{Name: fmt.Sprint("X-", i), Value: value})
			}
			return o
		}
		if d, _, _ := expect.Compare(h("a"), h("b"), []string{"headers"}, nil); len(d) != listed {
			t.Errorf("%d headers: %d are listed", n, len(d))
		}
	}
	for n, more := range map[int]string{1: "", 9: "", 10: "", 11: "1 more difference", 13: "3 more differences"} {
		r := compile(t, "same_as: {probe: b, in: body}").Judge(list(n, "1"), others(map[string]*exchange.Observation{"b": list(n, "2")}))
		if len(r.Failures) != min(n, 10) || r.Failures[len(r.Failures)-1].Next != more {
			t.Errorf("%d differences: %s", n, shown(r))
		}
	}
	for n, more := range map[int]string{295: "", 296: "…"} {
		a, b := jsonAnswer(200, `{"`+strings.Repeat("x", n)+`": 1, "n": 1}`), jsonAnswer(200, `{"n": 2}`)
		w := others(map[string]*exchange.Observation{"b": b})
		w.Volatile = &exchange.Volatile{JSON: []string{"$['" + strings.Repeat("x", n) + "']", "$.n.m"}}
		name := "$['" + strings.Repeat("x", n) + "']"
		r := compile(t, "same_as: {probe: b, in: [body]}").Judge(a, w)
		if want := "left out as volatile: " + name; len(r.Failures) != 1 || r.Failures[0].Detail != want[:len("left out as volatile: ")+300]+more {
			t.Errorf("%d characters: %s", n, shown(r))
		}
	}
}

// Examples of what differs from a response are those that differ in a part that is compared.
func TestExamplesThatDiffer(t *testing.T) {
	asked := jsonAnswer(404, `{"detail":"no"}`)
	for text, want := range map[string]string{
		"differs_from: {probe: asked, in: [status]}":                       "200; 401; 429",
		"{status: 404, differs_from: {probe: asked, in: [status]}}":        "",
		"{status: 401, differs_from: {probe: asked, in: [status]}}":        "401",
		"{status: [401, 404], differs_from: {probe: asked, in: [status]}}": "401",
		"{status: 404, differs_from: {probe: asked, in: [status, body]}}":  `404 "{\"detail\":\"no\"} and more"`,
		"{status: 401, same_as: {probe: asked, in: [body]}}":               "",
		"{status: 404, same_as: {probe: asked, in: [body]}}":               `404 Content-Type: application/json "{\"detail\":\"no\"}"`,
		"differs_from: {probe: nobody, in: [status]}":                      "",
	} {
		got := inWords(compile(t, text).Examples(others(map[string]*exchange.Observation{"asked": asked})))
		if got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// What is masked alike in two responses may differ, but where it is volatile, or both are one.
func TestMaskedAlike(t *testing.T) {
	masked := func(body string) *exchange.Observation {
		o := jsonAnswer(200, body)
		o.Header = append(o.Header, exchange.Field{Name: "Date", Value: "${redacted:header}"}, exchange.Field{Name: "X-Own", Value: "${redacted:header}"})
		return o
	}
	cut := masked("{")
	cut.Cut = exchange.CutLimit
	one := masked(`{"a": "${redacted:x}"}`)
	own := &exchange.Volatile{Headers: []string{"x-own"}, JSON: []string{"$.a"}, Body: []*regexp.Regexp{regexp.MustCompile(`\$\{[^}]*\}`)}}
	for name, c := range map[string]struct {
		a, b     *exchange.Observation
		in       string
		volatile *exchange.Volatile
		want     expect.Outcome
		why      string
	}{
		"a header":              {masked("{}"), masked("{}"), "headers", nil, expect.Unknown, "both hold ${redacted:header}"},
		"a volatile header":     {masked("{}"), masked("{}"), "headers", own, expect.Met, ""},
		"a body":                {masked(`{"a": "${redacted:x}"}`), masked(`{"a": "${redacted:x}"}`), "body", nil, expect.Unknown, "both hold ${redacted:x}"},
		"a volatile member":     {masked(`{"a": "${redacted:x}"}`), masked(`{"a": "${redacted:x}"}`), "body", own, expect.Met, ""},
		"another member":        {masked(`{"b": "${redacted:x}"}`), masked(`{"b": "${redacted:x}"}`), "body", own, expect.Unknown, "both hold ${redacted:x}"},
		"a text":                {masked(`x ${redacted:x}`), masked(`x ${redacted:x}`), "body", nil, expect.Unknown, "both hold ${redacted:x}"},
		"a volatile text":       {masked(`x ${redacted:x}`), masked(`x ${redacted:x}`), "body", own, expect.Met, ""},
		"a digest":              {masked(`{"a": "${redacted:digest}"}`), masked(`{"a": "${redacted:digest}"}`), "body", nil, expect.Met, ""},
		"a digest and another":  {masked(`"${redacted:digest}${redacted:y}"`), masked(`"${redacted:digest}${redacted:y}"`), "body", nil, expect.Unknown, "both hold ${redacted:y}"},
		"the status":            {masked("{}"), masked("{}"), "status", nil, expect.Met, ""},
		"what was read in part": {cut, masked("{"), "headers, body", nil, expect.Unknown, "read only in part"},
		"itself":                {one, one, "body, headers", nil, expect.Met, ""},
		"another body":          {masked(`{"a": "${redacted:x}", "b": 1}`), masked(`{"a": "${redacted:x}", "b": 2}`), "body", nil, expect.Unmet, ""},
	} {
		w := others(map[string]*exchange.Observation{"b": c.b})
		w.Volatile = c.volatile
		r := compile(t, "same_as: {probe: b, in: ["+c.in+"]}").Judge(c.a, w)
		if r.Outcome != c.want || !strings.Contains(strings.Join(r.Unknowns, "; "), c.why) {
			t.Errorf("%s: %s, want outcome %d, %s", name, shown(r), c.want, c.why)
		}
	}
}
