package expect

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// TypeNames are the words of the operator type.
var TypeNames = []string{"string", "number", "integer", "boolean", "array", "object", "null"}

// typed is one of several types of JSON values.
type typed struct{ any []string }

func compileType(c *compiling, n *yaml.Node, _ valueKind) operator {
	if n.Kind == yaml.ScalarNode && n.Tag == "!!null" {
		return &typed{[]string{"null"}}
	}
	words, nodes := c.words(n, "type")
	for i, word := range words {
		if !slices.Contains(TypeNames, word) {
			c.unknownWord(nodes[i], "type", word, TypeNames).
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

// formatted is a text in a format.
type formatted struct {
	name  string
	check func(text string) error // nil: nothing is checked
}

func compileFormat(c *compiling, n *yaml.Node, _ valueKind) operator {
	name, ok := c.text(n, "format")
	if !ok {
		return nil
	}
	if !slices.Contains(FormatNames(), name) {
		if p := c.unknownWord(n, "format", name, FormatNames()); p.DidYouMean == "" {
			p.Next = "known: " + strings.Join(FormatNames(), ", ")
		}
		return nil
	}
	check, err := cached(c.Shared, "format", name, formatCheck)
	if err != nil {
		c.mistake(n, "format %s: %v", name, err)
		return nil
	}
	return &formatted{name, check}
}

func (f *formatted) holds(v any) Outcome {
	switch v := v.(type) {
	case string:
		return met(f.check == nil || f.check(v) == nil)
	case partialText:
		return Unknown
	}
	return Unmet
}

func (f *formatted) String() string { return "format " + f.name }

func (f *formatted) explain(v any, out *Failure) {
	explainTextOnly(v, out)
	if text, ok := v.(string); ok && f.check != nil {
		if err := f.check(text); err != nil {
			out.Detail = err.Error()
		}
	}
}
