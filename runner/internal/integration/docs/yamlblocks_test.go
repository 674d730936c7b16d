//go:build unix

package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// A block ```yaml without a name, in a page whose blocks each stand for themselves, is a part of a
// suite: with what it leaves out it loads and can be planned.
func TestYAMLBlocksLoad(t *testing.T) {
	for _, page := range []string{"docs/limits.md", "docs/secrets.md", "docs/format.md"} {
		text, err := os.ReadFile(filepath.Join(root, page))
		if err != nil {
			t.Fatal(err)
		}
		checked := 0
		for _, b := range blocks(string(text)) {
			if b.lang != "yaml" || b.name != "" {
				continue
			}
			checked++
			s, err := suite.Parse("page.suite.yaml", []byte(completed(strings.Join(b.text, "\n")+"\n")), suite.Options{Env: func(string) (string, bool) { return "", false }})
			if err == nil {
				_, err = plan.Build(s)
			}
			if err != nil {
				t.Errorf("%s:%d: the block is no part of a suite:\n%v", page, b.line, err)
			}
		}
		if checked == 0 {
			t.Errorf("no block of %s was checked", page)
		}
	}
}

var topKey = regexp.MustCompile(`(?m)^([a-z_0-9]+):`)

// keysOf lists the top-level keys of a block.
func keysOf(doc string) []string {
	var keys []string
	for _, m := range topKey.FindAllStringSubmatch(doc, -1) {
		keys = append(keys, m[1])
	}
	return keys
}

// completed returns a whole document: a lone expectation as a finding's, and what every suite has.
func completed(doc string) string {
	keys := keysOf(doc)
	if slices.Contains(keys, "expect") {
		doc = "findings:\n  f:\n    claim: c\n    probe: p\n    " + strings.TrimRight(strings.ReplaceAll(doc, "\n", "\n    "), " ")
		keys = append(keys, "findings")
	}
	for _, missing := range []struct{ key, text string }{
		{"suite", "suite: Page"}, {"target", "target: https://shop.example"}, {"probes", "probes: {p: {path: /}}"},
		{"findings", `findings: {f: {claim: c, probe: "*", expect: {status: 200}}}`},
	} {
		if !slices.Contains(keys, missing.key) {
			doc += missing.text + "\n"
		}
	}
	return doc
}
