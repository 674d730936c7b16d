//go:build unix

package docs_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"assay/runner/internal/lang"
	"assay/runner/internal/suite"
	"assay/runner/internal/testkit"
)

var table = regexp.MustCompile(`(?s)<!-- keys: ([^\n]*?) -->\n(.*?)<!-- end -->`)

const formatPage = root + "/docs/format.md"

// TestFormatTables checks the tables of format.md against the loader's: every key of every map, its
// type and its meaning.
func TestFormatTables(t *testing.T) {
	text, err := os.ReadFile(formatPage)
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]lang.Section{}
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
	testkit.Golden(t, formatPage, fresh)
}

func rows(s lang.Section) string {
	var b strings.Builder
	b.WriteString("| key | value | meaning |\n| --- | --- | --- |\n")
	for _, k := range s.Keys {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k.Name, cell(k.Shape.Words), cell(k.Meaning))
	}
	return b.String()
}

func cell(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
