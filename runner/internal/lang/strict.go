package lang

import (
	"maps"
	"slices"
	"strings"
)

// Strict returns s, a whole schema, as the strictest validators compile it (Ajv with strict: true)
// and so that editors name what is wrong in it; it accepts the same values:
//
//   - a type that is one of several is one alternative for each, with the keywords about it;
//   - of alternatives, only one of which is a map, that one alone judges a map, so that a mistake
//     is about a key of it and not about the types; so with lists;
//   - a key that is required stands among the properties;
//   - what [Schema.Names] says, which validators do not know, is left out.
func Strict(s Schema) Schema {
	definitions, _ := s["$defs"].(Schema)
	return strict{definitions}.schema(s)
}

type strict struct{ definitions Schema }

// typeOf lists the type that a keyword is about.
var typeOf = map[string]string{
	"pattern": "string", "minLength": "string", "maxLength": "string", "format": "string",
	"minimum": "number", "maximum": "number",
	"items": "array", "minItems": "array", "maxItems": "array",
	"properties": "object", "required": "object", "additionalProperties": "object",
	"minProperties": "object", "propertyNames": "object",
}

func (t strict) schema(s Schema) Schema {
	out := Schema{}
	for key, v := range s {
		if key != naming {
			out[key] = t.value(key, v)
		}
	}
	if required, ok := out["required"].([]string); ok {
		properties := Schema{}
		if known, ok := out["properties"].(Schema); ok {
			maps.Copy(properties, known)
		}
		for _, key := range required {
			if _, known := properties[key]; !known {
				properties[key] = true
			}
		}
		out["properties"] = properties
	}
	if types, ok := out["type"].([]string); ok {
		out = split(out, types)
	}
	if some, ok := out["anyOf"].([]any); ok {
		out = t.chosen(out, some)
	}
	return out
}

// value makes the value of a keyword strict. The values of "enum", "const" and the like are data.
func (t strict) value(key string, v any) any {
	switch v := v.(type) {
	case Schema:
		if key == "properties" || key == "$defs" || key == "patternProperties" {
			out := Schema{}
			for name, one := range v {
				out[name] = t.value("", one)
			}
			return out
		}
		return t.schema(v)
	case []any:
		if key != "anyOf" && key != "allOf" && key != "oneOf" && key != "prefixItems" {
			return v
		}
		out := make([]any, len(v))
		for i, one := range v {
			out[i] = t.value("", one)
		}
		return out
	}
	return v
}

// split makes an alternative of each type.
func split(s Schema, types []string) Schema {
	out, some := Schema{}, make([]any, len(types))
	for i, name := range types {
		some[i] = Schema{"type": name}
	}
	for key, v := range s {
		about := typeOf[key]
		i := slices.Index(types, about)
		switch {
		case key == "type":
		case about == "":
			out[key] = v
		case i >= 0:
			some[i].(Schema)[key] = v
		}
	}
	if _, taken := out["anyOf"]; taken {
		out["allOf"] = append(list(out["allOf"]), Schema{"anyOf": some})
		return out
	}
	out["anyOf"] = some
	return out
}

func list(v any) []any {
	l, _ := v.([]any)
	return l
}

// chosen lets the only alternative that is a map judge maps, and the only list lists.
func (t strict) chosen(s Schema, some []any) Schema {
	choice := t.choice(some, nil, "object", "array")
	if choice["if"] == nil {
		return s
	}
	out := maps.Clone(s)
	delete(out, "anyOf")
	if _, taken := out["if"]; taken {
		out["allOf"] = append(list(out["allOf"]), choice)
		return out
	}
	maps.Copy(out, choice)
	return out
}

// choice returns the schema of some alternatives, those of these types apart. Types that are
// already apart stay as alternatives without a value, so that editors name them in a message about
// a value of a wrong type.
func (t strict) choice(some, apart []any, types ...string) Schema {
	if len(some) == 1 && len(apart) == 0 {
		if s, ok := some[0].(Schema); ok {
			return s
		}
	}
	for i, name := range types {
		if one, others := t.apart(some, name); one != nil {
			return Schema{"if": Schema{"type": name}, "then": one, "else": t.choice(others, append(apart, Schema{"type": name}), types[i+1:]...)}
		}
	}
	return Schema{"anyOf": append(slices.Clone(some), apart...)}
}

// apart returns the only alternative of a type, and those of other types; nil if there is none, or
// no other.
func (t strict) apart(some []any, name string) (one any, others []any) {
	for _, s := range some {
		switch is := t.is(s, name); {
		case is == no:
			others = append(others, s)
		case is == unknown || one != nil:
			return nil, nil
		default:
			one = s
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	return one, others
}

type answer int

const (
	unknown answer = iota
	yes
	no
)

// is reports whether the values that an alternative accepts are of a type, as far as its own type,
// the definition that it refers to or its values say.
func (t strict) is(alternative any, name string) answer {
	s, ok := alternative.(Schema)
	if !ok {
		return unknown
	}
	if ref, ok := s["$ref"].(string); ok {
		return t.is(t.definitions[strings.TrimPrefix(ref, "#/$defs/")], name)
	}
	switch own := s["type"].(type) {
	case string:
		if own == name {
			return yes
		}
		return no
	case []string:
		if slices.Contains(own, name) {
			return unknown
		}
		return no
	}
	if s["const"] != nil || s["enum"] != nil {
		return no
	}
	if s["if"] != nil {
		return t.all([]any{s["then"], s["else"]}, name)
	}
	return t.all(list(s["anyOf"]), name)
}

// all is what all alternatives are, unknown if they differ.
func (t strict) all(some []any, name string) answer {
	if len(some) == 0 {
		return unknown
	}
	first := t.is(some[0], name)
	for _, one := range some[1:] {
		if t.is(one, name) != first {
			return unknown
		}
	}
	return first
}
