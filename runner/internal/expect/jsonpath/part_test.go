package jsonpath_test

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

// What simple paths select of a large body is judged without building the rest: 10,000 objects. The
// allocations of the process are counted, so the test is in a package without others.
func TestOfALargeBodyOnlyWhatPathsSelectIsBuilt(t *testing.T) {
	body := []byte(`{"data": [` + strings.Repeat(`{"id": 1, "tags": ["a", "b"]}, `, 10_000) + `{"id": 2}], "end": {"x": [3, 4]}}`)
	count := func(paths string) float64 {
		var n yaml.Node
		if err := yaml.Unmarshal([]byte("json: "+paths), &n); err != nil {
			t.Fatal(err)
		}
		var problems source.Problems
		e := expect.Compile(n.Content[0], &expect.Scope{
			File: &source.File{Name: "test.yaml"}, Problems: &problems, Shared: expect.NewShared(),
			Lookup: func(string) (any, expect.Known) { return nil, expect.Undeclared },
		})
		if err := problems.Err(); err != nil {
			t.Fatal(err)
		}
		return testing.AllocsPerRun(1, func() {
			if r := e.Judge(&exchange.Observation{Status: 200, Body: body}, nil); r.Outcome != expect.Met {
				t.Fatalf("%s: %v", paths, r.Failures)
			}
		})
	}
	whole := count("{'$.data[?@.id == 2]': {count: 1}}")
	for _, paths := range []string{
		"{$.end.x: [3, 4]}", "{'$.end.x[0]': 3, '$.data[0].id': 1}", "{'$.end.x[1].y': absent}",
		"{'$.data[10000].id': 2}", "{'$.data[10000]': {id: 2}}", "{'$.data[10001]': absent}",
	} {
		if n := count(paths); n > whole/10 {
			t.Errorf("%s is judged with %.0f allocations, the whole body with %.0f: more than its part is built", paths, n, whole)
		}
	}
}
