package expect_test

import (
	"encoding/json"
	"testing"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect"
)

// The definitions for editors take what the loader takes, and refuse what it refuses.
func TestDefinitionsForEditors(t *testing.T) {
	defs, err := json.Marshal(expect.Definitions())
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range map[string]map[string]bool{
		"status": {
			`99`: false, `100`: true, `999`: true, `1000`: false, `"4xx"`: true, `"404"`: true, `"6xx"`: false, `[401, "4xx"]`: true, `[99]`: false, `{"not": 401}`: true, `{"nott": 401}`: false, `"${code}"`: true,
		},
		"other":      {`{}`: true, `{"a": 1}`: true, `{"status": 200}`: false, `{"status": 200, "a": 1}`: true, `{"mathces": "x"}`: false, `{"not": 1}`: false, `7`: false},
		"example":    {`{}`: true, `{"a": 1}`: true, `{"status": 200}`: true, `{"mathces": "x"}`: false, `{"gt": 5}`: true, `{"a": {"mathces": "x"}}`: false, `[1, {"mathces": "x"}]`: false, `null`: true},
		"predicate":  {`7`: true, `null`: true, `[1]`: true, `{"gt": 5}`: true, `{"gt": 5, "a": 1}`: false, `{"a": 1}`: true, `{"status": 200}`: false},
		"plain":      {`7`: true, `null`: false, `{"gt": 5}`: true, `{"a": 1}`: false},
		"prediction": {`{"status": 200}`: true, `[{"status": 200}, "a"]`: true, `7`: false},
		"expect": {
			`{"status": 200}`: true, `{"stauts": 200}`: false, `{"share": {}}`: false, `{"share": {">= 0.9": {"status": 200}}}`: true, `{"share": {"often": {"status": 200}}}`: false, `{"error": "timeout"}`: true, `{"error": []}`: false,
			`{"json": {"$.a": 1}}`: true, `{"headers": {"A": 1}}`: true, `{"xml": {"//a": 1}}`: true, `{"cel": "a"}`: true, `{"same_as": "a"}`: true, `{"same_as": {"probe": "a"}}`: true, `{"same_as": {"in": "body"}}`: false, `{"same_as": {"probe": "a", "in": ["body", "x"]}}`: false, `{"same_as": {"probe": "a", "in": "status"}}`: true, `{"any": []}`: false, `{"any": ["a"]}`: true,
		},
		"stream": {
			`true`: true, `false`: false, `{"events": 3}`: true, `{"kinds": {}}`: false, `{"kinds": {"a b": "x"}}`: false, `{"kinds": {"a": "x"}}`: true, `{"order": " "}`: false, `{"order": "a"}`: true, `{"increasing": "$.n"}`: true,
			`{"increasing": {"path": "$.n", "by": 1}}`: true, `{"increasing": {"path": "$.n", "by": 0}}`: false, `{"increasing": {"by": 1}}`: false, `{"increasing": {"path": "$.n", "to": 1}}`: false, `{"count": {"of": "a", "is": 1}}`: true, `{"count": {"of": "a"}}`: false, `{"count": [{"of": "a", "is": 1}]}`: true,
			`{"joined": {"path": "$.a", "is": "x"}}`: true, `{"joined": {"path": "$.a"}}`: false, `{"joined": {"path": "$.a", "by": "$.b", "each": "x"}}`: true,
		},
		"operators": {
			`{"one_of": [1, 2]}`: true, `{"one_of": []}`: false, `{"in": []}`: false, `{"in": [1]}`: true, `{"between": [1, 2]}`: true, `{"between": [1]}`: false, `{"between": [1, 2, 3]}`: false, `{"increasing": true}`: true, `{"increasing": {"by": 1}}`: true, `{"increasing": {"by": 0}}`: false,
			`{"time_until": {}}`: false, `{"time_until": {"gt": "1s"}}`: true, `{"time_until": {"as": "epoch-s"}}`: false, `{"contains": []}`: false, `{"type": ["string"]}`: true, `{"count": 1}`: true, `{"lt": "7s"}`: true, `{"lt": [1]}`: false,
		},
		"slip": {`"mathces"`: true, `"name"`: false},
	} {
		var n yaml.Node
		if err := yaml.Unmarshal([]byte(`schema: {"$ref": "#/$defs/`+name+`", "$defs": `+string(defs)+`}`), &n); err != nil {
			t.Fatal(err)
		}
		s, problems := scope("")
		e := expect.Compile(n.Content[0], s)
		if err := problems.Err(); err != nil {
			t.Fatal(err)
		}
		for value, want := range values {
			if r := e.Judge(jsonAnswer(200, value), nil); r.Outcome != met(want) {
				t.Errorf("%s takes %s: %v, want %v: %s", name, value, r.Outcome == expect.Met, want, shown(r))
			}
		}
	}
}
