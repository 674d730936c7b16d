package jsonschema_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	peer "github.com/santhosh-tekuri/jsonschema/v6"

	"assay/runner/internal/exchange"
	"assay/runner/internal/jsonschema"
)

// cases are schemas with instances, without expected results: the test compares this package with
// another implementation.
var cases = []struct{ schema, instance string }{
	{`true`, `1`},
	{`{"type": ["integer", "null"]}`, `1.0`},
	{`{"type": "integer"}`, `1.5`},
	{`{"enum": [1, "a", {"b": [null]}]}`, `{"b": [null]}`},
	{`{"const": 1.0}`, `1`},
	{`{"minimum": 0.1, "exclusiveMaximum": 1e2, "multipleOf": 0.01}`, `99.991`},
	{`{"minimum": 12345678901234567890.5}`, `12345678901234567890`},
	{`{"minLength": 2, "maxLength": 3, "pattern": "^.é"}`, `"aéxy"`},
	{`{"uniqueItems": true}`, `[1, 2, {"a": 1}, "1", [], {"a": 1.0}]`},
	{`{"uniqueItems": true, "maxItems": 3}`, `[1,2,3,4,5,6,7,8,9,10,1e1]`},
	{`{"prefixItems": [true, {"type": "string"}], "items": false}`, `[1, 2, 3]`},
	{`{"contains": {"type": "string"}, "minContains": 2, "maxContains": 2}`, `["a", 1]`},
	{`{"contains": {"const": 3}, "unevaluatedItems": {"type": "string"}}`, `[3, "a", 4]`},
	{`{"properties": {"a": {"type": "string"}, "b": false}, "required": ["a", "c"]}`, `{"a": 1, "b": 2}`},
	{`{"patternProperties": {"^x": {"type": "number"}}, "additionalProperties": false}`, `{"x1": "", "y": 1, "z": 2}`},
	{`{"propertyNames": {"pattern": "^a"}, "minProperties": 2, "maxProperties": 1}`, `{"b": 1}`},
	{`{"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"a": {"required": ["c"]}}}`, `{"a": 1}`},
	{`{"dependencies": {"a": ["b"], "c": {"minProperties": 3}}}`, `{"a": 1, "c": 2}`},
	{`{"anyOf": [{"type": "string", "minLength": 3}, {"required": ["a", "b"], "minProperties": 3}]}`, `{}`},
	{`{"oneOf": [{"minimum": 1}, {"maximum": 3}, {"const": 2}]}`, `2`},
	{`{"oneOf": [{"minimum": 5}, {"maximum": 1}]}`, `2`},
	{`{"not": {"type": "object"}, "allOf": [{"required": ["a"]}, {"required": ["b"]}]}`, `{}`},
	{`{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}`, `{"a": 1}`},
	{`{"allOf": [{"properties": {"a": true}}], "anyOf": [{"properties": {"b": true}}, false], "unevaluatedProperties": false}`, `{"a": 1, "b": 2, "c": 3}`},
	{`{"$ref": "#/$defs/n~1%25", "$defs": {"n/%": {"type": "null"}}}`, `1`},
	{`{"$id": "http://x/y", "$ref": "z#here", "$defs": {"z": {"$id": "z", "$defs": {"h": {"$anchor": "here", "type": "null"}}}}}`, `1`},
	{`{"$dynamicAnchor": "n", "properties": {"c": {"items": {"$dynamicRef": "#n"}}, "v": {"type": "number"}}}`, `{"c": [{"v": "x"}, {"c": [{"v": ""}]}]}`},
	{`{"$ref": "https://json-schema.org/draft/2020-12/schema"}`, `{"properties": {"a": {"type": 3, "minLength": -1}}}`},
	{`{"$ref": "#"}`, `1`},
	{`{"anyOf": [{"$ref": "#"}, {"const": 1}]}`, `1`},
	{`{"format": "date-time"}`, `"1998-12-31T23:59:60Z"`},
	{`{"format": "ipv6"}`, `"::1%eth0"`},
	{`{"format": "uri"}`, `"http://[::1]:8/a?b#c"`},
	{`{"format": "regex"}`, `"("`},
	{`{"$schema": "http://json-schema.org/draft-04/schema#", "id": "http://x/", "minimum": 1, "exclusiveMinimum": true, "items": [{"type": "string"}], "additionalItems": false}`, `1`},
	{`{"$schema": "http://json-schema.org/draft-04/schema#", "items": [{"type": "string"}], "additionalItems": false}`, `["", 2, 3]`},
	{`{"$schema": "http://json-schema.org/draft-07/schema#", "definitions": {"a": {"$id": "#a", "type": "null"}}, "$ref": "#a", "minimum": 5}`, `1`},
	{`{"$schema": "http://json-schema.org/draft-07/schema#", "if": {"minimum": 1}, "else": {"const": -1}, "prefixItems": 3}`, `0`},
	{`{"$schema": "http://json-schema.org/draft-06/schema#", "if": false, "contains": {"exclusiveMinimum": 3}}`, `[3]`},
	{`{"$schema": "https://json-schema.org/draft/2019-09/schema", "$recursiveAnchor": true, "properties": {"a": {"$recursiveRef": "#"}, "b": {"type": "null"}}, "unevaluatedProperties": false}`, `{"a": {"b": 1}, "c": 1}`},
	{`{"type": "strin"}`, `1`},
	{`{"required": ["a", "a"]}`, `1`},
	{`{"minLength": 1.5}`, `1`},
	{`{"minLength": 2.0, "multipleOf": 0}`, `1`},
	{`{"$ref": "#/gone"}`, `1`},
	{`{"$ref": "#gone"}`, `1`},
	{`{"$ref": "http://127.0.0.1/gone"}`, `1`},
	{`{"pattern": "("}`, `1`},
	{`{"properties": {"a": {"anyOf": []}}}`, `1`},
	{`{"$schema": "http://json-schema.org/draft-04/schema#", "exclusiveMinimum": true}`, `1`},
	{`{"$schema": "http://json-schema.org/draft-04/schema#", "properties": {"a": true}}`, `1`},
}

func TestAsAnotherImplementation(t *testing.T) {
	for _, c := range cases {
		asPeer(t, c.schema, c.instance)
	}
}

// FuzzAsAnotherImplementation searches for schemas and instances on which two implementations
// differ.
func FuzzAsAnotherImplementation(f *testing.F) {
	for _, c := range cases {
		f.Add(c.schema, c.instance)
	}
	f.Fuzz(asPeer)
}

// notAlike matches texts in schemas that the peer treats differently, each for a reason.
var notAlike = regexp.MustCompile(strings.Join([]string{
	`\\`, // names of keywords may be escaped: the others would not be found
	`"\$?(id|schema|vocabulary|anchor|recursive\w*|dynamic\w*)"`, // fuzzed addresses lead anywhere: the cases above hold them
	`"(format|content\w*)"`, // formats are stricter here
	`[eE][-+]?\d{4}`,        // the peer writes out all digits
	`"\$ref"\s*:\s*"[^#]`,
}, "|"))

func asPeer(t *testing.T, schema, instance string) {
	document, err := exchange.ParseJSON([]byte(schema))
	if err != nil {
		return
	}
	value, err := exchange.ParseJSON([]byte(instance))
	if err != nil || !isCase(schema, instance) && notAlike.MatchString(schema+instance) {
		return
	}
	theirs, theirErr := compiledByPeer(document)
	ours, err := compiled(document)
	if (err == nil) != (theirErr == nil) {
		t.Fatalf("%s: compiles with %v, the peer with %v", schema, err, theirErr)
	}
	if err != nil {
		return
	}
	theirErr, err = theirs.Validate(value), ours.Validate(value)
	if (err == nil) != (theirErr == nil) {
		t.Fatalf("%s of %s: got %v, the peer has %v", schema, instance, err, theirErr)
	}
	var failed *jsonschema.Error
	var theirFailure *peer.ValidationError
	if errors.As(err, &failed) && errors.As(theirErr, &theirFailure) {
		got, want := places(failed), peerPlaces(theirFailure)
		if !slices.Equal(got, want) && !strings.Contains(schema, "propertyNames") && !strings.Contains(schema, "2020-12/schema") {
			t.Errorf("%s of %s:\ngot  %q\nwant %q", schema, instance, got, want)
		}
	}
}

func isCase(schema, instance string) bool {
	for _, c := range cases {
		if c.schema == schema && c.instance == instance {
			return true
		}
	}
	return false
}

func compiled(document any) (*jsonschema.Schema, error) {
	c := jsonschema.NewCompiler()
	if err := c.Add("mem:///s", document); err != nil {
		return nil, err
	}
	return c.Compile("mem:///s")
}

type nothing struct{}

func (nothing) Load(address string) (any, error) { return nil, errors.New("not loaded: " + address) }

func compiledByPeer(document any) (*peer.Schema, error) {
	c := peer.NewCompiler()
	c.DefaultDraft(peer.Draft2020)
	c.AssertFormat()
	c.UseLoader(nothing{})
	if err := c.AddResource("mem:///s", document); err != nil {
		return nil, err
	}
	return c.Compile("mem:///s")
}

// places returns the sorted places of a value's failures, including those of alternatives.
func places(e *jsonschema.Error) []string {
	if len(e.Causes) == 0 {
		return []string{"/" + strings.Join(e.Instance, "/") + " " + e.Schema}
	}
	return gathered(e.Causes, places)
}

func peerPlaces(e *peer.ValidationError) []string {
	if len(e.Causes) == 0 {
		return []string{"/" + strings.Join(e.InstanceLocation, "/") + " " + e.SchemaURL}
	}
	return gathered(e.Causes, peerPlaces)
}

func gathered[E any](causes []E, of func(E) []string) []string {
	var out []string
	for _, c := range causes {
		out = append(out, of(c)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
