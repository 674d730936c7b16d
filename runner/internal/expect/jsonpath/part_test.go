package jsonpath_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

// What simple paths select of a large body is judged without building the rest: 10,000 objects. So
// are failures told, as of the whole body. The allocations of the process are counted, so the test
// is in a package without others.
func TestOfALargeBodyOnlyWhatPathsSelectIsBuilt(t *testing.T) {
	body := []byte(`{"data": [` + strings.Repeat(`{"id": 1, "tags": ["a", "b"]}, `, 10_000) + `{"id": 2}], "end": {"x": [3, 4]}}`)
	judge := func(paths string) func(o *exchange.Observation) expect.Result {
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
		return func(o *exchange.Observation) expect.Result { return e.Judge(o, nil) }
	}
	count := func(paths string, want expect.Outcome) float64 {
		of := judge(paths)
		return testing.AllocsPerRun(1, func() {
			if r := of(&exchange.Observation{Status: 200, Body: body}); r.Outcome != want {
				t.Fatalf("%s: %v, %v", paths, r.Outcome, r.Failures)
			}
		})
	}
	whole := count("{'$.data[?@.id == 2]': {count: 1}}", expect.Met)
	for _, paths := range []string{
		"{$.end.x: [3, 4]}", "{'$.end.x[0]': 3, '$.data[0].id': 1}", "{'$.end.x[1].y': absent}",
		"{'$.data[10000].id': 2}", "{'$.data[10000]': {id: 2}}", "{'$.data[10001]': absent}",
	} {
		if n := count(paths, expect.Met); n > whole/10 {
			t.Errorf("%s is judged with %.0f allocations, the whole body with %.0f: more than its part is built", paths, n, whole)
		}
	}
	for paths, inPart := range map[string]bool{
		"{$.end.x: [3, 5]}": true, "{'$.end.x[0]': 4, '$.data[0].id': 1}": true, "{'$.data[10000]': {keys: [id, name]}}": true,
		"{'$.end.x[1]': absent}": true, "{'$.data[7].tags': {length: 3}}": true, "{'$.end.x[*]': {each: {lt: 4}}}": true,
		"{'$.data[7].tags': present, $.end.y: present}": true, "{$.nope.x: present}": true, "{'$.end.x[7].y': 1, '$.end.x[0].y': 1}": true, "{'$.data[10001].id': 1}": true, "{'$.end.z[*]': {count: 1}}": true,
		"{'$.data[*].name': {count: 3}}": true, "{'$.data[*].id.x': present}": false, "{'$.end[*].x[*].y': 1}": true, "{'$[*][*].z[0]': {count: 1}}": false, "{'$.data[10000].nope[*]': present, $.end.x: [4]}": true,
		"{$.data: {length: 3}}": false,
	} {
		read := &exchange.Observation{Status: 200, Body: body}
		if _, err := read.JSON(); err != nil {
			t.Fatal(err)
		}
		want, got := judge(paths)(read), judge(paths)(&exchange.Observation{Status: 200, Body: body})
		if diff := cmp.Diff(fmt.Sprintf("%+v", want.Failures), fmt.Sprintf("%+v", got.Failures)); diff != "" || want.Outcome != expect.Unmet || got.Outcome != want.Outcome {
			t.Errorf("%s: %v; of the whole body, and of its part:\n%s", paths, want.Outcome, diff)
		}
		if n := count(paths, expect.Unmet); n > whole/10 == inPart {
			t.Errorf("%s fails with %.0f allocations, the whole body has %.0f", paths, n, whole)
		}
	}
}
