package suite

// shape is the type of a value: in words for messages and the reference, and as
// JSON Schema (draft 2020-12) for editors.
type shape struct {
	words  string
	schema schema
}

// schema is a JSON Schema, or a part of one.
type schema = map[string]any

// durationPattern and sizePattern are what expect.ParseDuration and expect.ParseSize read.
const (
	durationPattern = `^\s*[0-9.]+(ns|us|µs|ms|s|m|h|d)([0-9.]+(ns|us|µs|ms|s|m|h))*\s*$|^\s*0\s*$`
	sizePattern     = `^\s*[0-9.]+\s*([KkMmGg][Ii]?)?[Bb]?\s*$`
	ratePattern     = `^\s*[0-9.]+\s*/\s*[smhd]\s*$`
	idPattern       = `^[a-z0-9][a-z0-9-]*$`
	namePattern     = `^[A-Za-z_][A-Za-z0-9_-]*$`
)

var (
	scalarTypes = []string{"string", "number", "boolean"}

	shapeText     = shape{"text", schema{"type": scalarTypes}}
	shapeSentence = shape{"text", schema{"type": scalarTypes, "pattern": `\S`}}
	shapeWords    = shape{"text or a list of texts", oneOrMany(schema{"type": scalarTypes})}
	shapeFlag     = shape{"true or false", schema{"type": "boolean"}}
	shapeDuration = shape{"a duration (150ms, 30s, 1h, 1d)", schema{"anyOf": []any{schema{"type": "string", "pattern": durationPattern}, schema{"const": 0}}}}
	shapeSize     = shape{"a size (512, 10KiB, 5MB)", schema{"type": []string{"string", "number"}, "pattern": sizePattern, "minimum": 0}}
	shapeRate     = shape{"a rate (2/s, 30/m)", schema{"type": "string", "pattern": ratePattern}}
	shapePath     = shape{"a path", schema{"type": "string"}}
	shapeURL      = shape{"a URL", schema{"type": "string"}}
	shapeAny      = shape{"any value", schema{}}
	shapeNumber   = shape{"a number", schema{"type": "number", "minimum": 0}}
	shapeScalar   = shape{"a scalar", schema{"type": []string{"string", "number", "boolean", "null"}}}

	shapeExpect = shape{"an expectation", ref("expectation")}
	shapeProbe  = shape{"the id of a probe", schema{"type": "string"}}
	shapeProbes = shape{"a probe id, a glob, or a list of them", oneOrMany(schema{"type": "string"})}
	shapeIDs    = shape{"a list of ids", oneOrMany(schema{"type": "string"})}
	shapeValues = shape{"a map of names to values", schema{"type": []string{"object", "null"}, "additionalProperties": valueOrList}}
)

// valueOrList is what a header or query parameter may have.
var valueOrList = schema{"anyOf": []any{
	schema{"type": []string{"string", "number", "boolean", "null"}},
	schema{"type": "array", "items": schema{"type": scalarTypes}},
}}

func ref(name string) schema { return schema{"$ref": "#/$defs/" + name} }

func oneOrMany(one schema) schema {
	return schema{"anyOf": []any{one, schema{"type": "array", "items": one}}}
}

func shapeCount(least int) shape {
	return shape{"a whole number", schema{"type": "integer", "minimum": least}}
}

// shapeOneOf is one of a few words.
func shapeOneOf(words ...string) shape {
	enum := make([]any, len(words))
	for i, w := range words {
		enum[i] = w
	}
	return shape{"one of " + list(words), schema{"enum": enum}}
}

// mapOf is a map from ids (or names) to what a $defs entry describes.
func mapOf(words, pattern, def string) shape {
	s := schema{"type": "object", "additionalProperties": ref(def)}
	if pattern != "" {
		s["propertyNames"] = schema{"pattern": pattern}
	}
	return shape{words, s}
}

// orReference is s, or a text with a ${reference} that gives such a value.
func orReference(s shape) shape {
	return shape{s.words, schema{"anyOf": []any{s.schema, schema{"type": "string", "pattern": `\$\{`}}}}
}

func orNull(s schema) schema { return schema{"anyOf": []any{s, schema{"type": "null"}}} }

// tableSchema is the schema of a map that a table reads.
func (t *table[T]) schema(required ...string) schema {
	properties := schema{}
	for i := range t.fields {
		f := &t.fields[i]
		s := schema{"description": f.meaning}
		if f.nullable {
			s["anyOf"] = []any{f.shape.schema, schema{"type": "null"}}
		} else {
			for k, v := range f.shape.schema {
				s[k] = v
			}
		}
		properties[f.key] = s
	}
	out := schema{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}
