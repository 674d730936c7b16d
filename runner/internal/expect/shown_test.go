package expect_test

import (
	"strings"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// A value is shown with its type, cut to 120 characters; a longer object by its keys, a longer list
// with its number of items.
func TestHowValuesAreShown(t *testing.T) {
	r := strings.Repeat
	for _, c := range []struct{ value, want string }{
		{`null`, `null`}, {`true`, `true (boolean)`}, {`1.0`, `1.0 (number)`}, {`"a<b>&"`, `"a<b>&" (string)`}, {`[]`, `[] (array)`}, {`{}`, `{} (object)`}, {`{"b":1,"a":[2]}`, `{"a":[2],"b":1} (object)`},
		{`"` + r("x", 118) + `"`, `"` + r("x", 118) + `" (string)`}, {`"` + r("x", 119) + `"`, `"` + r("x", 119) + `… (string)`},
		{`"` + r("é", 118) + `"`, `"` + r("é", 118) + `" (string)`}, {`"` + r("é", 119) + `"`, `"` + r("é", 119) + `… (string)`},
		{`[` + r("1,", 58) + `10]`, `[` + r("1,", 58) + `10] (array)`}, {`[` + r("1,", 58) + `100]`, `[` + r("1,", 58) + `100… (array), 59 items`}, {`["` + r("x", 130) + `"]`, `["` + r("x", 118) + `… (array), 1 item`},
		{`{"a":"` + r("x", 112) + `"}`, `{"a":"` + r("x", 112) + `"} (object)`}, {`{"a":"` + r("x", 113) + `"}`, `an object with a`}, {`{"b":1,"a":"` + r("x", 120) + `"}`, `an object with a, b`},
		{`"` + r("😀", 5000) + `"`, `"` + r("😀", 119) + `… (string)`}, {`"` + r("x", 1021) + r("😀", 5) + `"`, `"` + r("x", 119) + `… (string)`},
		{`[` + r(`{"b":"😀","a":[1,2]},`, 5000) + `0]`, `[` + r(`{"a":[1,2],"b":"😀"},`, 5) + `{"a":[1,2],"b":"😀"}… (array), 5001 items`},
		{r("[", 2000) + r("]", 2000), r("[", 120) + `… (array), 1 item`}, {`{"b":[` + r("1,", 5000) + `1],"a":{"c":[]}}`, `an object with a, b`},
		{`[{},[],"",null,true,{"a":{}}` + r(`,"`+r("x", 100)+`"`, 100) + `]`, `[{},[],"",null,true,{"a":{}},"` + r("x", 90) + `… (array), 106 items`},
		{`{"` + r("k", 120) + `":1}`, `an object with ` + r("k", 120)}, {`{"` + r("k", 121) + `":1}`, `an object with ` + r("k", 120) + `…`},
	} {
		result := compile(t, "json: {$.a: {gt: 5}}").Judge(jsonAnswer(200, `{"a":`+c.value+`}`), nil)
		if len(result.Failures) != 1 || result.Failures[0].Actual != c.want {
			t.Errorf("%s is shown as %s, want %s", c.value, shown(result), c.want)
		}
	}
}

// Of several nodes four are shown, with the number of the rest.
func TestHowNodesAreShown(t *testing.T) {
	for body, want := range map[string]string{
		`{"a":[1,2]}`:                 "2 nodes: 1 (number), 2 (number)",
		`{"a":[1,2,3,4]}`:             "4 nodes: 1 (number), 2 (number), 3 (number), 4 (number)",
		`{"a":[1,null,"3",true,5]}`:   `5 nodes: 1 (number), null, "3" (string), true (boolean), … 1 more`,
		`{"a":[1,2,3,4,5,6,7,8,9,0]}`: "10 nodes: 1 (number), 2 (number), 3 (number), 4 (number), … 6 more",
		`{"a":[2]}`:                   "2 (number)",
		`{"a":[]}`:                    "absent",
	} {
		result := compile(t, `json: {"$.a[*]": {gt: 5}}`).Judge(jsonAnswer(200, body), nil)
		if len(result.Failures) != 1 || result.Failures[0].Actual != want {
			t.Errorf("%s: %s, want %s", body, shown(result), want)
		}
	}
}

// If a path goes beyond a value, the message describes the value.
func TestWhereAPathEnds(t *testing.T) {
	r := strings.Repeat
	for body, want := range map[string]string{
		`{"a":{}}`:                        "$.a is an object without keys",
		`{"a":{"c":1}}`:                   "$.a is an object with the key c",
		`{"a":{"d":1,"c":1}}`:             "$.a is an object with the keys c, d",
		`{"a":[]}`:                        "$.a is an array of 0 items",
		`{"a":[1]}`:                       "$.a is an array of 1 item",
		`{"a":"text"}`:                    `$.a is "text" (string)`,
		`{"a":null}`:                      "$.a is null",
		`{"a":{"` + r("k", 200) + `":1}}`: "$.a is an object with the key " + r("k", 200),
		`{"a":{"` + r("k", 201) + `":1}}`: "$.a is an object with the key " + r("k", 200) + "…",
	} {
		result := compile(t, "json: {$.a.b: 1}").Judge(jsonAnswer(200, body), nil)
		if len(result.Failures) != 1 || result.Failures[0].Detail != want {
			t.Errorf("%s: %s, want %s", body, shown(result), want)
		}
	}
}

// A text that should contain another is shown around the occurrence of the other's beginning: all
// of it, a half, a quarter, at least four characters; otherwise from its own beginning.
func TestWhereATextNearlyContainsAnother(t *testing.T) {
	x := strings.Repeat("x", 60)
	for _, c := range []struct{ part, text, want string }{
		{"abcdefgh", x + "abcd", `…"` + x[:40] + `abcd"`}, {"abcdefgh", x + "abc", `"` + x + `abc"`}, {"abcdefghij", x + "abcde", `…"` + x[:40] + `abcde"`}, {"abcdefghij", x + "abcd", `"` + x + `abcd"`},
		{"abcdefg", x + "abcd", `"` + x + `abcd"`}, {"abcdefghabcdefgh", x + "abcdefg", `…"` + x[:40] + `abcdefg"`}, {"abcdefgh", "abcd" + x, `"abcd` + x + `"`}, {"zz", "", `""`},
		{"abcdefgh", strings.Repeat("é", 40) + "abcd", `…"` + strings.Repeat("é", 20) + `abcd"`}, {"abcdefgh", "x" + strings.Repeat("é", 40) + "abcd", `…"` + strings.Repeat("é", 20) + `abcd"`},
		{"abcdefgh", strings.Repeat("x", 39) + "abcd", `"` + strings.Repeat("x", 39) + `abcd"`}, {"abcdefgh", strings.Repeat("€", 20) + "abcd", `…"` + strings.Repeat("€", 14) + `abcd"`},
	} {
		result := compile(t, "body: {contains: "+c.part+"}").Judge(jsonAnswer(200, c.text), nil)
		if len(result.Failures) != 1 || result.Failures[0].Actual != c.want {
			t.Errorf("%s in %s: %s, want %s", c.part, c.text, shown(result), c.want)
		}
	}
}

// Texts of more than 200,000 bytes are not compared line by line: the message has their first
// difference.
func TestTextsTooLongForADifference(t *testing.T) {
	want := "body: \"" + strings.Repeat("x", 99) + "\\nb\""
	for n, cut := range map[int]bool{200_000: false, 200_001: true} {
		body := strings.Repeat("x", 99) + "\n" + strings.Repeat("a", n-100)
		result := compile(t, want).Judge(jsonAnswer(200, body), nil)
		if len(result.Failures) != 1 || strings.HasPrefix(result.Failures[0].Detail, "they part at byte 100:\n- …\"") != cut {
			t.Errorf("%d bytes: %.300s", n, result.Failures[0].Detail)
		}
	}
}

// A line of a diff is cut at 200 characters; a missing newline at the end of a text is not
// mentioned.
func TestLinesOfADifference(t *testing.T) {
	r := strings.Repeat
	for name, c := range map[string]struct{ want, got, detail string }{
		"a line":            {`a\nb`, "a\nc", "--- expected\n+++ actual\n@@ -1,2 +1,2 @@\n a\n-b\n+c"},
		"an end":            {`a\n`, "a\nc", "--- expected\n+++ actual\n@@ -1 +1,2 @@\n a\n+c"},
		"a long line":       {`a\nb`, "a\n" + r("c", 199), "--- expected\n+++ actual\n@@ -1,2 +1,2 @@\n a\n-b\n+" + r("c", 199)},
		"a longer line":     {`a\nb`, "a\n" + r("c", 200), "--- expected\n+++ actual\n@@ -1,2 +1,2 @@\n a\n-b\n+" + r("c", 199) + "…"},
		"two lines around":  {`1\n2\n3\n4\n5\n6\n7`, "1\n2\n3\nx\n5\n6\n7", "--- expected\n+++ actual\n@@ -2,5 +2,5 @@\n 2\n 3\n-4\n+x\n 5\n 6"},
		"nothing was there": {`a\nb`, "", "--- expected\n+++ actual\n@@ -1,2 +0,0 @@\n-a\n-b"},
	} {
		result := compile(t, "body: \""+c.want+"\"").Judge(jsonAnswer(200, c.got), nil)
		if len(result.Failures) != 1 || result.Failures[0].Detail != c.detail {
			t.Errorf("%s: %s\nwant\n%s", name, shown(result), c.detail)
		}
	}
}

// What is counted is shown with its number, an example by the first six of its members.
func TestHowCountsAndExamplesAreShown(t *testing.T) {
	for _, c := range []struct{ value, predicate, expected, actual, code string }{
		{`""`, "{length: 3}", "of length 3", `length 0: "" (string)`, "count"}, {`[]`, "{length: 3}", "of length 3", "length 0: [] (array)", "count"}, {`null`, "{length: 3}", "of length 3", "null", "type"}, {`true`, "{length: 0}", "of length 0", "true (boolean)", "type"},
		{`[]`, "{count: 2}", "count 2", "0", "count"}, {`[5]`, "{count: 2}", "count 2", "1: 5 (number)", "count"}, {`[5, 6, 7]`, "{count: 2}", "count 2", "3: 5 (number), 6 (number), 7 (number)", "count"},
		{`7`, "{like: {a: 1, b: 1, c: 1, d: 1, e: 1, f: 1}}", "an object with a, b, c, d, e and f", "7 (number)", "type"}, {`7`, "{like: {a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1}}", "an object with a, b, c, d, e, f and 1 more", "7 (number)", "type"}, {`7`, "{like: {}}", "an object", "7 (number)", "type"}, {`[1]`, "{like: [1, 2]}", "a list of 2 items", "[1] (array)", "count"}, {`7`, "{like: [1]}", "a list of 1 item", "7 (number)", "type"},
		{`"a"`, "{empty: true}", "empty", `"a" (string)`, "count"}, {`7`, "{empty: true}", "empty", "7 (number)", "type"},
	} {
		r := compile(t, "json: {$.a: "+c.predicate+"}").Judge(jsonAnswer(200, `{"a":`+c.value+`}`), nil)
		if len(r.Failures) != 1 || r.Failures[0].Expected != c.expected || r.Failures[0].Actual != c.actual || string(r.Failures[0].Code) != c.code {
			t.Errorf("%s of %s: %s, want %s, %s, %s", c.predicate, c.value, shown(r), c.expected, c.actual, c.code)
		}
	}
	for n, want := range map[int]string{0: "event 1 of 1 (byte 0): \"\"", 1: `event 1 of 1 (byte 0): "x"`, 120: `event 1 of 1 (byte 0): "` + strings.Repeat("x", 120) + `"`, 121: `event 1 of 1 (byte 0): "` + strings.Repeat("x", 120) + `…"`} {
		r := compile(t, "stream: {events: 2}").Judge(streamed("", strings.Repeat("x", n)), nil)
		if len(r.Failures) != 1 || r.Failures[0].Detail != "the last is "+want {
			t.Errorf("data of %d characters: %s", n, shown(r))
		}
	}
	if r := compile(t, "stream: {each: {json: {$.a: 1}}}").Judge(streamed("", "x"), nil); len(r.Failures) != 1 || r.Failures[0].Expected != "JSON" || r.Failures[0].Actual != `"x"` || r.Failures[0].Subject.Part != "event 1 of 1 (byte 0) data" {
		t.Errorf("data that is no JSON: %s", shown(r))
	}
	for n, more := range map[int]string{200: "", 201: "…"} {
		o := &exchange.Observation{Status: 200, Header: exchange.Header{{Name: "Set-Cookie", Value: strings.Repeat("c", n) + "=1"}}}
		if r := compile(t, "cookies: {lost: present}").Judge(o, nil); len(r.Failures) != 1 || r.Failures[0].Detail != "the answer sets the cookie "+strings.Repeat("c", 200)+more {
			t.Errorf("a name of %d characters: %s", n, shown(r))
		}
	}
	for n, more := range map[int]string{118: "", 119: "…"} {
		word := strings.Repeat("w", n)
		if r := compile(t, "schema: {const: "+word+"}").Judge(jsonAnswer(200, "1"), nil); len(r.Failures) != 1 || r.Failures[0].Expected != ("const: \"" + word + "\"")[:len("const: ")+120]+more {
			t.Errorf("a constant of %d characters: %s", n, shown(r))
		}
	}
	for n, more := range map[int]bool{17: false, 18: false, 19: true} { // 3 + 1 + 2n lines
		want, got := "same", "same"
		for i := range n {
			want, got = want+`\n`+string(rune('a'+i)), got+"\n"+string(rune('A'+i))
		}
		r := compile(t, "body: \""+want+"\"").Judge(jsonAnswer(200, got), nil)
		if len(r.Failures) != 1 || strings.HasSuffix(r.Failures[0].Detail, "\n…") != more || strings.Count(r.Failures[0].Detail, "\n") != min(3+2*n, 40) {
			t.Errorf("%d lines: %s", n, shown(r))
		}
	}
	either := &exchange.Observation{Reason: "no", Reported: &exchange.Reported{Status: true, StatusAny: []int{401}}}
	if r := compile(t, "status: 404").Judge(either, nil); len(r.Failures) != 1 || r.Failures[0].Actual != "401, as reported" {
		t.Errorf("a status that was told: %s", shown(r))
	}
	x := strings.Repeat("x", 61)
	for n, want := range map[int]string{60: "404 " + x[:60], 61: "404 " + x[:60] + "…"} {
		r := compile(t, "status: 200").Judge(&exchange.Observation{Status: 404, Reason: x[:n]}, nil)
		if len(r.Failures) != 1 || r.Failures[0].Actual != want {
			t.Errorf("a reason of %d characters: %s", n, shown(r))
		}
	}
}

// Classes of statuses have a hundred each.
func TestClassesOfStatuses(t *testing.T) {
	for class, statuses := range map[string]map[int]bool{"1xx": {99: false, 100: true, 199: true, 200: false}, "4XX": {399: false, 400: true, 499: true, 500: false}, "5xx": {499: false, 500: true, 599: true, 600: false}} {
		for status, holds := range statuses {
			holding(t, jsonAnswer(status, "{}"), []judgement{{"status: " + class, met(holds)}, {"status: {not: " + class + "}", met(!holds)}, {"status: {in: [777, " + class + "]}", met(holds)}})
		}
	}
	for _, wrong := range []string{"0xx", "6xx", "xx", "12xx", "x4x", "4x", "40", "4040", "-40"} {
		if mistakes(t, "status: '"+wrong+"'") == nil {
			t.Errorf("%s is a status", wrong)
		}
	}
}

// Why something inside of a predicate is not known is said, wherever it stands.
func TestWhyAPartIsNotKnown(t *testing.T) {
	deep := strings.Repeat("[", 10_001) + strings.Repeat("]", 10_001)
	o := jsonAnswer(200, `{"a": "1777888860", "list": [1, "1777888860"], "map": {"x": 1, "y": "1777888860"}, "deep": "`+deep+`"}`)
	for _, text := range []string{
		"$.a: {time_until: {gt: 0s}}", "$.a: {one_of: [7, {time_until: {gt: 0s}}]}", "$.a: {not: {one_of: [{time_until: {gt: 0s}}, 7]}}", "$.a: {not: {time_until: {gt: 0s}}}", "$.list: {any: {one_of: [9, {time_until: {gt: 0s}, type: string}]}}", "$.list: {each: {one_of: [1, {time_until: {gt: 0s}}]}}", "$.map: {like: {x: 1, y: {time_until: {gt: 0s}}}}", "$.list: {like: [1, {time_until: {gt: 0s}}]}",
		"'$.list[1]': {nodes: {each: {time_until: {gt: 0s}}}}", "$.deep: {parsed: true}", "$.deep: {one_of: [7, {parsed: {count: 1}}]}", "$.a: {type: string, time_until: {gt: 0s}}",
	} {
		r := compile(t, "json: {"+text+"}").Judge(o, nil)
		if r.Outcome != expect.Unknown || len(r.Unknowns) != 1 || strings.Contains(r.Unknowns[0], "what was read") || strings.HasSuffix(r.Unknowns[0], ": ") {
			t.Errorf("%s: %.400s", text, shown(r))
		}
	}
}
