package jsonschema_test

import (
	"encoding/json"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/value"
)

// A value that is read in part for its schema is valid exactly if the whole value is.
func TestPartly(t *testing.T) {
	for _, c := range cases {
		partlyAsWhole(t, c.schema, c.instance)
	}
	const item = `{"type": "object", "properties": {"n": {"type": "integer"}, "of": {"$ref": "#"}}, "required": ["n"]}`
	for _, schema := range []string{
		`{"items": ` + item + `}`,
		`{"items": ` + item + `, "minItems": 2, "maxItems": 2}`,
		`{"items": ` + item + `, "uniqueItems": true}`,
		`{"items": ` + item + `, "contains": {"properties": {"of": {"type": "array"}}, "required": ["of"]}}`,
		`{"prefixItems": [true, ` + item + `], "items": {"properties": {"of": {"maxItems": 1}}}}`,
		`{"prefixItems": [true, true, true], "items": false}`,
		`{"maxItems": 1}`,
		`{"items": {"enum": [{"n": 1}, {"n": 2, "of": [{"n": 3}]}]}}`,
		`{"items": {"minProperties": 2}}`,
		`{"items": {"additionalProperties": {"type": ["integer", "array"]}}}`,
		`{"items": {"additionalProperties": {"minItems": 1}, "properties": {"n": true}}}`,
		`{"items": {"properties": {"n": true}, "additionalProperties": false}}`,
		`{"anyOf": [{"items": ` + item + `}, {"minItems": 3}]}`,
		`{"properties": {"of": {"items": ` + item + `}, "n": {"type": "integer"}}, "additionalProperties": false}`,
		`{"properties": {"of": {"maxItems": 1}}, "required": ["of"], "maxProperties": 2}`,
		`{"items": {"unevaluatedProperties": false, "properties": {"n": true}}}`,
	} {
		for _, instance := range []string{
			`[]`, `[{"n": 1}]`, `[{"n": 1}, {"n": 1}]`, `[{"n": 1}, {"n": 2, "of": [{"n": 3}]}]`, `[{"n": 1}, {"n": 2, "of": [{"n": ""}]}]`,
			`[{"n": 1}, {"n": 2, "of": {}}, {"of": []}]`, `[1, {}]`, `{"of": [{"n": 1}], "n": 1}`, `{"of": [{"n": 1}, {}], "n": 1}`, `{"n": 1, "x": {}}`,
			`{"of": [{"n": ""}]}`, `{"of": {}, "n": 1, "x": 1}`, `7`, `null`,
		} {
			partlyAsWhole(t, schema, instance)
		}
	}
}

func partlyAsWhole(t *testing.T, schema, instance string) {
	t.Helper()
	document, err := exchange.ParseJSON([]byte(schema))
	if err != nil {
		t.Fatal(err)
	}
	s, err := compiled(document)
	if err != nil {
		return
	}
	whole, err := exchange.ParseJSON([]byte(instance))
	if err != nil {
		t.Fatal(err)
	}
	want := s.Validate(whole)
	var wanted value.Wanted
	rest := s.Partly(&wanted)
	part, read := value.DecodeOnly([]byte(instance), &wanted)
	if met := read && rest.Validate(part) == nil; met != (want == nil) {
		t.Errorf("%s of %s: in part it is met: %t; as a whole: %v", schema, instance, met, want)
	}
}

// Items are let go of as they are read, also below references, and what no keyword looks at is not
// built.
func TestPartlyBuildsLittle(t *testing.T) {
	const instance = `{"data": [{"id": 1, "more": [1, 2]}, {"id": 2, "more": {"a": 1}}], "besides": {"a": [1]}, "end": {"a": 1}}`
	for _, schema := range []string{
		`{"type": "object", "properties": {"data": {"type": "array", "minItems": 2, "items": {"properties": {"id": {"type": "integer"}}}}}, "required": ["end"]}`,
		`{"$ref": "#/$defs/page", "$defs": {"page": {"properties": {"data": {"$ref": "#/$defs/list"}, "besides": true, "end": true}, "additionalProperties": false},
		  "list": {"items": {"$ref": "#/$defs/item"}}, "item": {"type": "object", "required": ["id"]}}}`,
	} {
		document, err := exchange.ParseJSON([]byte(schema))
		if err != nil {
			t.Fatal(err)
		}
		s, err := compiled(document)
		if err != nil {
			t.Fatal(err)
		}
		var wanted value.Wanted
		rest := s.Partly(&wanted)
		part, read := value.DecodeOnly([]byte(instance), &wanted)
		if !read || rest.Validate(part) != nil {
			t.Fatalf("%s: it is read: %t; %v", schema, read, rest.Validate(part))
		}
		got, err := json.Marshal(part)
		if err != nil {
			t.Fatal(err)
		}
		if want := `{"data":[null,null],"end":{}}`; string(got) != want && string(got) != `{"besides":{},"data":[null,null],"end":{}}` {
			t.Errorf("%s builds %s, want %s", schema, got, want)
		}
	}
}
