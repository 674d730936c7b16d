package jsonschema

import "slices"

// draft is a version of JSON Schema: 4, 6, 7, 2019 or 2020.
type draft int

const (
	draft4    draft = 4
	draft6    draft = 6
	draft7    draft = 7
	draft2019 draft = 2019
	draft2020 draft = 2020
)

// drafts maps the addresses of the metaschemas, without a # at the end.
var drafts = map[string]draft{
	"http://json-schema.org/draft-04/schema":       draft4,
	"http://json-schema.org/draft-06/schema":       draft6,
	"http://json-schema.org/draft-07/schema":       draft7,
	"https://json-schema.org/draft/2019-09/schema": draft2019,
	"https://json-schema.org/draft/2020-12/schema": draft2020,
}

// id returns the keyword for a schema's address.
func (d draft) id() string {
	if d == draft4 {
		return "id"
	}
	return "$id"
}

// shape is the form of a keyword's value.
type shape int

const (
	anything shape = iota
	schemaShape
	schemaList    // at least one
	schemaMap     // by name
	schemaPattern // by pattern
	schemaOrList
	schemaOrWords // by name: a schema, or names
	count         // 0, 1, 2 …
	number
	positive
	flag
	text
	pattern
	reference
	name // of an anchor
	words
	wordsByName
	types
	listShape
	filledList
)

// keyword is a keyword in a range of drafts.
type keyword struct {
	name     string
	from, to draft
	shape    shape
}

func (k *keyword) in(d draft) bool { return k.from <= d && d <= k.to }

// keywords lists all keywords of the metaschemas; the walk over subschemas uses this table too. A
// keyword that changed its shape has two rows.
var keywords = []keyword{
	{"id", draft4, draft4, reference}, {"$id", draft6, draft2020, reference},
	{"$schema", draft4, draft2020, text}, {"$comment", draft7, draft2020, text},
	{"$ref", draft4, draft2020, reference},
	{"$anchor", draft2019, draft2020, name}, {"$dynamicAnchor", draft2020, draft2020, name},
	{"$dynamicRef", draft2020, draft2020, reference},
	{"$recursiveRef", draft2019, draft2019, reference}, {"$recursiveAnchor", draft2019, draft2019, flag},
	{"$defs", draft2019, draft2020, schemaMap}, {"definitions", draft4, draft2020, schemaMap},

	{"const", draft6, draft2020, anything}, {"default", draft4, draft2020, anything},
	{"title", draft4, draft2020, text}, {"description", draft4, draft2020, text},
	{"readOnly", draft7, draft2020, flag}, {"writeOnly", draft7, draft2020, flag}, {"deprecated", draft2019, draft2020, flag},
	{"examples", draft6, draft2020, listShape},

	{"type", draft4, draft2020, types}, {"enum", draft4, draft4, filledList}, {"enum", draft6, draft2020, listShape},
	{"format", draft4, draft2020, text},
	{"allOf", draft4, draft2020, schemaList}, {"anyOf", draft4, draft2020, schemaList}, {"oneOf", draft4, draft2020, schemaList},
	{"not", draft4, draft2020, schemaShape},
	{"if", draft7, draft2020, schemaShape}, {"then", draft7, draft2020, schemaShape}, {"else", draft7, draft2020, schemaShape},

	{"multipleOf", draft4, draft2020, positive}, {"minimum", draft4, draft2020, number}, {"maximum", draft4, draft2020, number},
	{"exclusiveMinimum", draft4, draft4, flag}, {"exclusiveMinimum", draft6, draft2020, number},
	{"exclusiveMaximum", draft4, draft4, flag}, {"exclusiveMaximum", draft6, draft2020, number},

	{"minLength", draft4, draft2020, count}, {"maxLength", draft4, draft2020, count}, {"pattern", draft4, draft2020, pattern},
	{"contentEncoding", draft7, draft2020, text}, {"contentMediaType", draft7, draft2020, text},
	{"contentSchema", draft2019, draft2020, schemaShape},

	{"prefixItems", draft2020, draft2020, schemaList}, {"items", draft4, draft2019, schemaOrList}, {"items", draft2020, draft2020, schemaShape},
	{"additionalItems", draft4, draft2019, schemaShape}, {"unevaluatedItems", draft2019, draft2020, schemaShape},
	{"minItems", draft4, draft2020, count}, {"maxItems", draft4, draft2020, count}, {"uniqueItems", draft4, draft2020, flag},
	{"contains", draft6, draft2020, schemaShape}, {"minContains", draft2019, draft2020, count}, {"maxContains", draft2019, draft2020, count},

	{"properties", draft4, draft2020, schemaMap}, {"patternProperties", draft4, draft2020, schemaPattern},
	{"additionalProperties", draft4, draft2020, schemaShape}, {"unevaluatedProperties", draft2019, draft2020, schemaShape},
	{"propertyNames", draft6, draft2020, schemaShape},
	{"minProperties", draft4, draft2020, count}, {"maxProperties", draft4, draft2020, count}, {"required", draft4, draft2020, words},
	{"dependencies", draft4, draft2020, schemaOrWords}, {"dependentRequired", draft2019, draft2020, wordsByName},
	{"dependentSchemas", draft2019, draft2020, schemaMap},
}

// typeNames are the types of values, as metaschemas list them.
var typeNames = []string{"array", "boolean", "integer", "null", "number", "object", "string"}

// typeOrder is the order of a schema's types in messages and in checks.
var typeOrder = []string{"null", "boolean", "number", "integer", "string", "array", "object"}

// eachSubschema calls f for each schema in a keyword of schema, with its pointer relative to
// schema.
func eachSubschema(d draft, schema map[string]any, f func(pointer string, sub any)) {
	for i := range keywords {
		k := &keywords[i]
		v, there := schema[k.name]
		if !there || !k.in(d) {
			continue
		}
		at := "/" + k.name
		switch v := v.(type) {
		case []any:
			if k.shape == schemaList || k.shape == schemaOrList {
				for i, one := range v {
					f(below(at, itoa(i)), one)
				}
			}
		case map[string]any:
			switch k.shape {
			case schemaShape, schemaOrList:
				f(at, v)
			case schemaMap, schemaPattern, schemaOrWords:
				for name, one := range v {
					f(below(at, name), one)
				}
			}
		case bool:
			if slices.Contains([]shape{schemaShape, schemaOrList}, k.shape) {
				f(at, v)
			}
		}
	}
}
