package language

import (
	"maps"
	"slices"
	"strings"

	"assay/runner/internal/lang"
	"assay/runner/internal/suite"
)

// Place is what may stand at a place of a document: schemas, any of which may hold.
type Place []lang.Schema

// Key is a word that may be a key.
type Key struct {
	Name, Meaning string
	Value         Place
}

// At returns what the value at a path of keys may be; "-" stands for an item of a list.
func At(path []string) Place {
	here := expanded(nil, suite.Language(), 0)
	for _, name := range path {
		var next Place
		for _, s := range here {
			for _, one := range below(s, name) {
				next = expanded(next, one, 0)
			}
		}
		here = next
	}
	return here
}

// mostNested bounds how deep alternatives refer to each other.
const mostNested = 12

// expanded appends the alternatives that a schema is made of.
func expanded(to Place, s lang.Schema, depth int) Place {
	if depth > mostNested {
		return to
	}
	if ref, ok := s["$ref"].(string); ok {
		definitions, _ := suite.Language()["$defs"].(lang.Schema)
		if of, ok := definitions[strings.TrimPrefix(ref, "#/$defs/")].(lang.Schema); ok {
			to = expanded(to, of, depth+1)
		}
	}
	for _, keyword := range []string{"then", "else"} {
		if one, ok := s[keyword].(lang.Schema); ok {
			to = expanded(to, one, depth+1)
		}
	}
	some, _ := s["anyOf"].([]any)
	for _, one := range some {
		if one, ok := one.(lang.Schema); ok {
			to = expanded(to, one, depth+1)
		}
	}
	return append(to, s)
}

// below returns the schemas of a key of a map, or of the items of a list.
func below(s lang.Schema, name string) []lang.Schema {
	if name == "-" {
		if items, ok := s["items"].(lang.Schema); ok {
			return []lang.Schema{items}
		}
		return nil
	}
	if properties, ok := s["properties"].(lang.Schema); ok {
		if one, ok := properties[name].(lang.Schema); ok {
			return []lang.Schema{one}
		}
	}
	if other, ok := s["additionalProperties"].(lang.Schema); ok {
		return []lang.Schema{other}
	}
	return nil
}

// Keys returns the words that may be keys, sorted.
func (p Place) Keys() []Key {
	byName := map[string]Key{}
	for _, s := range p {
		properties, _ := s["properties"].(lang.Schema)
		for name, one := range properties {
			one, ok := one.(lang.Schema)
			if _, known := byName[name]; !ok || known {
				continue
			}
			meaning, _ := one["description"].(string)
			if meaning == "" && s["additionalProperties"] != false {
				continue // as "file" among rows: a word with a shape of its own, and no key
			}
			byName[name] = Key{name, meaning, expanded(nil, one, 0)}
		}
	}
	return slices.SortedFunc(maps.Values(byName), func(a, b Key) int { return strings.Compare(a.Name, b.Name) })
}

// Meaning returns what a key means, "" if it is none.
func (p Place) Meaning(name string) string {
	for _, s := range p {
		properties, _ := s["properties"].(lang.Schema)
		if one, ok := properties[name].(lang.Schema); ok {
			if meaning, ok := one["description"].(string); ok {
				return meaning
			}
		}
	}
	return ""
}

// Words returns the words that the value may be.
func (p Place) Words() []string {
	var words []string
	for _, s := range p {
		switch enum := s["enum"].(type) {
		case []string:
			words = append(words, enum...)
		case []any:
			for _, one := range enum {
				switch one := one.(type) {
				case string:
					words = append(words, one)
				case bool:
					words = append(words, map[bool]string{true: "true", false: "false"}[one])
				}
			}
		}
		if s["type"] == "boolean" {
			words = append(words, "true", "false")
		}
		if s["const"] == true {
			words = append(words, "true")
		}
	}
	slices.Sort(words)
	return slices.Compact(words)
}

// Names returns the kind of names that the value may be, "" if none; see [lang.Schema.Names].
func (p Place) Names() string {
	for _, s := range p {
		if kind := s.Named(); kind != "" {
			return kind
		}
	}
	return ""
}

// KeyNames returns the kind of names that the keys are, "" if none.
func (p Place) KeyNames() string {
	for _, s := range p {
		if keys, ok := s["propertyNames"].(lang.Schema); ok && keys.Named() != "" {
			return keys.Named()
		}
	}
	return ""
}
