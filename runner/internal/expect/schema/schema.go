package schema

import (
	"cmp"
	"encoding/json"
	"errors"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// Shape is the shape of a JSON Schema.
var Shape = lang.Of("a JSON Schema", lang.Schema{"type": []string{"object", "boolean"}})

// schemaCheck is the key `schema`: the JSON body must meet a JSON Schema 2020-12, with format
// assertions.
type schemaCheck struct {
	at     source.Pos
	schema *jsonschema.Schema
	masks  mask.Names
}

// Compile reads the key `schema`.
func Compile(c *compile.State, n *yaml.Node) check.Check {
	schema := Read(c, n)
	if schema == nil {
		return nil
	}
	return &schemaCheck{at: c.At(source.Resolve(n)), schema: schema, masks: c.Masked}
}

// Read reads an inline schema, or `{file: …}`. It returns nil after an error.
func Read(c *compile.State, n *yaml.Node) *jsonschema.Schema {
	n = source.Resolve(n)
	if name := fileOf(n); name != nil {
		return fileSchema(c, name)
	}
	value, ok := c.JSON(n)
	if !ok {
		return nil
	}
	switch value.(type) {
	case map[string]any, bool:
	default:
		c.Mistake(n, "schema: expected a JSON Schema or {file: …}, got %s", show.JSON(value))
		return nil
	}
	schema, err := schemasOf(c.Shared).inline(c.Dir, value)
	if err != nil {
		pointer, place, sentence := Mistake(err)
		c.Mistake(compile.NodeAt(n, pointer), "schema: not a valid JSON Schema at %s: %s", cmp.Or(place, "$"), sentence)
		return nil
	}
	if neverEnds(schema) {
		c.Mistake(n, "schema: it can judge no value: %s", cycle).Next = "let the reference lead to what is to be judged"
		return nil
	}
	return schema
}

// fileOf returns the value of `file` if that is the only key of a schema: no keyword of JSON Schema
// has that name.
func fileOf(n *yaml.Node) *yaml.Node {
	entries := source.Entries(n)
	if len(entries) == 1 && entries[0].Key == "file" && entries[0].Value.Kind == yaml.ScalarNode {
		return entries[0].Value
	}
	return nil
}

func fileSchema(c *compile.State, name *yaml.Node) *jsonschema.Schema {
	path, ok := c.Text(name, "schema: file")
	if !ok {
		return nil
	}
	schema, err := schemasOf(c.Shared).file(c.Dir, path)
	if err != nil {
		_, place, sentence := Mistake(err)
		if place != "" {
			sentence = "not a valid JSON Schema at " + place + ": " + sentence
		}
		c.Mistake(name, "schema file %q: %s", path, sentence)
		return nil
	}
	if neverEnds(schema) {
		c.Mistake(name, "schema file %q: it can judge no value: %s", path, cycle).Next = "let the reference lead to what is to be judged"
		return nil
	}
	return schema
}

func (s *schemaCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	of := outcome.Subject{Key: "schema"}
	if JudgedInPart(s.schema, o, s.at, of, out) {
		return
	}
	value, ok := check.JSONBody(o, s.at, "schema", out)
	if !ok {
		return
	}
	Validate(s.masks, s.schema, value, s.at, of, out)
}

// Validate adds a failure for each error of value against the schema. If the schema cannot decide
// (a pattern that takes too long, a reference to itself), the result is unknown, whatever else it
// found.
func Validate(known mask.Names, schema *jsonschema.Schema, value any, at source.Pos, of outcome.Subject, out *outcome.Result) {
	_, masks := known.First(value)
	err := schema.Validate(value)
	if masks != nil && blurs(known, schema, value, err) {
		if out.Quiet() {
			out.Settle(outcome.Unknown)
		} else {
			out.Doubt(of.String() + ": " + known.Doubt(value))
		}
		return
	}
	if err == nil {
		return
	}
	var invalid *jsonschema.Error
	switch {
	case !errors.As(err, &invalid):
		out.Doubt(of.String() + ": " + err.Error())
		return
	case refersToItself(invalid):
		out.Doubt(of.String() + ": the schema cannot be judged: " + cycle)
		return
	}
	fail(invalid, value, at, of, out)
}

// fail adds a failure for each error of a value, or of what is shown of it.
func fail(invalid *jsonschema.Error, value any, at source.Pos, of outcome.Subject, out *outcome.Result) {
	if out.Quiet() {
		out.Settle(outcome.Unmet)
		return
	}
	for _, f := range schemaFailures(at, of, value, invalid) {
		out.Fail(f)
	}
}

// cycle explains the error of a schema that only refers to itself.
const cycle = "a $ref leads back to itself for the same value"

// neverEnds reports whether a schema refers to itself for values of every type, so that it can
// judge none.
func neverEnds(schema *jsonschema.Schema) bool {
	for _, v := range []any{nil, false, json.Number("0"), "", []any{}, map[string]any{}} {
		var invalid *jsonschema.Error
		if !errors.As(schema.Validate(v), &invalid) || !refersToItself(invalid) {
			return false
		}
	}
	return true
}

func (*schemaCheck) Costly(o *exchange.Observation, _ *check.World, _ int) bool {
	return check.BySchema(o)
}
