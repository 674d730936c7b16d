package docs_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/suite"
)

var table = regexp.MustCompile(`(?s)<!-- keys: ([^\n]*?) -->\n(.*?)<!-- end -->`)

const formatPage = root + "/docs/format.md"

// TestFormatTables holds the tables of format.md against those that the loader
// reads documents by: every key of every map, its type and its meaning.
func TestFormatTables(t *testing.T) {
	text, err := os.ReadFile(formatPage)
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]suite.Section{}
	for _, s := range suite.Reference() {
		sections[s.Title] = s
	}
	fresh := table.ReplaceAllStringFunc(string(text), func(was string) string {
		title := table.FindStringSubmatch(was)[1]
		s, ok := sections[title]
		if !ok {
			t.Errorf("format.md has a table of %q, which the format does not have", title)
			return was
		}
		delete(sections, title)
		return fmt.Sprintf("<!-- keys: %s -->\n%s<!-- end -->", title, rows(s))
	})
	for title := range sections {
		t.Errorf("format.md lacks the table of %q: write <!-- keys: %s --> and <!-- end -->", title, title)
	}
	if fresh == string(text) {
		return
	}
	if !*update {
		t.Fatal("the tables of format.md differ from what the loader reads; run go test ./runner/internal/integration/docs -update")
	}
	if err := os.WriteFile(formatPage, []byte(fresh), 0o644); err != nil {
		t.Fatal(err)
	}
}

func rows(s suite.Section) string {
	var b strings.Builder
	b.WriteString("| key | value | meaning |\n| --- | --- | --- |\n")
	for _, k := range s.Keys {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k.Name, cell(k.Type), cell(k.Meaning))
	}
	return b.String()
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// TestFormatWords finds every key of an expectation, every operator, and every
// key of a stream's and a cookie's expectation in format.md, as code.
func TestFormatWords(t *testing.T) {
	text, err := os.ReadFile(formatPage)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(suite.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, def := range []string{"expect", "operators", "stream", "cookie"} {
		words := keysOf(schema.Defs[def])
		if len(words) == 0 {
			t.Errorf("the schema has no keys of %s", def)
		}
		for _, word := range words {
			if !strings.Contains(string(text), "`"+word+"`") {
				t.Errorf("format.md does not say what `%s` of %s means", word, def)
			}
		}
	}
}

// keysOf are the keys that a schema names, in whichever of its forms.
func keysOf(schema any) []string {
	m, _ := schema.(map[string]any)
	var out []string
	if properties, ok := m["properties"].(map[string]any); ok {
		out = slices.Collect(maps.Keys(properties))
	}
	forms, _ := m["anyOf"].([]any)
	for _, form := range forms {
		out = append(out, keysOf(form)...)
	}
	return out
}
