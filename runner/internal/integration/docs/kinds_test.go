//go:build unix

package docs_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"assay/runner/internal/expect"
	"assay/runner/internal/importer/kinds"
	"assay/runner/internal/report"
	"assay/runner/internal/report/formats"
	"assay/runner/internal/testkit"
)

// The codes of reasons in reports.md are those of the table in package report.
func TestReasonKindsAreDocumented(t *testing.T) {
	var b strings.Builder
	b.WriteString("| `kind` | meaning | what to do |\n| --- | --- | --- |\n")
	for _, k := range report.ReasonKinds() {
		b.WriteString("| `" + k.Code + "` | " + k.Meaning + " | " + k.Do + " |\n")
	}
	generated(t, "reports.md", "reason kinds", b.String())
}

// The kinds of failures are the keys of expectations, in the order of the format.
func TestFailureKindsAreDocumented(t *testing.T) {
	var b strings.Builder
	b.WriteString("| `kind` | the expectation is about |\n| --- | --- |\n")
	for _, w := range expect.Keys() {
		if w.Name != "all" { // its parts fail, each with its own kind
			b.WriteString("| `" + w.Name + "` | " + w.Meaning + " |\n")
		}
	}
	generated(t, "reports.md", "failure kinds", b.String())
}

// The codes of failures in reports.md are those of the table in package expect.
func TestFailureCodesAreDocumented(t *testing.T) {
	var b strings.Builder
	b.WriteString("| `code` | meaning |\n| --- | --- |\n")
	for _, c := range expect.FailureCodes() {
		b.WriteString("| `" + string(c.Code) + "` | " + c.Meaning + " |\n")
	}
	generated(t, "reports.md", "failure codes", b.String())
}

// The forms of reports in reports.md are those of the command's table.
func TestReportFormatsAreDocumented(t *testing.T) {
	var b strings.Builder
	b.WriteString("| flag | for |\n| --- | --- |\n")
	for _, f := range formats.All {
		if f.Flag != "html" { // html has a chapter of its own
			b.WriteString("| `--" + f.Flag + " " + f.Takes() + "` | " + f.For + " |\n")
		}
	}
	generated(t, "reports.md", "formats", b.String())
}

// The kinds of imports in import.md are those of the command's table, each with a chapter:
// the test of links follows the first column.
func TestImportKindsAreDocumented(t *testing.T) {
	var b strings.Builder
	b.WriteString("| `KIND` | a suite from | usual endings | flags of its own |\n| --- | --- | --- | --- |\n")
	for _, k := range kinds.All {
		var flags []string
		if k.Target {
			flags = append(flags, "`--target URL`: the API, instead of the file's")
		}
		if len(k.Versions) > 0 {
			flags = append(flags, fmt.Sprintf("`--%s N`: the major version whose rules the file means, one of %s", k.Name, strings.Trim(fmt.Sprint(k.Versions), "[]")))
		}
		if k.LeavesOut != "" {
			flags = append(flags, "`--all`: "+k.LeavesOut+" too")
		}
		b.WriteString("| [`" + k.Name + "`](#" + k.Name + ") | " + k.From + " | `." + strings.Join(k.Endings, "`, `.") + "` | " + strings.Join(flags, "; ") + " |\n")
	}
	generated(t, "import.md", "kinds", b.String())
}

// generated checks the text between the two marks of a document against the code.
func generated(t *testing.T, name, mark, want string) {
	t.Helper()
	path := filepath.Join(root, "docs", name)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile(`(?s)<!-- ` + regexp.QuoteMeta(mark) + ` -->\n.*?<!-- end -->`)
	if !block.Match(text) {
		t.Fatalf("%s has no mark <!-- %s -->", name, mark)
	}
	now := block.ReplaceAllLiteral(text, []byte("<!-- "+mark+" -->\n\n"+want+"\n<!-- end -->"))
	testkit.Golden(t, path, string(now))
}

// Every kind that the code declares is in the table, and in use.
func TestEveryKindIsInTheTable(t *testing.T) {
	var table []string
	for _, k := range report.ReasonKinds() {
		if slices.Contains(table, k.Code) || k.Meaning == "" || k.Do == "" {
			t.Errorf("%q stands in the table twice, or lacks its words", k.Code)
		}
		table = append(table, k.Code)
	}
	declared := map[string]string{} // name → code
	for file, kind := range map[string]string{"exchange/missing.go": "MissingKind", "judge/reason.go": "Kind"} {
		constants(t, filepath.Join(root, "runner", "internal", file), kind, declared)
	}
	writers := sources(t)
	for name, code := range declared {
		switch {
		case code == "look_up" || code == "answered": // of checklist items, separate in the result
		case !slices.Contains(table, code):
			t.Errorf("%s is in no table", code)
		}
		if !regexp.MustCompile(`\b` + name + `\b`).MatchString(writers) {
			t.Errorf("nobody gives the kind %s", name)
		}
	}
	if len(table) != len(declared)-2 {
		t.Errorf("%d kinds in the table, %d declared", len(table), len(declared))
	}
}

// constants adds the constants of a type in a file, with their values.
func constants(t *testing.T, file, kind string, into map[string]string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := v.Type.(*ast.Ident); ok && of.Name == kind {
			code, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			into[v.Names[0].Name] = code
		}
		return true
	})
}

// sources returns the code of the packages that give reasons, without the declarations.
func sources(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, folder := range []string{"observe", "observe/recorded", "observe/transport", "engine", "pipeline", "judge", "expect", "report", "fleet/link"} {
		files, err := filepath.Glob(filepath.Join(root, "runner", "internal", folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if base := filepath.Base(f); strings.HasSuffix(f, "_test.go") || base == "reason.go" || base == "kinds.go" {
				continue
			}
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(text)
		}
	}
	return b.String()
}
