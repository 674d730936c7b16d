package openapi

import (
	"maps"
	"slices"
	"strings"
)

// asJSONSchema turns the schemas of an OpenAPI document into JSON Schema 2020-12 for responses. In
// OpenAPI 3.1 they are that already, except that a response need not have required writeOnly
// properties. OpenAPI 3.0 differs in `nullable`, flags for exclusive bounds, and keywords next to a
// $ref, which it ignores.
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
		out := make([]any, len(v))
		for i := range v {
			out[i] = t.value(v[i])
		}
		return out
	}
	return v
}

func (t *schemaTranslation) object(in map[string]any) any {
	if ref, ok := in["$ref"].(string); ok && t.is30 {
		return map[string]any{"$ref": ref}
	}
	out := make(map[string]any, len(in))
	for k, v := range in {
		if _, isMap := v.(map[string]any); slices.Contains(notSchemas, k) && !isMap || strings.HasPrefix(k, "x-") {
			out[k] = v
			continue
		}
		out[k] = t.value(v)
	}
	dropWriteOnly(out)
	if !t.is30 {
		return out
	}
	exclusive(out, "exclusiveMinimum", "minimum")
	exclusive(out, "exclusiveMaximum", "maximum")
	return nullable(out)
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

// dropWriteOnly removes writeOnly properties from required.
func dropWriteOnly(schema map[string]any) {
	required, ok := schema["required"].([]any)
	properties, has := schema["properties"].(map[string]any)
	if !ok || !has {
		return
	}
	kept := slices.DeleteFunc(slices.Clone(required), func(name any) bool {
		text, _ := name.(string)
		property, _ := properties[text].(map[string]any)
		return property["writeOnly"] == true
	})
	schema["required"] = kept
}

// sortedKeys returns the sorted keys of a map.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
