package postman

import (
	"regexp"
	"strings"

	"assay/runner/importer"
	"assay/runner/source"
)

// property stands for have.property("name", value) until the place is known.
const property = "\x00property"

// chain is a chai expression behind expect(): words, and arguments in the end.
var chain = source.Pattern(`^((?:[A-Za-z]+\.)*[A-Za-z]+)(?:\((.*)\))?$`)

// passing are chai's words that mean nothing by themselves.
var passing = map[string]bool{"to": true, "be": true, "been": true, "is": true, "that": true, "which": true, "and": true, "has": true, "have": true, "with": true, "at": true, "of": true, "same": true, "does": true, "deep": true}

// comparisons are chai's words for operators.
var comparisons = map[string]string{
	"above": "gt", "greaterThan": "gt", "gt": "gt", "least": "ge", "gte": "ge", "below": "lt", "lessThan": "lt", "lt": "lt", "most": "le", "lte": "le",
	"include": "contains", "includes": "contains", "contain": "contains", "contains": "contains",
	"lengthOf": "length", "length": "length", "oneOf": "in",
}

// predicateOf reads what stands behind expect(…).
func predicateOf(text string) (any, bool) {
	m := chain().FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return nil, false
	}
	negated, words := false, []string{}
	for word := range strings.SplitSeq(m[1], ".") {
		switch {
		case word == "not":
			negated = !negated
		case !passing[word]:
			words = append(words, word)
		}
	}
	if len(words) != 1 {
		return nil, false
	}
	p, ok := wordPredicate(words[0], m[2])
	if !ok {
		return nil, false
	}
	if negated {
		return negation(p)
	}
	return p, true
}

// negation is the opposite of a predicate.
func negation(p any) (any, bool) {
	switch p {
	case "present":
		return "absent", true
	case "absent":
		return "present", true
	}
	if m, ok := p.(importer.Map); ok && len(m) == 1 && m[0].Key == property {
		e := m[0].Value.(importer.Entry)
		if e.Value != "present" {
			return nil, false
		}
		return importer.MapOf(property, importer.Entry{Key: e.Key, Value: "absent"}), true
	}
	if p == "empty" {
		return importer.MapOf("not", importer.MapOf("empty", true)), true
	}
	return importer.MapOf("not", p), true
}

func wordPredicate(word, argument string) (any, bool) {
	switch word {
	case "true":
		return true, argument == ""
	case "false":
		return false, argument == ""
	case "null":
		return importer.MapOf("type", "null"), argument == ""
	case "undefined":
		return "absent", argument == ""
	case "exist", "exists":
		return "present", argument == ""
	case "empty":
		return "empty", argument == ""
	case "match", "matches":
		m := regexLiteral().FindStringSubmatch(argument)
		if m == nil || regexpFails(m[1]) {
			return nil, false
		}
		return importer.MapOf("matches", importer.Literal(m[1])), true
	case "property":
		return propertyPredicate(argument)
	}
	v, ok := literal(argument)
	if !ok {
		return nil, false
	}
	switch word {
	case "equal", "equals", "eq", "eql", "eqls":
		return equals(v), true
	case "a", "an":
		return typePredicate(v)
	}
	operator, ok := comparisons[word]
	if !ok || operator == "contains" && isMap(v) {
		return nil, false
	}
	return importer.MapOf(operator, v), true
}

var regexLiteral = source.Pattern(`^/(.+)/$`)

func regexpFails(pattern string) bool {
	_, err := regexp.Compile(pattern)
	return err != nil
}

// propertyPredicate reads have.property("name") and have.property("name", value).
func propertyPredicate(argument string) (any, bool) {
	m := propertyArguments().FindStringSubmatch(argument)
	if m == nil {
		return nil, false
	}
	if m[2] == "" {
		return importer.MapOf(property, importer.Entry{Key: m[1], Value: "present"}), true
	}
	v, ok := literal(m[2])
	return importer.MapOf(property, importer.Entry{Key: m[1], Value: equals(v)}), ok
}

var propertyArguments = source.Pattern(`^\s*["']([^"']+)["']\s*(?:,\s*(.+?)\s*)?$`)

func typePredicate(v any) (any, bool) {
	kind, _ := v.(string)
	switch strings.ToLower(kind) {
	case "string", "number", "boolean", "array", "object", "null":
		return importer.MapOf("type", strings.ToLower(kind)), true
	case "undefined":
		return "absent", true
	}
	return nil, false
}
