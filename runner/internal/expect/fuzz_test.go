package expect_test

import (
	"testing"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

// FuzzCompileAndJudge: no text makes compiling or judging panic, judging twice gives the same
// result, and Outcome agrees with Judge.
func FuzzCompileAndJudge(f *testing.F) {
	for _, c := range failing {
		f.Add(c.expect, `{"detail": "no", "a": [1, {"b": null}]}`)
	}
	for _, text := range mistaken {
		f.Add(text, `[1, 2, 3]`)
	}
	f.Add("&a [*a]", `{}`)
	f.Add("json: {$.a: &a [*a]}", `{}`)
	f.Add("json: {$.a: {like: &a {b: *a}}}", `{}`)
	f.Add("&a {any: [*a]}", `{}`)
	f.Add("{<<: &a {<<: *a, status: 2xx}}", `{}`)
	f.Add("json: {$.a: '${now}', $.b: ['${later}', '$${x']}", `{"a": "5"}`)
	f.Fuzz(func(t *testing.T, text, body string) {
		var n yaml.Node
		if yaml.Unmarshal([]byte(text), &n) != nil || len(n.Content) == 0 {
			return
		}
		problems := &source.Problems{}
		e := expect.Compile(n.Content[0], &expect.Scope{
			File: &source.File{Name: "f", Text: []byte(text)}, Dir: t.TempDir(), Problems: problems,
			Lookup:    declared(map[string]any{"now": "5"}, "later"),
			AnswerIDs: []string{"edge-limit"},
		})
		_, _, _ = problems.Error(), e.Summary(), e.Probes()
		w := &expect.World{Observation: observationOf, Answer: func(string) *expect.Expectation { return e }}
		observed := jsonAnswer(200, body)
		first := shown(e.Judge(observed, w))
		if second := shown(e.Judge(observed, w)); first != second {
			t.Errorf("judged twice:\n%s%s", first, second)
		}
		if e.Outcome(observed, w) != e.Judge(observed, w).Outcome {
			t.Errorf("Outcome and Judge disagree: %s", first)
		}
		for _, o := range answers {
			e.Judge(o, w)
		}
		if bound, err := e.Bind(from(map[string]any{"later": []any{"x"}})); err == nil {
			bound.Judge(observed, w)
		}
	})
}
