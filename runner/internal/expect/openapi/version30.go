package openapi

import (
	"maps"
	"slices"
	"strings"
)

// asJSONSchema turns, in place, the schemas of an OpenAPI document into JSON Schema 2020-12 for
// responses. In OpenAPI 3.1 they are that already, except that a response need not have required
// writeOnly properties. OpenAPI 3.0 differs in `nullable`, flags for exclusive bounds, and keywords
// next to a $ref, which it ignores.
func asJSONSchema(document any, is30 bool) any {
	return (&schemaTranslation{is30: is30}).value(document)
}

type schemaTranslation struct{ is30 bool }

// notSchemas are the keys whose values are not schemas, but values of the API.
var notSchemas = []string{"example", "examples", "default", "enum", "const"}

func (t *schemaTranslation) value(v any) any {
	switch v := v.(type) {
	case map[string]any:
		return t.object(v)
	case []any:
		for i := range v {
			v[i] = t.value(v[i])
		}
	}
	return v
}

func (t *schemaTranslation) object(in map[string]any) any {
	if ref, ok := in["$ref"].(string); ok && t.is30 {
		return map[string]any{"$ref": ref}
	}
	for k, v := range in {
		switch v.(type) {
		case map[string]any:
		case []any:
			if slices.Contains(notSchemas, k) {
				continue
			}
		default:
			continue
		}
		if !strings.HasPrefix(k, "x-") {
			in[k] = t.value(v)
		}
	}
	required(in)
	if !t.is30 {
		return in
	}
	exclusive(in, "exclusiveMinimum", "minimum")
	exclusive(in, "exclusiveMaximum", "maximum")
	return nullable(in)
}

// exclusive turns the flag of 3.0 into the bound of JSON Schema.
func exclusive(schema map[string]any, flag, bound string) {
	on, isFlag := schema[flag].(bool)
	if !isFlag {
		return
	}
	delete(schema, flag)
	if limit, ok := schema[bound]; ok && on {
		schema[flag] = limit
		delete(schema, bound)
	}
}

// nullable allows null: as another type if the schema has one, otherwise as an alternative to the
// whole schema.
func nullable(schema map[string]any) any {
	on, isFlag := schema["nullable"].(bool)
	if !isFlag {
		return schema
	}
	delete(schema, "nullable")
	if !on {
		return schema
	}
	kind, typed := schema["type"].(string)
	if !typed {
		return map[string]any{"anyOf": []any{map[string]any{"type": "null"}, schema}}
	}
	schema["type"] = []any{kind, "null"}
	if values, ok := schema["enum"].([]any); ok {
		schema["enum"] = append(slices.Clone(values), nil)
	}
	return schema
}

// required takes out of required the writeOnly properties, and the names that it has already.
func required(schema map[string]any) {
	names, ok := schema["required"].([]any)
	if !ok {
		return
	}
	properties, _ := schema["properties"].(map[string]any)
	kept := make([]any, 0, len(names))
	for _, name := range names {
		text, isText := name.(string)
		property, _ := properties[text].(map[string]any)
		if property["writeOnly"] == true || isText && slices.Contains(kept, name) {
			continue
		}
		kept = append(kept, name)
	}
	schema["required"] = kept
}

// sortedKeys returns the sorted keys of a map.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
