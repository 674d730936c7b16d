package postman

import (
	"slices"
	"strings"

	"assay/runner/internal/importer"
)

// bySchema converts a JSON Schema; false for one that a suite's JSON Schema 2020-12 reads
// otherwise, or that lint warns of.
func bySchema(v any) (predicate, bool) {
	schema, ok := v.(importer.Map)
	if !ok || len(schema) == 0 || !sameSchema(schema) {
		return predicate{}, false
	}
	schema = slices.DeleteFunc(slices.Clone(schema), func(e importer.Entry) bool { return e.Key == "$schema" })
	return predicate{met: importer.MapOf("schema", schema)}, len(schema) > 0
}

// drafts are those of JSON Schema whose keywords, those of otherwise aside, mean the same as in
// 2020-12.
var drafts = []string{"draft-06", "draft-07", "2019-09", "2020-12"}

// otherwise are the keywords that mean something else in 2020-12, or nothing.
var otherwise = []string{
	"additionalItems", "dependencies", "id", "extends", "disallow", "divisibleBy", "format", "$recursiveRef", "$recursiveAnchor",
	"unevaluatedItems", "contentMediaType", "contentEncoding", "$data", "nullable",
}

// ofTypes are keywords that judge one type of JSON only.
var ofTypes = []string{
	"properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties", "propertyNames",
	"items", "minItems", "maxItems", "uniqueItems", "contains", "minLength", "maxLength", "pattern", "minimum", "maximum", "multipleOf",
}

// sameSchema reports whether a schema means the same in 2020-12, and names its type where it judges
// one only.
func sameSchema(schema importer.Map) bool {
	for _, e := range schema {
		switch inner := e.Value.(type) {
		case importer.List:
			if e.Key == "items" || (e.Key == "anyOf" || e.Key == "oneOf" || e.Key == "allOf") && !all(inner, isSchema) {
				return false
			}
		case importer.Map:
			switch e.Key {
			case "properties", "patternProperties", "definitions", "$defs":
				for _, property := range inner {
					if !isSchema(property.Value) {
						return false
					}
				}
			case "items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else":
				if !isSchema(inner) {
					return false
				}
			}
		case bool:
			if e.Key == "required" || e.Key == "exclusiveMinimum" || e.Key == "exclusiveMaximum" {
				return false
			}
		case string:
			if e.Key == "$schema" && !slices.ContainsFunc(drafts, func(d string) bool { return strings.Contains(inner, "/"+d+"/") }) {
				return false
			}
		}
		if slices.Contains(otherwise, e.Key) || slices.Contains(ofTypes, e.Key) && schema.Get("type") == nil {
			return false
		}
	}
	return true
}

func isSchema(v any) bool {
	switch v := v.(type) {
	case bool:
		return true
	case importer.Map:
		return sameSchema(v)
	}
	return false
}

func all(list importer.List, is func(any) bool) bool {
	return !slices.ContainsFunc(list, func(v any) bool { return !is(v) })
}
