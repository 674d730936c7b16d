package cel_test

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	_ "assay/runner/cel"
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

// Missing members are distinguished from other errors by cel-go's text: if that changes, lacksKey
// must change too.
func TestAMissingPartIsToBeGuarded(t *testing.T) {
	t.Parallel()
	o := &exchange.Observation{
		Status: 200, Body: []byte(`{"a": {"b": 1}, "list": [1]}`),
		Header: exchange.Header{{Name: "Content-Type", Value: "application/json"}},
	}
	for text, guard := range map[string]bool{
		`json.gone == 1`:            true,
		`json["gone"] == 1`:         true,
		`json.a.gone == 1`:          true,
		`headers["x-gone"] == ""`:   true,
		`samples[0].json.gone == 1`: true,
		`json.list[3] == 1`:         false,
		`json.a.b.c == 1`:           true,
		`int(json.a.b) / 0 == 1`:    false,
		`json.a.b == 2`:             false,
	} {
		var problems source.Problems
		n := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: []*yaml.Node{
			{Kind: yaml.ScalarNode, Tag: "!!str", Value: "cel"}, {Kind: yaml.ScalarNode, Tag: "!!str", Value: text},
		}}
		e := expect.Compile(n, &expect.Scope{Problems: &problems, File: &source.File{Name: "test.yaml", Text: []byte("cel: " + text)}})
		if err := problems.Err(); err != nil {
			t.Fatal(err)
		}
		r := e.Judge(o, nil)
		if len(r.Failures) != 1 {
			t.Fatalf("%s: %+v", text, r)
		}
		if f := r.Failures[0]; strings.Contains(f.Next, "has(") != guard {
			t.Errorf("%s: actual %q, next %q", text, f.Actual, f.Next)
		}
	}
}
