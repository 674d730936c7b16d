package operator

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/schema"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// schemaOperator is the operator `schema`: one value against a JSON Schema.
type schemaOperator struct {
	schema *jsonschema.Schema
	masks  mask.Names
}

func compileSchemaOperator(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
	compiled := schema.Read(&c.State, n)
	switch {
	case compiled == nil:
		return nil
	case k == values.AsText && !tellsTexts(compiled):
		c.Mistake(n, "schema: it says the same of every text, and only a text can stand here").
			Next = "write {parsed: {schema: …}} to judge the JSON in the text"
		return nil
	case typeless(compiled):
		c.Problems.Warn(c.At(n), "schema: a value that is no object meets it, whatever its members were to be").
			Next = "add type: object"
	}
	c.Heavy = true
	return &schemaOperator{compiled, c.Masked}
}

// tellsTexts reports whether the schema constrains texts.
func tellsTexts(s *jsonschema.Schema) bool {
	if s.Types != nil && !slices.Contains(s.Types, "string") {
		return false
	}
	return s.Const != nil || s.Enum != nil || s.Ref != nil || s.Not != nil || s.If != nil ||
		len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) > 0 || s.MinLength != nil || s.MaxLength != nil ||
		s.Pattern != nil || s.Format != ""
}

// typeless reports whether a schema requires members without requiring an object.
func typeless(s *jsonschema.Schema) bool {
	return s.Types == nil && s.Const == nil && s.Enum == nil && s.Ref == nil &&
		len(s.AllOf)+len(s.AnyOf)+len(s.OneOf) == 0 && len(s.Required)+len(s.Properties) > 0
}

func (s *schemaOperator) Holds(v any) outcome.Outcome {
	if _, cut := v.(values.Partial); cut {
		return outcome.Unknown
	}
	quiet := outcome.New(true)
	schema.Validate(s.masks, s.schema, v, source.Pos{}, outcome.Subject{}, &quiet)
	return quiet.Outcome
}

func (s *schemaOperator) Partly(w *value.Wanted) predicate.Operator {
	return &schemaOperator{s.schema.Partly(w), s.masks}
}

func (s *schemaOperator) Doubt(v any) string {
	var out outcome.Result
	schema.Validate(s.masks, s.schema, v, source.Pos{}, outcome.Subject{Key: "schema"}, &out)
	return strings.Join(out.Unknowns, "; ")
}

func (s *schemaOperator) String() string { return "meeting the schema" }

func (s *schemaOperator) JudgeWithin(v any, of outcome.Subject, at source.Pos, out *outcome.Result) {
	schema.Validate(s.masks, s.schema, v, at, of, out)
}

func (s *schemaOperator) Suggest() []any { return []any{schema.Example(s.schema, 0)} }
