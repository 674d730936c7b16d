package mutate

import (
	"encoding/json"
	"testing"

	"go.yaml.in/yaml/v4"
)

// The text of a suggestion is read as the expectation that was tried.
func TestFlowIsReadAsWhatWasTried(t *testing.T) {
	for _, v := range []any{
		"plain", "two words", "", "true", "No", "null", "~", "12", "1.5", "1e3", "0x1f", "10s", "- dash", "a: b", "a #b", "#a", "[a]", "{a}", "$.data[*].id",
		"*alias", "&anchor", "!tag", "%x", "@x", "`x", "'quoted'", `"quoted"`, "line\nbreak", "tab\t", "é", "\u2028", "<&>", " lead", "trail ",
		"${name}", "$${name}", "a,b", "a]", "?", ".", "...", "---", "=", "Hello there!", "no: colon", "2026-11-01", "text/plain; charset=utf-8",
		json.Number("12"), json.Number("-1.5e3"), json.Number("12345678901234567890123"), 7, true, false, nil,
		[]any{}, []any{"a", []any{json.Number("1")}}, map[string]any{}, map[string]any{"b": "x", "a": nil},
		[]pair{{"$.a", one("type", "string")}, {"a b", []any{"absent"}}},
	} {
		text := flow(v)
		var root yaml.Node
		if err := yaml.Unmarshal([]byte("v: "+text+"\nl: ["+text+"]\n"), &root); err != nil {
			t.Errorf("%#v: %s: %v", v, text, err)
			continue
		}
		value := root.Content[0].Content[1]
		item := root.Content[0].Content[3].Content[0]
		for _, got := range []*yaml.Node{value, item} {
			if !sameNode(got, written(v)) {
				t.Errorf("%#v is written %s and read as %s %q", v, text, got.Tag, got.Value)
			}
		}
	}
}

func sameNode(a, b *yaml.Node) bool {
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !sameNode(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}
