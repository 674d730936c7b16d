package expect_test

import (
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// A path selects by names, indexes from both ends, several at once, and behind anything.
func TestWhatJSONPathsSelect(t *testing.T) {
	holding(t, jsonAnswer(200, `{"list": [1, 2, 3], "x": {"a": 1, "b": {"a": 2}}, "s": "text"}`), []judgement{
		{"json: {'$.list[2]': 3}", expect.Met}, {"json: {'$.list[3]': absent}", expect.Met}, {"json: {'$.list[-3]': 1}", expect.Met}, {"json: {'$.list[-4]': absent}", expect.Met}, {"json: {'$.s[0]': absent}", expect.Met}, {"json: {'$.s[-1]': absent}", expect.Met}, {"json: {'$.x[0]': absent}", expect.Met},
		{`json: {"$.x['a','b']": {count: 2}}`, expect.Met}, {`json: {"$.x['a','a']": {nodes: [1, 1]}}`, expect.Met}, {`json: {"$.x['b','a'].a": {nodes: [2]}}`, expect.Met}, {"json: {$..a: {nodes: [1, 2]}}", expect.Met}, {"json: {'$.list[0,2]': {nodes: [1, 3]}}", expect.Met},
		{"json: {'$.list[1:]': {nodes: [2, 3]}}", expect.Met}, {"json: {$.list.a: absent}", expect.Met}, {"json: {'$.x.*': {count: 2}}", expect.Met},
	})
	for text, want := range map[string]string{
		`$.list[*].a`:     "$.list[*] (the first of 3) is 1 (number)",
		`$.x['a','b'].c`:  `$.x["a","b"] (the first of 2) is 1 (number)`,
		`$.x.b.c`:         "$.x.b is an object with the key a",
		`$.x["b"].a.c`:    "$.x.b.a is 2 (number)",
		`$..b.c`:          `$..["b"] is an object with the key a`,
		`$.list[0].a`:     "$.list[0] is 1 (number)",
		`$.gone`:          "$ is an object with the keys list, s, x",
		`$['list','s'].a`: `$["list","s"] (the first of 2) is an array of 3 items`,
	} {
		for _, more := range []string{"", padding} {
			r := compile(t, "json: {'"+strings.ReplaceAll(text, "'", "''")+"': present}").Judge(jsonAnswer(200, `{"list": [1, 2, 3], "x": {"a": 1, "b": {"a": 2}}, "s": "text"}`+more), nil)
			if len(r.Failures) != 1 || r.Failures[0].Detail != want {
				t.Errorf("%s, %d bytes more: %s, want %s", text, len(more), shown(r), want)
			}
		}
	}
	r := strings.Repeat
	for text, want := range map[string]string{
		"$." + r("a", 57) + "[": `"$.` + r("a", 57) + `[" is no JSONPath`,
		"$." + r("a", 58) + "[": `"$.` + r("a", 58) + `…" is no JSONPath`,
		"a":                     `"a" is no JSONPath`,
	} {
		if got := mistakes(t, "json: {'"+text+"': 1}"); len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%s: %q, want %s", text, got, want)
		}
	}
}

// What the source told of a body is known at and below the paths that it told.
func TestPathsThatWereTold(t *testing.T) {
	for path, texts := range map[string]map[string]bool{
		"$.a":      {"$.a": true, `$["a"]`: true, "$.a.b": true, "$.a[0]": true, "$.ab": false, "$": false, "$.b": false, "$.a[*]": true, "$..a": false},
		"$.a.b":    {"$.a": false, "$.a.b": true, "$.a.b.c": true},
		"$.a[*]":   {"$.a[*]": true, "$.a[*].b": true, "$.a": false, "$.a[0]": false},
		"$":        {"$": true, "$.a": true, "$..a": true},
		"$.a[*].b": {"$.a[*].b": true, "$.a[*]": false, "$.a[*].c": false},
	} {
		o := jsonAnswer(200, `{"a": [{"b": 1}]}`)
		o.Reported = &exchange.Reported{Status: true, JSON: []string{path}}
		for text, known := range texts {
			if got := expect.JSONReported(o, text); got != known {
				t.Errorf("told %s: %s is known: %v", path, text, got)
			}
			r := compile(t, "json: {'"+text+"': {count: {ge: 0}}}").Judge(o, nil)
			if (r.Outcome != expect.Unknown) != known {
				t.Errorf("told %s: %s", path, shown(r))
			}
		}
	}
}

// The texts of a stream are paired with what stands in the same place, wherever the paths part.
func TestPairsOfPaths(t *testing.T) {
	o := streamed("", `{"c": [{"t": "a", "i": 1}, {"t": "b", "i": 2}], "t": "x", "i": 7}`, `{"c": [{"t": "c", "i": 1}, {"i": 3}, {"t": null, "i": 4}], "t": "y", "i": 7}`)
	for text, want := range map[string]expect.Outcome{
		`{path: "$.c[*].t", by: "$.c[*].i", is: {equals: {"1": ac, "2": b}}}`: expect.Met, `{path: $.t, by: $.i, is: {equals: {"7": xy}}}`: expect.Met, `{path: "$.c[*].t", by: $.i, is: {equals: {"7": abc}}}`: expect.Met, `{path: $.t, by: "$.c[0].i", is: {equals: {"1": xy}}}`: expect.Met,
		`{path: $.t, by: $.t, is: {equals: {x: x, y: y}}}`: expect.Met, `{path: $.t, by: $.t.u, each: x}`: expect.Unmet, `{path: $.c, by: "$.c[0].i", each: x}`: expect.Unmet, `{path: "$.c[*].t", by: "$.c[*].gone", each: x}`: expect.Unmet, `{path: $.gone, by: $.i, each: x}`: expect.Unmet,
		`{path: "$.c[0].t", by: "$.c[*].i", each: x}`: expect.Unmet, `{path: "$.c[*].t", by: "$.c", each: x}`: expect.Unmet, `{path: "$.c[0].t", by: "$.c[0]", each: x}`: expect.Unmet,
	} {
		if r := compile(t, "stream: {joined: "+text+"}").Judge(o, nil); r.Outcome != want {
			t.Errorf("%s: %s", text, shown(r))
		}
	}
}

// Large bodies are judged as small ones are, though of most only a part is built.
func TestPathsInALargeBody(t *testing.T) {
	body := `{"data": [` + strings.Repeat(`{"id": 1, "tags": ["a", "b"]}, `, 10_000) + `{"id": 2}], "end": {"x": [1, {"y": "${redacted:json}"}]}, "end": {"x": [3, 4]}}`
	for text, want := range map[string]expect.Outcome{
		"{$.end.x: [3, 4]}": expect.Met, "{'$.end.x[0]': 3, '$.data[0].id': 1}": expect.Met, "{'$.end.x[1].y': absent}": expect.Met,
		"{'$.data[10000].id': 2}": expect.Met, "{'$.data[10000]': {id: 2}}": expect.Met, "{'$.data[10001]': absent}": expect.Met,
		"{$.end.x: [1, 4]}": expect.Unmet, "{$.gone: present}": expect.Unmet,
	} {
		e, o := compile(t, "json: "+text), jsonAnswer(200, body)
		if got := e.Judge(o, nil); got.Outcome != want {
			t.Errorf("%s: %s, want %v", text, shown(got), want)
		}
	}
	for _, text := range []string{"{'$.data[*].id': {each: {ge: 1}}}", "{'$.data[*].id': {count: 10001}}"} {
		if got := compile(t, "json: "+text).Judge(jsonAnswer(200, body), nil); got.Outcome != expect.Met {
			t.Errorf("%s: %s", text, shown(got))
		}
	}
	masked := strings.Replace(body, `"end": {"x": [3, 4]}`, `"last": 1`, 1)
	if got := compile(t, "json: {'$.end.x[1].y.z': present}").Judge(jsonAnswer(200, masked), nil); got.Outcome != expect.Unknown {
		t.Errorf("below a masked node: %s", shown(got))
	}
	for _, tail := range []string{"}", "x", ""} {
		broken := strings.TrimSuffix(body, "}") + tail
		_, err := jsonAnswer(200, broken).JSON()
		got := compile(t, "json: {$.end.x: [3, 4]}").Judge(jsonAnswer(200, broken), nil)
		if (got.Outcome == expect.Met) != (err == nil) {
			t.Errorf("a body that ends in %q (%v): %s", tail, err, shown(got))
		}
	}
	o := jsonAnswer(200, body)
	for range 9 { // the whole body is read once it is needed in many parts
		if got := compile(t, "json: {$.end.x: [3, 4]}").Judge(o, nil); got.Outcome != expect.Met {
			t.Errorf("judged again: %s", shown(got))
		}
	}
}
