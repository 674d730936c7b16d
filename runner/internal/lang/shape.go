package lang

import (
	"maps"
	"strings"
)

// Shape is the form of a value: in words for messages and the reference, and as JSON
// Schema for editors.
type Shape struct {
	Words  string
	Schema Schema
}

// Schema is a JSON Schema (draft 2020-12), or a part of one.
type Schema map[string]any

// Of returns the shape with these words and this schema.
func Of(words string, s Schema) Shape { return Shape{words, s} }

// Described returns s with a sentence for people.
func (s Schema) Described(meaning string) Schema {
	out := Schema{"description": meaning}
	maps.Copy(out, s)
	return out
}

// The patterns of texts that are read as something else.
const (
	durationPattern = `^\s*[0-9.]+(ns|us|µs|ms|s|m|h|d)([0-9.]+(ns|us|µs|ms|s|m|h))*\s*$|^\s*0\s*$`
	sizePattern     = `^\s*[0-9.]+\s*([KkMmGg][Ii]?)?[Bb]?\s*$`
	ratePattern     = `^\s*[0-9.]+\s*/\s*[smhd]\s*$`
)

// ScalarTypes lists the JSON types that a YAML scalar may be read as.
var ScalarTypes = []string{"string", "number", "boolean"}

// The shapes that many words share.
var (
	Text     = Of("text", Schema{"type": ScalarTypes})
	Sentence = Of("text", Schema{"type": ScalarTypes, "pattern": `\S`})
	Texts    = Of("text or a list of texts", OneOrMany(Schema{"type": ScalarTypes}))
	Flag     = Of("true or false", Schema{"type": "boolean"})
	Duration = Of("a duration (150ms, 30s, 1h, 1d)", AnyOf(Schema{"type": "string", "pattern": durationPattern}, Schema{"const": 0}))
	Size     = Of("a size (512, 10KiB, 5MB)", Schema{"type": []string{"string", "number"}, "pattern": sizePattern, "minimum": 0})
	Rate     = Of("a rate (2/s, 30/m)", Schema{"type": "string", "pattern": ratePattern})
	Path     = Of("a path", Schema{"type": "string"}.Names("file"))
	URL      = Of("a URL", Schema{"type": "string"})
	Any      = Of("any value", Schema{})
	Number   = Of("a number", Schema{"type": "number", "minimum": 0})
	Scalar   = Of("a scalar", Schema{"type": []string{"string", "number", "boolean", "null"}})
)

// Names marks texts as names of one kind: "probe", "answer", "hypothesis", "item", "finding of a
// pack", "file", "JSONPath", "header". Editors complete and follow them by it.
func (s Schema) Names(kind string) Schema {
	out := maps.Clone(s)
	out[naming] = kind
	return out
}

// Named returns the kind that [Schema.Names] gave s, "" if none.
func (s Schema) Named() string {
	kind, _ := s[naming].(string)
	return kind
}

// naming is the keyword of [Schema.Names], which no JSON Schema has: [Strict] leaves it out.
const naming = "names"

// Reference is a text with a ${reference} in it.
var Reference = Schema{"type": "string", "pattern": `\$\{`}

// Ref refers to a definition of the whole schema.
func Ref(name string) Schema { return Schema{"$ref": "#/$defs/" + name} }

// AnyOf returns the schema of values that meet at least one of these.
func AnyOf(some ...Schema) Schema {
	list := make([]any, len(some))
	for i, s := range some {
		list[i] = s
	}
	return Schema{"anyOf": list}
}

// OneOrMany is one of these, or a list of them.
func OneOrMany(one Schema) Schema { return AnyOf(one, Schema{"type": "array", "items": one}) }

// ListOf is a list of at least one of these.
func ListOf(one Schema) Schema { return Schema{"type": "array", "minItems": 1, "items": one} }

// MapOf is a map with at least one key, to values such as these.
func MapOf(one Schema) Schema {
	return Schema{"type": "object", "minProperties": 1, "additionalProperties": one}
}

// OrNull is one of these, or null.
func OrNull(s Schema) Schema { return AnyOf(s, Schema{"type": "null"}) }

// Count is a whole number of at least so much.
func Count(least int) Shape {
	return Of("a whole number", Schema{"type": "integer", "minimum": least})
}

// OneOf is one of a few words.
func OneOf(words ...string) Shape { return Of("one of "+List(words), Schema{"enum": words}) }

// OrReference is s, or a text with a ${reference} that gives such a value.
func OrReference(s Shape) Shape { return Of(s.Words, AnyOf(s.Schema, Reference)) }

// List joins words for a sentence, the long ones cut short.
func List(words []string) string {
	const most = 8
	if len(words) > most {
		return strings.Join(words[:most], ", ") + ", …"
	}
	return strings.Join(words, ", ")
}
