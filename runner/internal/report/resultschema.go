package report

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"
)

// Schema returns the JSON Schema (2020-12) of the JSON result, generated from the types of this
// package. Further members may be added without a new [Version].
func Schema() ([]byte, error) {
	return schema(reflect.TypeFor[Result](), fmt.Sprintf("The result of a run of Assay, version %d", Version))
}

// ComparisonSchema returns the JSON Schema (2020-12) of what [CompareJSON] writes, as [Schema].
func ComparisonSchema() ([]byte, error) {
	return schema(reflect.TypeFor[Comparison](), fmt.Sprintf("Several runs of Assay side by side, version %d", Version))
}

// TargetsSchema returns the JSON Schema (2020-12) of what [TargetsJSON] writes, as [Schema].
func TargetsSchema() ([]byte, error) {
	return schema(reflect.TypeFor[TargetComparison](), fmt.Sprintf("Suites of Assay compared at several targets, version %d", Version))
}

func schema(of reflect.Type, title string) ([]byte, error) {
	defs := map[string]any{}
	return schemaText(schemaOf(of, defs), defs, title)
}

// schemaText writes a schema with a title and the definitions that it refers to.
func schemaText(root, defs map[string]any, title string) ([]byte, error) {
	whole := map[string]any{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title, "$defs": defs}
	maps.Copy(whole, root)
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(whole); err != nil {
		return nil, fmt.Errorf("writing the schema: %w", err)
	}
	return out.Bytes(), nil
}

// schemaOf returns the schema of a type; those of structs go into defs.
func schemaOf(t reflect.Type, defs map[string]any) map[string]any {
	if t.Implements(reflect.TypeFor[encoding.TextMarshaler]()) {
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem(), defs)
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem(), defs)}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return map[string]any{"type": "integer"}
	case reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Struct:
		if _, known := defs[t.Name()]; !known {
			defs[t.Name()] = nil // for recursive types
			defs[t.Name()] = objectSchema(t, defs)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	}
	return map[string]any{}
}

// objectSchema returns the schema of a struct: members that are never left out are required.
func objectSchema(t reflect.Type, defs map[string]any) map[string]any {
	properties, required := map[string]any{}, []string{}
	for _, f := range reflect.VisibleFields(t) { // with those of embedded structs
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		p := schemaOf(f.Type, defs)
		if !strings.Contains(options, "omit") {
			required = append(required, name)
			if f.Type.Kind() == reflect.Slice {
				p["type"] = []string{"array", "null"}
			}
		}
		properties[name] = p
	}
	return map[string]any{"type": "object", "properties": properties, "required": required}
}
