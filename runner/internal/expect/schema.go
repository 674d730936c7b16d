package expect

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
)

// schemaCheck is the key `schema`: the JSON body against a JSON Schema 2020-12,
// format assertions included.
type schemaCheck struct {
	at     source.Pos
	schema *jsonschema.Schema
	masks  maskNames
}

func compileSchema(c *compiling, n *yaml.Node) check {
	schema := c.readSchema(n)
	if schema == nil {
		return nil
	}
	return &schemaCheck{at: c.at(source.Resolve(n)), schema: schema, masks: c.Masked}
}

// readSchema reads an inline schema, or `{file: …}`; nil after a mistake.
func (c *compiling) readSchema(n *yaml.Node) *jsonschema.Schema {
	n = source.Resolve(n)
	if name := fileOf(n); name != nil {
		return c.fileSchema(name)
	}
	value, ok := c.filledJSON(n)
	if !ok {
		return nil
	}
	switch value.(type) {
	case map[string]any, bool:
	default:
		c.mistake(n, "schema: expected a JSON Schema or {file: …}, got %s", showJSON(value))
		return nil
	}
	schema, err := c.Shared.schemas.inline(c.Dir, value)
	if err != nil {
		pointer, sentence := schemaMistake(err)
		c.mistake(nodeAt(n, pointer), "schema: not a valid JSON Schema at %s: %s", instancePath(pointer), sentence)
		return nil
	}
	if neverEnds(schema) {
		c.mistake(n, "schema: it can judge no value: %s", cycle).Next = "let the reference lead to what is to be judged"
		return nil
	}
	return schema
}

// fileOf is the value of `file` when that is all a schema says: no keyword of
// JSON Schema has that name.
func fileOf(n *yaml.Node) *yaml.Node {
	entries := source.Entries(n)
	if len(entries) == 1 && entries[0].Key == "file" && entries[0].Value.Kind == yaml.ScalarNode {
		return entries[0].Value
	}
	return nil
}

func (c *compiling) fileSchema(name *yaml.Node) *jsonschema.Schema {
	path, ok := c.text(name, "schema: file")
	if !ok {
		return nil
	}
	schema, err := c.Shared.schemas.file(c.Dir, path)
	if err != nil {
		pointer, sentence := schemaMistake(err)
		if pointer != nil {
			sentence = "not a valid JSON Schema at " + instancePath(pointer) + ": " + sentence
		}
		c.mistake(name, "schema file %q: %s", path, sentence)
		return nil
	}
	if neverEnds(schema) {
		c.mistake(name, "schema file %q: it can judge no value: %s", path, cycle).Next = "let the reference lead to what is to be judged"
		return nil
	}
	return schema
}

func (s *schemaCheck) judge(o *exchange.Observation, _ *World, out *Result) {
	value, ok := jsonBody(o, s.at, "schema", out)
	if !ok {
		return
	}
	s.masks.validate(s.schema, value, s.at, Subject{Key: "schema"}, out)
}

// schemaOperator is the operator `schema`: one value against a JSON Schema.
type schemaOperator struct {
	schema *jsonschema.Schema
	masks  maskNames
}

func compileSchemaOperator(c *compiling, n *yaml.Node, k valueKind) operator {
	schema := c.readSchema(n)
	switch {
	case schema == nil:
		return nil
	case k == asText && !tellsTexts(schema):
		c.mistake(n, "schema: it says the same of every text, and only a text can stand here").
			Next = "write {parsed: {schema: …}} to judge the JSON in the text"
		return nil
	case typeless(schema):
		c.Problems.Warn(c.at(n), "schema: a value that is no object meets it, whatever its members were to be").
			Next = "add type: object"
	}
	c.heavy = true
	return &schemaOperator{schema, c.Masked}
}

// tellsTexts reports whether the schema has anything to say where only a text can
// stand.
func tellsTexts(s *jsonschema.Schema) bool {
	if s.Types != nil && !slices.Contains(s.Types, "string") {
		return false
	}
	return s.Const != nil || s.Enum != nil || s.Ref != nil || s.Not != nil || s.If != nil ||
		len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) > 0 || s.MinLength != nil || s.MaxLength != nil ||
		s.Pattern != nil || s.Format != ""
}

// typeless reports whether a schema asks for members and leaves open whether the
// value is an object.
func typeless(s *jsonschema.Schema) bool {
	return s.Types == nil && s.Const == nil && s.Enum == nil && s.Ref == nil &&
		len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) == 0 && len(s.Required)+len(s.Properties) > 0
}

func (s *schemaOperator) holds(v any) Outcome {
	if _, cut := v.(partialText); cut {
		return Unknown
	}
	quiet := Result{quiet: true}
	s.masks.validate(s.schema, v, source.Pos{}, Subject{}, &quiet)
	return quiet.Outcome
}

func (s *schemaOperator) doubt(v any) string {
	var out Result
	s.masks.validate(s.schema, v, source.Pos{}, Subject{Key: "schema"}, &out)
	return strings.Join(out.Unknowns, "; ")
}

func (s *schemaOperator) String() string { return "meeting the schema" }

func (s *schemaOperator) judgeWithin(v any, of Subject, at source.Pos, out *Result) {
	s.masks.validate(s.schema, v, at, of, out)
}

// validate adds a failure for each mistake of value against the schema. Where the
// schema cannot tell (a pattern that takes too long, a reference to itself) nothing is
// known, whatever else it found.
func (known maskNames) validate(schema *jsonschema.Schema, value any, at source.Pos, of Subject, out *Result) {
	_, masks := known.first(value)
	err := schema.Validate(value)
	if masks != nil && known.blurs(schema, value, err) {
		if out.quiet {
			out.settle(Unknown)
		} else {
			out.unknown(of.String() + ": " + known.doubt(value))
		}
		return
	}
	if err == nil {
		return
	}
	var invalid *jsonschema.Error
	switch {
	case !errors.As(err, &invalid):
		out.unknown(of.String() + ": " + err.Error())
		return
	case refersToItself(invalid):
		out.unknown(of.String() + ": the schema cannot be judged: " + cycle)
		return
	case out.quiet:
		out.settle(Unmet)
		return
	}
	for _, f := range schemaFailures(at, of, value, invalid) {
		out.unmet(f)
	}
}

// cycle is what is wrong with a schema that only refers to itself.
const cycle = "a $ref leads back to itself for the same value"

// refersToItself reports whether a reference of the schema led back to itself.
func refersToItself(e *jsonschema.Error) bool {
	return e.Cycle || slices.ContainsFunc(e.Causes, refersToItself)
}

// neverEnds reports whether a schema refers to itself for values of every type, so that
// it can judge none.
func neverEnds(schema *jsonschema.Schema) bool {
	for _, v := range []any{nil, false, json.Number("0"), "", []any{}, map[string]any{}} {
		var invalid *jsonschema.Error
		if !errors.As(schema.Validate(v), &invalid) || !refersToItself(invalid) {
			return false
		}
	}
	return true
}

// jsonBody is the whole body as JSON. Where it is not all there the outcome is
// unknown, where it is no JSON a failure; false in both cases.
func jsonBody(o *exchange.Observation, at source.Pos, key string, out *Result) (any, bool) {
	if why := bodyUnknown(o); why != "" {
		out.unknown(key + ": " + why)
		return nil, false
	}
	value, err := o.JSON()
	if errors.Is(err, exchange.ErrTooDeep) {
		out.unknown(key + ": " + err.Error())
		return nil, false
	}
	if err != nil {
		out.unmet(Failure{At: at, Subject: Subject{Key: key}, Expected: "a JSON body", Actual: bodyStart(o), Detail: err.Error()})
		return nil, false
	}
	return value, true
}

// bodyUnknown says why the whole body is not known, "" when it is.
func bodyUnknown(o *exchange.Observation) string {
	if bodyUnreported(o) {
		return "the source did not report the body"
	}
	if o.Cut != "" {
		return "the body was read only in part (" + string(o.Cut) + ")"
	}
	return ""
}

// bodyStart shows what a body is, where it is not what was expected.
func bodyStart(o *exchange.Observation) string {
	if len(o.Body) == 0 {
		return "an empty body"
	}
	kind := o.Header.Get("Content-Type")
	if kind == "" {
		kind = "no Content-Type"
	}
	return quote(string(o.Body)) + " (" + kind + ")"
}
