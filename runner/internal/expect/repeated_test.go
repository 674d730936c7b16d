package expect_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect"
)

// An expectation that a document repeats is judged, and has its failures, as if it stood there
// alone.
func TestRepeated(t *testing.T) {
	for _, c := range failing {
		item := "- # an item\n  " + strings.ReplaceAll(strings.TrimSuffix(c.expect, "\n"), "\n", "\n  ") + "\n"
		text := item + item
		s, problems := scope(text)
		s.AnswerIDs = []string{"edge-limit", "wrong-host", "circle"}
		var root yaml.Node
		if err := yaml.Load([]byte(text), &root); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		var repeated expect.Repeated
		for i, n := range root.Content[0].Content {
			want, got := expect.Compile(n, s), repeated.Compile(n, s.File, func() *expect.Scope { return s })
			if err := problems.Err(); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(shown(want.Judge(answers[c.answer], world(t))), shown(got.Judge(answers[c.answer], world(t)))); diff != "" {
				t.Errorf("item %d, compiled alone (-) and as one of two (+):\n%s\n%s", i, diff, text)
			}
			if diff := cmp.Diff(parts(want, t, c.answer), parts(got, t, c.answer)); diff != "" {
				t.Errorf("parts of item %d, compiled alone (-) and as one of two (+):\n%s\n%s", i, diff, text)
			}
			if want.At != got.At || want.Summary() != got.Summary() {
				t.Errorf("%s at %s instead of %s at %s", got.Summary(), got.At, want.Summary(), want.At)
			}
		}
	}
}

func parts(e *expect.Expectation, t *testing.T, answer string) (out []string) {
	for _, p := range e.Parts(answers[answer], world(t)) {
		out = append(out, p.Text+"\n"+shown(p.Result))
	}
	return out
}
