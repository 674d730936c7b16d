package expect_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	_ "assay/runner/cel"
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
	_ "assay/runner/xpath"
)

// scope returns a Scope over a text, without declarations.
func scope(text string) (*expect.Scope, *source.Problems) {
	problems := &source.Problems{}
	return &expect.Scope{
		File:     &source.File{Name: "test.yaml", Text: []byte(text)},
		Problems: problems,
		Lookup:   func(string) (any, expect.Known) { return nil, expect.Undeclared },
		Shared:   expect.NewShared(),
	}, problems
}

func node(t testing.TB, text string) *yaml.Node {
	t.Helper()
	var n yaml.Node
	if err := yaml.Unmarshal([]byte(text), &n); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	if len(n.Content) == 0 {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null", Line: 1, Column: 1}
	}
	return n.Content[0]
}

// compile compiles an expectation without errors.
func compile(t testing.TB, text string) *expect.Expectation {
	t.Helper()
	s, problems := scope(text)
	e := expect.Compile(node(t, text), s)
	if err := problems.Err(); err != nil {
		t.Fatalf("%s", err)
	}
	return e
}

func jsonAnswer(status int, body string) *exchange.Observation {
	return &exchange.Observation{
		Status: status, Proto: "HTTP/1.1", Body: []byte(body), Size: int64(len(body)),
		Header: exchange.Header{{Name: "Content-Type", Value: "application/json"}},
	}
}

// corpus returns the folder of compliance suites: $ASSAY_CORPUS, or a folder shared/corpus in one
// of the folders above.
func corpus(t *testing.T) string {
	t.Helper()
	if dir := os.Getenv("ASSAY_CORPUS"); dir != "" {
		return dir
	}
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		found := filepath.Join(dir, "..", "shared", "corpus")
		if info, err := os.Stat(found); err == nil && info.IsDir() {
			return found
		}
		if dir == filepath.Dir(dir) {
			t.Skip("no folder shared/corpus beside a folder above; set ASSAY_CORPUS to the compliance suites' folder")
		}
	}
}

// noCode marks a failure without a code of the table.
const noCode = "(not in the table of codes)"

// coded returns the code of a failure, with its place if it has one. Scripts can rely only on codes
// of the table.
func coded(f expect.Failure) string {
	text := string(f.Code)
	if !slices.ContainsFunc(expect.FailureCodes(), func(c expect.CodeMeaning) bool { return c.Code == f.Code }) {
		text += " " + noCode
	}
	if place, ok := f.Subject.Place(); ok {
		text += " at " + place.Normalized()
	}
	return text
}

// shown formats a result as in the goldens.
func shown(r expect.Result) string {
	var b strings.Builder
	b.WriteString([]string{"met", "unmet", "unknown"}[r.Outcome] + "\n")
	for _, f := range r.Failures {
		b.WriteString(f.At.String() + ": " + f.Subject.String() + "\n  code:     " + coded(f) + "\n  expected: " + f.Expected + "\n  actual:   " + f.Actual + "\n")
		if f.Detail != "" {
			b.WriteString("  detail:   " + strings.ReplaceAll(f.Detail, "\n", "\n            ") + "\n")
		}
		if f.Next != "" {
			b.WriteString("  next:     " + f.Next + "\n")
		}
	}
	for _, u := range r.Unknowns {
		b.WriteString("unknown: " + u + "\n")
	}
	return b.String()
}
