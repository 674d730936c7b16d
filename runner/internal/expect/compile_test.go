package expect_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

// A value that a reference stands for is compared by its type, whatever it is in Go.
func TestTypesOfReferences(t *testing.T) {
	o := jsonAnswer(200, `{"null": null, "int": 7, "float": 1.5, "big": 1e3, "list": [1, "a", null], "map": {"b": 2, "a": [true]}, "words": {"gt": 5}, "absent": "absent"}`)
	now := map[string]any{
		"null": nil, "int": 7, "int64": int64(7), "uint": uint(7), "float": 1.5, "number": json.Number("1.5"), "big": json.Number("1e3"), "upper": json.Number("1E3"), "whole": json.Number("1000"),
		"list": []any{json.Number("1"), "a", nil}, "map": map[string]any{"a": []any{true}, "b": json.Number("2")}, "row.words": map[string]any{"gt": json.Number("5")}, "row.absent": "absent", "row.map": map[string]any{"a": []any{true}, "b": 2},
	}
	for text, want := range map[string]expect.Outcome{
		"$.null: '${null}'": expect.Met, "$.int: '${null}'": expect.Unmet, "$.int: '${int}'": expect.Met, "$.int: '${int64}'": expect.Met, "$.int: '${uint}'": expect.Met, "$.float: '${int}'": expect.Unmet, "$.float: '${float}'": expect.Met, "$.float: '${number}'": expect.Met,
		"$.float: {le: '${number}'}": expect.Met, "$.big: '${big}'": expect.Met, "$.big: '${upper}'": expect.Met, "$.big: '${whole}'": expect.Met, "$.list: '${list}'": expect.Met, "$.map: '${map}'": expect.Met, "$.map: '${row.map}'": expect.Met, "$.list: '${map}'": expect.Unmet,
		"$.words: '${row.words}'": expect.Met, "$.absent: '${row.absent}'": expect.Met, "$.int: '${row.words}'": expect.Unmet, "$.float: '${float}0'": expect.Unmet, "$.list: {contains: '${list}'}": expect.Met, "$.int: {in: ['${float}', '${int}']}": expect.Met,
	} {
		s, problems := scope(text)
		s.Lookup = declared(now)
		e := expect.Compile(node(t, "json: {"+text+"}"), s)
		if err := problems.Err(); err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if r := e.Judge(o, nil); r.Outcome != want {
			t.Errorf("%s: %s", text, shown(r))
		}
	}
}

// below compiles the expectation at the key expect of a document, whose anchors stand elsewhere.
func below(t *testing.T, text string, lookup func(string) (any, expect.Known)) *expect.Expectation {
	t.Helper()
	s, problems := scope(text)
	s.Lookup = lookup
	root := node(t, text)
	e := expect.Compile(root.Content[len(root.Content)-1], s)
	if err := problems.Err(); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return e
}

// A reference is found behind an alias, however often the alias stands there.
func TestReferencesBehindAliases(t *testing.T) {
	for text, want := range map[string][]string{
		"at: &x '${token}'\nexpect: {json: {$.a: *x}}":                                            {"token"},
		"at: &x '${token}'\nexpect: {json: {$.a: *x, $.b: *x}}":                                   {"token"},
		"at: &x plain\nexpect: {json: {$.a: *x, $.b: *x, $.c: '${token}'}}":                       {"token"},
		"at: &x {b: '${token}'}\nexpect: {json: {$.a: {like: *x}}}":                               {"token"},
		"at: &x plain\nexpect: {json: {$.a: *x, $.b: *x}}":                                        nil,
		"at: &x plain\nthen: &y [*x, '${token}']\nexpect: {json: {$.a: *x, $.b: *y}}":             {"token"},
		"at: &x plain\nthen: &y [*x, *x]\nexpect: {json: {$.a: *y, $.b: *y, $.c: plain}}":         nil,
		"at: &x [plain]\nthen: &y [*x, *x]\nlast: &z ['${token}', *y]\nexpect: {json: {$.a: *z}}": {"token"},
	} {
		e := below(t, text, declared(map[string]any{"token": "abc"}))
		if diff := cmp.Diff(want, e.Refs()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
	e := below(t, "at: &x '${token}'\nexpect: {json: {$.a: *x, $.b: [*x]}}", declared(map[string]any{"token": "abc"}))
	if r := e.Judge(jsonAnswer(200, `{"a": "abc", "b": ["abc"]}`), nil); r.Outcome != expect.Met {
		t.Error(shown(r))
	}
}

// As deep as a value may nest, its references are filled in, and not one deeper.
func TestTheDeepestReference(t *testing.T) {
	for depth, found := range map[int]bool{194: true, 195: true, 196: true, 197: true, 198: false} {
		text := "json: {$.a: {equals: " + strings.Repeat("[", depth) + `"${token}"` + strings.Repeat("]", depth) + "}}"
		s, problems := scope(text)
		s.Lookup = declared(map[string]any{"token": "abc"})
		e := expect.Compile(node(t, text), s)
		if err := problems.Err(); err != nil {
			t.Fatal(err)
		}
		want := expect.Unmet
		if found {
			want = expect.Met
		}
		r := e.Judge(jsonAnswer(200, `{"a": `+strings.Repeat("[", depth)+`"abc"`+strings.Repeat("]", depth)+"}"), nil)
		if (len(e.Refs()) == 1) != found || r.Outcome != want {
			t.Errorf("%d deep: references %v, %.300s", depth, e.Refs(), shown(r))
		}
	}
}

// A document may have a million values: a few lines of aliases stand for more.
func TestHowLargeAValueIs(t *testing.T) {
	bomb := func(n int) string { // 10^n values
		text := "at: &l0 [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]\n"
		for i := 1; i < n; i++ {
			text += fmt.Sprintf("l%d: &l%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*l%d, ", i-1), 10), ", "))
		}
		return text + fmt.Sprintf("expect: {json: {$.a: {equals: *l%d}}}", n-1)
	}
	for n, want := range map[int]string{2: "", 7: "this value is nested too deeply or is too large"} {
		for _, lookup := range []func(string) (any, expect.Known){nil, declared(nil)} {
			text := bomb(n)
			s, problems := scope(text)
			s.Lookup = lookup
			root := node(t, text)
			expect.Compile(root.Content[len(root.Content)-1], s)
			var got string
			for _, p := range *problems {
				got += p.Message
			}
			if got != want {
				t.Errorf("10^%d values: %q, want %q", n, got, want)
			}
		}
	}
}

// A key that is written twice is a mistake, in short maps and in long ones.
func TestKeysWrittenTwice(t *testing.T) {
	for n := 1; n < 12; n++ {
		var keys []string
		for i := range n {
			keys = append(keys, fmt.Sprintf("k%d: 1", i))
		}
		all := strings.Join(keys, ", ")
		text := "json: {$.a: {equals: {" + all + "}}}"
		if got := mistakes(t, text); got != nil {
			t.Errorf("%d keys: %q", n, got)
		}
		for _, again := range []int{0, n - 1} {
			want := []string{fmt.Sprintf("%q is written twice", fmt.Sprintf("k%d", again))}
			twice := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: node(t, "{"+all+", K: 2}").Content}
			twice.Content[len(twice.Content)-2].Value = fmt.Sprintf("k%d", again)
			s, problems := scope(text)
			expect.Compile(mapOf("json", mapOf("$.a", mapOf("equals", twice))), s)
			var got []string
			for _, p := range *problems {
				got = append(got, p.Message)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%d keys and k%d again (-want +got):\n%s", n, again, diff)
			}
		}
	}
}

// mapOf is {key: value}.
func mapOf(key string, value *yaml.Node) *yaml.Node {
	return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, value}}
}

// What a mistake says was written is cut at 60 characters.
func TestHowMuchOfAMistakeIsShown(t *testing.T) {
	r := strings.Repeat
	for text, want := range map[string]string{
		"status: " + r("x", 60):                `expected a status such as 404 or 4xx, got "` + r("x", 60) + `" (text)`,
		"status: " + r("x", 61):                `expected a status such as 404 or 4xx, got "` + r("x", 60) + `…" (text)`,
		`body: "${` + r("x", 58) + `"`:         `the reference in "${` + r("x", 58) + `" is not closed`,
		`body: "${` + r("x", 59) + `"`:         `the reference in "${` + r("x", 58) + `…" is not closed`,
		"json: {$.a: .inf}":                    ".inf is no number that JSON has",
		"json: {$.a: {gt: .nan}}":              ".nan is no number that JSON has",
		"stream: {done: 7}":                    "done: expected true or false, got 7 (number)",
		"stream: {done: [true]}":               "done: expected true or false, got a list",
		"stream: {done: {a: true}}":            "done: expected true or false, got a map",
		"stream: {done: }":                     "done: expected true or false, got nothing",
		"stream: {order: true, kinds: {a: x}}": "",
		"headers: true":                        "headers: expected a map from header names to predicates, got true (boolean)",
		"answer: []":                           "answer: the list is empty",
		"any: []":                              "any: the list is empty",
		"any: 7":                               "any: expected a list of expectations, got 7 (number)",
		"json: {$.a: {matches: [a]}}":          "matches: expected text, got a list",
		"json: {$.a: {matches: }}":             "matches: expected text, got nothing",
		"json: {$.a: {matches: (}}":            "matches: missing closing ): `(`",
		"headers: {/(/: a}":                    "headers: /(/: missing closing ): `(?i)(`",
		"json: {$.a: {increasing: {by: x}}}":   "by: expected a number greater than 0, got \"x\" (text)",
		"json: {$.a: {empty: x}}":              "empty: expected true or false, got \"x\" (text)",
	} {
		s, problems := scope(text)
		s.Lookup = declared(nil)
		expect.Compile(node(t, text), s)
		got := ""
		if len(*problems) > 0 {
			got = (*problems)[0].Message
		}
		if got != want && want != "" {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// Numbers are those of YAML, as JSON writes them.
func TestNumbersOfYAML(t *testing.T) {
	for text, value := range map[string]string{
		"16": "16", "0x10": "16", "0o20": "16", "+5": "5", "-5": "-5", ".5": "0.5", "-.5": "-0.5", "1_000": "1000", "5.": "5", "1e3": "1000", "+1.5": "1.5", "0b11": "3", "-0x10": "-16", "1_000.5": "1000.5",
	} {
		holding(t, jsonAnswer(200, `{"v": `+value+`}`), []judgement{{"json: {$.v: " + text + "}", expect.Met}, {"schema: {properties: {v: {const: " + text + "}}}", expect.Met}, {"schema: {properties: {v: {const: 77}}}", expect.Unmet}})
	}
	holding(t, jsonAnswer(200, `{"v": null, "t": true, "s": "x"}`), []judgement{
		{"schema: {properties: {v: {const: null}}}", expect.Met}, {"schema: {properties: {v: {const: ~}}}", expect.Met}, {"schema: {properties: {v: {enum: [1, null]}, t: {const: TRUE}, s: {enum: [x]}}}", expect.Met}, {"schema: {properties: {t: {const: false}}}", expect.Unmet},
	})
	for text, want := range map[string]string{
		"schema: {oneOf: [{type: string}, {type: strin}]}":          "schema: not a valid JSON Schema at $.oneOf[1].type",
		"schema: {properties: {a: {oneOf: [{type: strin}, true]}}}": "schema: not a valid JSON Schema at $.properties.a.oneOf[0].type",
		"schema: {oneOf: []}": "schema: not a valid JSON Schema at $.oneOf",
	} {
		got := strings.Join(mistakes(t, text), "; ")
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"schema: {oneOf: [{type: string}, {type: strin}]}":          "1:41",
		"schema: {properties: {a: {oneOf: [{type: strin}, true]}}}": "1:42",
	} {
		s, problems := scope(text)
		expect.Compile(node(t, text), s)
		if len(*problems) != 1 || (*problems)[0].Pos.String() != "test.yaml:"+want {
			t.Errorf("%s: %v, want it at %s", text, problems, want)
		}
	}
}

// Files of schemas are YAML or JSON, with the values that JSON has, up to a thousand deep.
func TestFilesOfSchemas(t *testing.T) {
	nested := func(n int) string { return "const: " + strings.Repeat("[", n) + strings.Repeat("]", n) }
	for name, c := range map[string]struct{ file, text, body, mistake string }{
		"numbers":       {"a.yaml", "enum: [0x10, 1_000, +5, .5, 1e3]", "16", ""},
		"other numbers": {"a.yaml", "enum: [0x10, 1_000, +5, .5, 1e3]", "0.5", ""},
		"words":         {"a.yaml", "enum: [null, TRUE, x, [1], {a: 1}]", "null", ""},
		"truth":         {"a.yaml", "enum: [~, True, x, [1], {a: 1}]", "true", ""},
		"lists":         {"a.yaml", "enum: [null, true, x, [1], {a: 1}]", "[1]", ""},
		"objects":       {"a.yaml", "enum: [null, true, x, [1], {a: 1}]", `{"a": 1}`, ""},
		"infinity":      {"a.yaml", "minimum: .inf", "", "line 1: .inf is no number that JSON has"},
		"in a list":     {"a.yaml", "enum:\n- 1\n- .nan", "", "line 3: .nan is no number that JSON has"},
		"in a map":      {"a.yaml", "const: {a: [.nan]}", "", "line 1: .nan is no number that JSON has"},
		"no number":     {"a.yaml", "const: !!int x", "", "line 1: x is no number that JSON has"},
		"nothing":       {"a.yaml", "# nothing", "", "the file is empty"},
		"no YAML":       {"a.yaml", "a: [", "", "not YAML: "},
		"no JSON":       {"a.json", "type: string", "", "not JSON"},
		"JSON":          {"a.JSON", `{"const": 7}`, "7", ""},
		"deep":          {"a.yaml", nested(1000), strings.Repeat("[", 1000) + strings.Repeat("]", 1000), ""},
		"too deep":      {"a.yaml", nested(1001), "", "nested too deeply, or too large"},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, c.file), c.text)
		s, problems := scope("")
		s.Dir = dir
		e := expect.Compile(mapOf("schema", mapOf("file", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: c.file})), s)
		switch err := fmt.Sprint(problems.Err()); {
		case c.mistake != "":
			if !strings.Contains(err, c.mistake) {
				t.Errorf("%s: %s, want %s", name, err, c.mistake)
			}
		case problems.Err() != nil:
			t.Errorf("%s: %s", name, err)
		default:
			if r := e.Judge(jsonAnswer(200, c.body), nil); r.Outcome != expect.Met {
				t.Errorf("%s: %.300s", name, shown(r))
			}
			if r := e.Judge(jsonAnswer(200, `"another"`), nil); r.Outcome != expect.Unmet {
				t.Errorf("%s: another value: %.300s", name, shown(r))
			}
		}
	}
}

// Where a response may contain a secret that it was not searched for, what is compared with the
// secret is unknown, and nothing else.
func TestSecretsThatMayBeThere(t *testing.T) {
	o := jsonAnswer(200, `{"a": "x", "b": "y", "list": ["x"]}`)
	o.Header = append(o.Header, exchange.Field{Name: "X-A", Value: "x"}, exchange.Field{Name: "Set-Cookie", Value: "sid=x"})
	o.Masking = &exchange.Masking{Masked: []string{"other"}, Blind: []exchange.Blind{{Secret: "api_key", Env: "KEY"}}}
	const why = `the secret "api_key" is not set, and nothing can be compared with it: export KEY`
	for text, want := range map[string]expect.Outcome{
		`body: {contains: "${api_key}"}`: expect.Unknown, `body: {not: {contains: "${api_key}"}}`: expect.Unknown, `body: {not: {contains: "${other}"}}`: expect.Met, `json: {$.a: "${api_key}"}`: expect.Unknown, `json: {$.a: {not: "${api_key}"}}`: expect.Unknown, `json: {$.a: x}`: expect.Met,
		`json: {$.a: {in: [x, "${api_key}"]}}`: expect.Unknown, `json: {$.b: "${other}"}`: expect.Unmet, `json: {$.a: "${api_key}", $.b: x}`: expect.Unmet, `json: {$.a: "${other}", $.b: "${api_key}"}`: expect.Unmet, `headers: {X-A: "${api_key}"}`: expect.Unknown, `headers: {X-A: x, X-B: "${api_key}"}`: expect.Unknown,
		`headers: {X-A: y, Content-Type: "${api_key}"}`: expect.Unmet, `cookies: {sid: "${api_key}"}`: expect.Unknown, `cookies: {sid: {value: x, path: "${api_key}"}}`: expect.Unknown, `cookies: {sid: x}`: expect.Met, `cel: json.a == "${api_key}"`: expect.Unknown, `schema: {properties: {a: {const: "${api_key}"}}}`: expect.Unknown,
		`none: [{body: {contains: "${api_key}"}}]`: expect.Unknown, `any: [{status: 200}, {body: {contains: "${api_key}"}}]`: expect.Met, `any: [{status: 404}, {body: {contains: "${api_key}"}}]`: expect.Unknown, `json: {"$.list[*]": {each: {not: "${api_key}"}}}`: expect.Unknown, `xml: {//a: "${api_key}"}`: expect.Unknown,
		`{status: 404, body: {contains: "${api_key}"}}`: expect.Unmet, `json: {$.a: {like: "x${api_key}"}}`: expect.Unknown,
	} {
		e := maskedExpectation(t, text)
		r := e.Judge(o, nil)
		if r.Outcome != want || want == expect.Unknown && strings.Join(r.Unknowns, "; ") != why {
			t.Errorf("%s: %s, want outcome %d", text, shown(r), want)
		}
		if got := e.Outcome(o, nil); got != want {
			t.Errorf("%s: outcome %d without reasons, want %d", text, got, want)
		}
	}
}
