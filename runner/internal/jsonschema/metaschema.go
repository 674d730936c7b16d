package jsonschema

// metaschema returns the schema of a draft's schemas, built from its keywords. It is equivalent to
// the published one; building it keeps the knowledge of each keyword in one place.
func metaschema(address string, d draft) map[string]any {
	self := map[string]any{"$ref": "#"}
	if d == draft2020 {
		self = map[string]any{"$dynamicRef": "#meta"}
	}
	properties := map[string]any{}
	for i := range keywords {
		if k := &keywords[i]; k.in(d) {
			properties[k.name] = k.shape.schema(self, d)
		}
	}
	if d == draft4 { // the only booleans allowed as schemas
		orFlag := map[string]any{"anyOf": []any{map[string]any{"type": "boolean"}, self}}
		properties["additionalItems"], properties["additionalProperties"] = orFlag, orFlag
	}
	out := map[string]any{"$schema": address, d.id(): address, "properties": properties}
	switch d {
	case draft4:
		out["type"] = "object"
		out["dependencies"] = map[string]any{"exclusiveMinimum": []any{"minimum"}, "exclusiveMaximum": []any{"maximum"}}
	case draft2020:
		out["$dynamicAnchor"] = "meta"
		fallthrough
	default:
		out["type"] = []any{"object", "boolean"}
	}
	return out
}

// schema returns the schema for values of that shape; self is the schema for schemas of the draft.
func (s shape) schema(self map[string]any, d draft) any {
	of := func(kind string) map[string]any { return map[string]any{"type": kind} }
	uniqueWords := map[string]any{"type": "array", "items": of("string"), "uniqueItems": true}
	if d == draft4 {
		uniqueWords["minItems"] = number1
	}
	list := map[string]any{"type": "array", "items": self, "minItems": number1}
	byName := func(v any) map[string]any { return map[string]any{"type": "object", "additionalProperties": v} }
	switch s {
	case schemaShape:
		return self
	case schemaList:
		return list
	case schemaMap:
		return byName(self)
	case schemaPattern:
		if d == draft4 {
			return byName(self)
		}
		out := byName(self)
		out["propertyNames"] = map[string]any{"format": "regex"}
		return out
	case schemaOrList:
		return map[string]any{"anyOf": []any{self, list}}
	case schemaOrWords:
		return byName(map[string]any{"anyOf": []any{self, uniqueWords}})
	case count:
		return map[string]any{"type": "integer", "minimum": number0}
	case number:
		return of("number")
	case positive:
		if d == draft4 {
			return map[string]any{"type": "number", "minimum": number0, "exclusiveMinimum": true}
		}
		return map[string]any{"type": "number", "exclusiveMinimum": number0}
	case flag:
		return of("boolean")
	case text:
		return of("string")
	}
	return s.listed(uniqueWords, of)
}

// listed is schema for the remaining shapes.
func (s shape) listed(uniqueWords map[string]any, of func(string) map[string]any) any {
	switch s {
	case pattern:
		return map[string]any{"type": "string", "format": "regex"}
	case reference:
		return map[string]any{"type": "string", "format": "uri-reference"}
	case name:
		return map[string]any{"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"}
	case words:
		return uniqueWords
	case wordsByName:
		return map[string]any{"type": "object", "additionalProperties": uniqueWords}
	case types:
		one := map[string]any{"enum": anyList(typeNames)}
		several := map[string]any{"type": "array", "items": one, "minItems": number1, "uniqueItems": true}
		return map[string]any{"anyOf": []any{one, several}}
	case listShape:
		return of("array")
	case filledList:
		return map[string]any{"type": "array", "minItems": number1, "uniqueItems": true}
	}
	return map[string]any{}
}

func anyList(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}
