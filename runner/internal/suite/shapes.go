package suite

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/lang"
)

// The patterns of names.
const (
	idPattern   = `^[a-z0-9][a-z0-9-]*$`
	namePattern = `^[A-Za-z_][A-Za-z0-9_-]*$`
)

// Shapes that several maps share.
var (
	shapeExpect = lang.Of("an expectation", lang.Ref("expectation"))
	shapeProbe  = lang.Of("the id of a probe", aProbe)
	shapeProbes = lang.Of("a probe id, a glob, or a list of them", lang.OneOrMany(aProbe))
	shapeIDs    = lang.Of("a list of ids", lang.OneOrMany(lang.Schema{"type": "string"}.Names("hypothesis")))
	shapeStream = lang.Of("true, false, sse or ndjson", lang.Schema{"enum": []any{true, false, string(exchange.NDJSON), "sse"}})
	shapeValues = lang.Of("a map of names to values", lang.Schema{"type": []string{"object", "null"}, "additionalProperties": valueOrList})
)

var aProbe = lang.Schema{"type": "string"}.Names("probe")

// valueOrList is the shape of the value of a header or query parameter.
var valueOrList = lang.AnyOf(
	lang.Schema{"type": []string{"string", "number", "boolean", "null"}},
	lang.Schema{"type": "array", "items": lang.Schema{"type": lang.ScalarTypes}},
)

// mapOf returns the shape of a map from ids (or names) to values of a $defs entry.
func mapOf(words, pattern, def string) lang.Shape {
	s := lang.Schema{"type": "object", "additionalProperties": lang.Ref(def)}
	if pattern != "" {
		s["propertyNames"] = lang.Schema{"pattern": pattern}
	}
	return lang.Of(words, s)
}

// schema returns the JSON Schema of a map that a table reads.
func (t *table[T]) schema(required ...string) lang.Schema {
	properties := lang.Schema{}
	fields := t.fields()
	for i := range fields {
		f := &fields[i]
		s := f.shape.Schema
		if f.nullable {
			s = lang.OrNull(s)
		}
		properties[f.key] = s.Described(f.meaning)
	}
	out := lang.Schema{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}
