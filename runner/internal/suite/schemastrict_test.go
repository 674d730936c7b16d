package suite_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

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
