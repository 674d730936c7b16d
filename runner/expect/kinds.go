package expect

import (
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// typeNames are the words of the operator type.
var typeNames = []string{"string", "number", "integer", "boolean", "array", "object", "null"}

// typed is one of several types of JSON values.
type typed struct{ any []string }

func compileType(c *compiling, n *yaml.Node, _ valueKind) operator {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return &typed{[]string{"null"}}
	}
	words, nodes := c.words(n, "type")
	for i, word := range words {
		if !slices.Contains(typeNames, word) {
			c.unknownWord(nodes[i], "type", word, typeNames).
				Next = "to mean a map with the key type, write {equals: {type: …}} or {like: {type: …}}"
		}
	}
	if len(words) == 0 {
		return nil
	}
	return &typed{words}
}

func (t *typed) holds(v any) Outcome {
	is := typeOf(v)
	for _, want := range t.any {
		if want == is || want == "integer" && isInteger(v) {
			return Met
		}
	}
	return Unmet
}

func (t *typed) String() string { return "type " + joined(t.any, "or") }

// formatted is a text in a format that JSON Schema names.
type formatted struct {
	name   string
	format *jsonschema.Format
}

// formatNames are the words of the operator format: those of JSON Schema
// 2020-12, section 7.3.
var formatNames = []string{
	"date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname",
	"ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uri-template", "uuid",
	"json-pointer", "relative-json-pointer", "regex",
}

func compileFormat(c *compiling, n *yaml.Node, _ valueKind) operator {
	name, ok := c.text(n, "format")
	if !ok {
		return nil
	}
	if !slices.Contains(formatNames, name) {
		if p := c.unknownWord(n, "format", name, formatNames); p.DidYouMean == "" {
			p.Next = "known: " + strings.Join(formatNames, ", ")
		}
		return nil
	}
	format, err := cached(c.Shared, "format", name, formatOf)
	if err != nil {
		c.mistake(n, "format %s: %v", name, err)
		return nil
	}
	return &formatted{name, format}
}

// formatOf takes a format out of the JSON Schema library, so that `format` here
// and in a schema mean the same.
func formatOf(name string) (*jsonschema.Format, error) {
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	const at = "mem:///format"
	if err := c.AddResource(at, map[string]any{"format": name}); err != nil {
		return nil, err
	}
	s, err := c.Compile(at)
	if err != nil {
		return nil, err
	}
	return s.Format, nil
}

func (f *formatted) holds(v any) Outcome {
	switch v.(type) {
	case string:
	case partialText:
		return Unknown
	default:
		return Unmet
	}
	return met(f.format == nil || f.format.Validate(v) == nil)
}

func (f *formatted) String() string { return "format " + f.name }

func (f *formatted) explain(v any, out *Failure) {
	explainTextOnly(v, out)
	if _, ok := v.(string); ok {
		if err := f.format.Validate(v); err != nil {
			out.Detail = err.Error()
		}
	}
}
