package suite_test

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/suite"
)

// A Postman environment gives the vars of its names, in the encodings that it is saved in: those
// that are enabled, and no secrets. It may have more names than the suite; --var wins.
func TestVarsOfAPostmanEnvironment(t *testing.T) {
	const text = `{"name": "Staging", "values": [
{"key": "baseUrl", "value": "https://staging.example", "enabled": true}, {"key": "user-id", "value": 7}, {"key": "other", "value": "x"},
{"key": "page", "value": "2", "enabled": false}, {"key": "word", "value": "tea"}, {"key": "card", "value": "c", "type": "secret"}, {"key": "api_key", "value": "k"}
], "_postman_variable_scope": "environment"}`
	wide := binary.LittleEndian.AppendUint16(nil, 0xfeff)
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	for name, text := range map[string][]byte{"plain": []byte(text), "marked": []byte("\ufeff" + text), "UTF-16": wide} {
		path := filepath.Join(t.TempDir(), "staging.json")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		vars, offered, err := suite.GatherVars([]string{path}, []string{"word=coffee"})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		s := parsed(t, "suite: A\nvars: {base_url: https://a.example, user_id: 1, page: 1, word: a, card: none}\ntarget: ${base_url}\nprobes:\n  a: {path: \"/${user_id}/${page}/${word}/${card}\"}\n", suite.Options{Vars: vars, Offered: offered})
		got := map[string]any{}
		for _, v := range s.Vars {
			got[v.Name] = v.Value
		}
		want := map[string]any{"base_url": "https://staging.example", "user_id": json.Number("7"), "page": json.Number("1"), "word": "coffee", "card": "none"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got:\n%s", name, diff)
		}
	}
}
