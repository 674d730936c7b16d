package suite_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/suite"
)

// Ajv with strict: true refuses a schema with a type that is one of several, or a key that is
// required and no property; make editors asks Ajv itself.
func TestSchemaHasNoUnionOfTypesAndDeclaresWhatItRequires(t *testing.T) {
	var whole any
	if err := json.Unmarshal(suite.Schema(), &whole); err != nil {
		t.Fatal(err)
	}
	var check func(at string, v any)
	check = func(at string, v any) {
		switch v := v.(type) {
		case []any:
			for i, item := range v {
				check(fmt.Sprintf("%s/%d", at, i), item)
			}
		case map[string]any:
			if types, is := v["type"].([]any); is {
				t.Errorf("%s: the type is one of %v", at, types)
			}
			properties, _ := v["properties"].(map[string]any)
			required, _ := v["required"].([]any)
			for _, key := range required {
				if _, known := properties[key.(string)]; !known {
					t.Errorf("%s: %q is required and no property", at, key)
				}
			}
			for _, key := range slices.Sorted(maps.Keys(v)) {
				check(at+"/"+key, v[key])
			}
		}
	}
	check("#", whole)
}

// An editor shows the mistakes that a validator finds: a misspelled key is named, at its place, and
// nothing else is said of it.
func TestSchemaNamesAMisspelledKeyOfExpect(t *testing.T) {
	s := compiledSchema(t)
	for key, expect := range map[string]string{
		"stauts": "{stauts: 200}", "dnoe": "{stream: {dnoe: true}}", "mathces": "{json: {$.x: {mathces: y}}}",
		"equal": "{headers: {X: {equal: y}}}", "lte": "{status: {lte: 300}}", "bdy": "{any: [{bdy: x}]}",
		"hedaers": "[{hedaers: {X: y}}, ok]", "typ": "{json: {$.x: {each: {typ: string}}}}",
		"pth": "{stream: {joined: {pth: $.a, is: b}}}", "contians": "{body: {contians: x}}",
		"vlaue": "{cookies: {a: {vlaue: x}}}", "mni": "{duration: {mni: 1s}}",
	} {
		err := s.Validate(asJSON(t, []byte(inExpect(expect))))
		var wrong *jsonschema.ValidationError
		if !errors.As(err, &wrong) {
			t.Errorf("%s: accepted", expect)
			continue
		}
		var named []string
		for _, leaf := range leaves(wrong) {
			if extra, is := leaf.ErrorKind.(*kind.AdditionalProperties); is {
				named = append(named, extra.Properties...)
			} else if _, is := leaf.ErrorKind.(*kind.Required); !is {
				t.Errorf("%s: also said at %s: %v", expect, strings.Join(leaf.InstanceLocation, "."), leaf)
			}
		}
		if !slices.Equal(slices.Compact(named), []string{key}) {
			t.Errorf("%s: names %q, want %q", expect, named, key)
		}
	}
}

// leaves returns the mistakes that no other explains.
func leaves(e *jsonschema.ValidationError) []*jsonschema.ValidationError {
	if len(e.Causes) == 0 {
		return []*jsonschema.ValidationError{e}
	}
	var out []*jsonschema.ValidationError
	for _, c := range e.Causes {
		out = append(out, leaves(c)...)
	}
	return out
}

// YAML 1.2 has no merge keys: a reader of it takes "<<" for a key, which no expectation has.
func TestShippedSuitesAreValidWithoutMergeKeys(t *testing.T) {
	s := compiledSchema(t)
	packs, err := filepath.Glob("../packs/files/*.suite.yaml")
	if err != nil || len(packs) == 0 {
		t.Fatal("no packs: ", err)
	}
	for _, path := range append(packs, documents(t)...) {
		if strings.Contains(path, "testdata") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var root yaml.Node
		if err := yaml.Unmarshal(text, &root); err != nil {
			t.Fatal(err)
		}
		if err := s.Validate(unmerged(t, root.Content[0])); err != nil {
			t.Errorf("%s:\n%v", path, err)
		}
	}
}

// unmerged is a document as a reader without merge keys has it.
func unmerged(t *testing.T, n *yaml.Node) any {
	t.Helper()
	switch n.Kind {
	case yaml.AliasNode:
		return unmerged(t, n.Alias)
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			out[n.Content[i].Value] = unmerged(t, n.Content[i+1])
		}
		return out
	case yaml.SequenceNode:
		out := []any{}
		for _, item := range n.Content {
			out = append(out, unmerged(t, item))
		}
		return out
	}
	var v any
	if err := n.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return plain(v)
}
