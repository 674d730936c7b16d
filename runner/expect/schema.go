package expect

import (
	"errors"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"

	"assay/runner/exchange"
	"assay/runner/source"
)

func init() { keys["schema"] = compileSchema }

// schemaCheck is the key `schema`: the JSON body against a JSON Schema 2020-12,
// format assertions included.
type schemaCheck struct {
	at     source.Pos
	schema *jsonschema.Schema
}

// compileSchema reads `schema: {…}`, an inline schema, or `schema: {file: …}`.
func compileSchema(c *compiling, n *yaml.Node) check {
	n = source.Resolve(n)
	if name := fileOf(n); name != nil {
		return c.fileSchema(n, name)
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
	return &schemaCheck{at: c.at(n), schema: schema}
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

func (c *compiling) fileSchema(n, name *yaml.Node) check {
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
	return &schemaCheck{at: c.at(n), schema: schema}
}

func (s *schemaCheck) judge(o *exchange.Observation, _ *World, out *Result) {
	value, ok := jsonBody(o, s.at, "schema", out)
	if !ok {
		return
	}
	validate(s.schema, value, s.at, "schema", out)
}

// validate adds a failure for each mistake of value against the schema.
func validate(schema *jsonschema.Schema, value any, at source.Pos, subject string, out *Result) {
	err := schema.Validate(value)
	if err == nil {
		return
	}
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		out.unmet(Failure{At: at, Subject: subject, Expected: "a value that the schema can judge", Actual: err.Error()})
		return
	}
	for _, f := range schemaFailures(at, subject, value, invalid) {
		out.unmet(f)
	}
}

// jsonBody is the whole body as JSON. Where it is not all there the outcome is
// unknown, where it is no JSON a failure; false in both cases.
func jsonBody(o *exchange.Observation, at source.Pos, subject string, out *Result) (any, bool) {
	if why := bodyUnknown(o); why != "" {
		out.unknown(subject + ": " + why)
		return nil, false
	}
	value, err := o.JSON()
	if err != nil {
		out.unmet(Failure{At: at, Subject: subject, Expected: "a JSON body", Actual: bodyStart(o), Detail: err.Error()})
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
