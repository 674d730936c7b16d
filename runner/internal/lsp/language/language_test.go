package language_test

import (
	"slices"
	"testing"

	"assay/runner/internal/lsp/language"
)

// The words at a place come from the tables of the format, whatever the way there.
func TestWordsAtPlaces(t *testing.T) {
	has := func(path []string, words ...string) {
		t.Helper()
		var names []string
		for _, k := range language.At(path).Keys() {
			names = append(names, k.Name)
			if k.Meaning == "" {
				t.Errorf("%v: the key %s has no meaning", path, k.Name)
			}
		}
		for _, w := range words {
			if !slices.Contains(names, w) {
				t.Errorf("%v has no %q among %v", path, w, names)
			}
		}
	}
	has(nil, "suite", "probes", "findings")
	has([]string{"findings", "x"}, "probe", "expect", "control")
	has([]string{"findings", "x", "expect"}, "status", "json", "any", "cel")
	has([]string{"findings", "x", "expect", "any", "-"}, "status", "json")
	has([]string{"findings", "x", "expect", "json", "$.a"}, "gt", "matches", "each")
	has([]string{"findings", "x", "expect", "stream"}, "events", "order")
	has([]string{"probes", "p"}, "path", "capture", "after")
	has([]string{"probes", "p", "each", "row"}, "headers", "vars")
	has([]string{"probes", "p", "when"}, "probe", "expect")
	has([]string{"hypotheses", "h", "predicts", "p", "-"}, "status")

	for _, c := range []struct {
		path  []string
		names string
		keys  string
	}{
		{[]string{"findings", "x", "probe"}, "probe", ""},
		{[]string{"findings", "x", "probe", "-"}, "probe", ""},
		{[]string{"findings", "x", "expect"}, "answer", ""},
		{[]string{"findings", "x", "expect", "json"}, "", "JSONPath"},
		{[]string{"findings", "x", "expect", "headers"}, "", "header"},
		{[]string{"findings", "x", "expect", "same_as"}, "probe", ""},
		{[]string{"findings", "x", "expect", "same_as", "probe"}, "probe", ""},
		{[]string{"findings", "x", "expect", "any", "-", "answer"}, "answer", ""},
		{[]string{"probes", "p", "after"}, "probe", ""},
		{[]string{"probes", "p", "wait", "told_by"}, "probe", ""},
		{[]string{"probes", "p", "capture", "id", "json"}, "JSONPath", ""},
		{[]string{"hypotheses", "h", "predicts"}, "", "probe"},
		{[]string{"checklist", "c", "answers", "yes", "refutes"}, "hypothesis", ""},
		{[]string{"include", "-"}, "file", ""},
		{[]string{"include", "-", "findings", "-"}, "finding of a pack", ""},
		{[]string{"fixtures"}, "file", ""},
	} {
		p := language.At(c.path)
		if p.Names() != c.names || p.KeyNames() != c.keys {
			t.Errorf("%v: names %q, keys %q; want %q, %q", c.path, p.Names(), p.KeyNames(), c.names, c.keys)
		}
	}
	if words := language.At([]string{"probes", "p", "risk"}).Words(); !slices.Equal(words, []string{"bans", "none", "writes"}) {
		t.Errorf("risk: %v", words)
	}
}
