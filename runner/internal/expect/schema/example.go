package schema

import (
	"encoding/json"
	"strings"

	"assay/runner/internal/expect/values"
	"assay/runner/internal/jsonschema"
)

// Example returns a small value that a JSON Schema may accept, from the keywords that usually
// decide. It is a guess, which callers must try.
func Example(s *jsonschema.Schema, depth int) any {
	const deepest = 20
	for s != nil && s.Ref != nil && depth < deepest {
		s, depth = s.Ref, depth+1
	}
	if s == nil || depth >= deepest {
		return map[string]any{}
	}
	for _, alternatives := range [][]*jsonschema.Schema{s.AllOf, s.AnyOf, s.OneOf} {
		if len(alternatives) > 0 && s.Types == nil && len(s.Properties) == 0 {
			return Example(alternatives[0], depth+1)
		}
	}
	switch {
	case s.Const != nil:
		return *s.Const
	case len(s.Enum) > 0:
		return s.Enum[0]
	}
	switch typeOfSchema(s) {
	case "array":
		return itemsOf(s, depth)
	case "string":
		return textOf(s)
	case "integer", "number":
		if s.Minimum != nil {
			return json.Number(s.Minimum.String())
		}
		return json.Number("1")
	case "boolean":
		return true
	case "null":
		return nil
	}
	object := map[string]any{}
	for _, name := range s.Required {
		object[name] = Example(s.Properties[name], depth+1)
	}
	return object
}

func typeOfSchema(s *jsonschema.Schema) string {
	if len(s.Types) == 0 {
		return "object"
	}
	return s.Types[0]
}

func itemsOf(s *jsonschema.Schema, depth int) []any {
	list := []any{}
	if s.MinItems == nil || *s.MinItems > 100 {
		return list
	}
	for i := range *s.MinItems {
		item := s.Items
		if i < len(s.PrefixItems) {
			item = s.PrefixItems[i]
		}
		list = append(list, Example(item, depth+1))
	}
	return list
}

func textOf(s *jsonschema.Schema) string {
	text := ""
	switch {
	case s.Format != "":
		text = values.InFormat[s.Format]
		if s.Format == "duration" {
			text = "PT1S"
		}
	case s.Pattern != nil:
		text = values.TextFor(s.Pattern.String())
	}
	if s.MinLength != nil && len(text) < *s.MinLength && *s.MinLength < 1000 {
		text += strings.Repeat("x", *s.MinLength-len(text))
	}
	return text
}
