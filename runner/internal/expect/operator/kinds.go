package operator

import (
	"encoding/json"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/schema"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/text"
)

// TypeNames are the words of the operator type.
var TypeNames = []string{"string", "number", "integer", "boolean", "array", "object", "null"}

// otherTypes are types as languages call them, and what JSON calls them.
var otherTypes = map[string]string{
	"str": "string", "text": "string", "int": "integer", "float": "number", "double": "number", "bool": "boolean",
	"list": "array", "dict": "object", "map": "object", "none": "null", "nil": "null",
}

// typed is one of several types of JSON values.
type typed struct{ any []string }

func compileType(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return &typed{[]string{"null"}}
	}
	words, nodes := c.Words(n, "type")
	for i, word := range words {
		if !slices.Contains(TypeNames, word) {
			p := c.UnknownWord(nodes[i], "type", word, TypeNames)
			p.Next = "to mean a map with the key type, write {equals: {type: …}} or {contains: {type: …}}"
			if here := otherTypes[strings.ToLower(word)]; here != "" {
				p.DidYouMean = here
			} else if p.DidYouMean == "" {
				p.Next = "known here: " + strings.Join(TypeNames, ", ") + "; " + p.Next
			}
		}
	}
	if len(words) == 0 {
		return nil
	}
	return &typed{words}
}

func (t *typed) Holds(v any) outcome.Outcome {
	is := values.TypeOf(v)
	for _, want := range t.any {
		if want == is || want == "integer" && values.IsInteger(v) {
			return outcome.Met
		}
	}
	return outcome.Unmet
}

func (t *typed) String() string { return "type " + text.List(t.any, "or") }

// formatted is a text in a format.
type formatted struct {
	name  string
	check func(text string) error // nil: no check
	bits  uint                    // of an integer, which may be a JSON number too; 0: texts only
}

func compileFormat(c *predicate.Compiler, n *yaml.Node, _ values.Kind) predicate.Operator {
	name, ok := c.Text(n, "format")
	if !ok {
		return nil
	}
	if !slices.Contains(schema.FormatNames(), name) {
		if p := c.UnknownWord(n, "format", name, schema.FormatNames()); p.DidYouMean == "" {
			p.Next = "known: " + strings.Join(schema.FormatNames(), ", ")
		}
		return nil
	}
	check, err := compile.Cached(c.Shared, "format", name, schema.FormatCheck)
	if err != nil {
		c.Mistake(n, "format %s: %v", name, err)
		return nil
	}
	return &formatted{name, check, schema.WholeFormats[name]}
}

func (f *formatted) Holds(v any) outcome.Outcome {
	switch v := v.(type) {
	case string:
		return outcome.Holds(f.check == nil || f.check(v) == nil)
	case values.Partial:
		return outcome.Unknown
	case json.Number:
		return outcome.Holds(f.bits > 0 && values.WholeWithin(v, f.bits))
	}
	return outcome.Unmet
}

func (f *formatted) String() string { return "format " + f.name }

func (f *formatted) Explain(v any, out *outcome.Failure) {
	if n, number := v.(json.Number); number && f.bits > 0 {
		out.Detail = f.check(string(n)).Error()
		return
	}
	explainTextOnly(v, out)
	if text, ok := v.(string); ok && f.check != nil {
		if err := f.check(text); err != nil {
			out.Detail = err.Error()
		}
	}
}

func (t *typed) OfMasked(_ mask.Names, text string, masks []mask.Mask, o outcome.Outcome) outcome.Outcome {
	if o == outcome.Unmet && masks[0].AnyType(text) && (slices.Contains(t.any, "number") || slices.Contains(t.any, "integer")) {
		return outcome.Unknown
	}
	return o
}

func (t *typed) Suggest() []any { return ofTypes(t.any) }

func (f *formatted) Suggest() []any {
	if f.bits > 0 {
		return []any{json.Number("1"), "1"}
	}
	return []any{values.InFormat[f.name]}
}

func ofTypes(names []string) []any {
	byType := map[string]any{
		"string": "some text", "number": json.Number("1.5"), "integer": json.Number("1"), "boolean": true,
		"array": []any{}, "object": map[string]any{}, "null": nil,
	}
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = byType[name]
	}
	return out
}

func (t *typed) Code(v any) outcome.Code { return predicate.CodeOf(v, outcome.Type) }

func (f *formatted) Code(v any) outcome.Code {
	if _, number := v.(json.Number); number && f.bits > 0 {
		return outcome.Value
	}
	return codeOfText(v)
}
