package postman

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/dop251/goja/ast"

	"assay/runner/internal/importer"
)

// property marks have.property("name", value) until the place is known.
const property = "\x00property"

// passing are chai's words without a meaning of their own.
var passing = map[string]bool{"to": true, "be": true, "been": true, "is": true, "that": true, "which": true, "and": true, "has": true, "have": true, "with": true, "at": true, "of": true, "same": true, "does": true, "deep": true}

// meaningful returns the asserting words of a chain, and whether they are negated.
func meaningful(steps []step) (negated bool, words []step) {
	for _, s := range steps {
		switch {
		case s.name == "not" && !s.called:
			negated = !negated
		case s.called || !passing[s.name]:
			words = append(words, s)
		}
	}
	return negated, words
}

// comparisons maps chai's words to operators.
var comparisons = map[string]string{
	"above": "gt", "greaterThan": "gt", "gt": "gt", "least": "ge", "gte": "ge", "below": "lt", "lessThan": "lt", "lt": "lt", "most": "le", "lte": "le",
	"include": "contains", "includes": "contains", "contain": "contains", "contains": "contains",
	"lengthOf": "length", "length": "length", "oneOf": "in",
}

// negation returns the negated predicate.
func negation(p any) (any, bool) {
	switch p {
	case "present":
		return "absent", true
	case "absent":
		return "present", true
	}
	if m, ok := p.(importer.Map); ok && len(m) == 1 && m[0].Key == property {
		e := m[0].Value.(importer.Entry)
		if e.Value != any("present") {
			return nil, false
		}
		return importer.MapOf(property, importer.Entry{Key: e.Key, Value: "absent"}), true
	}
	if p == "empty" {
		return importer.MapOf("not", importer.MapOf("empty", true)), true
	}
	return importer.MapOf("not", p), true
}

// wordPredicate converts a word of chai's, with its argument, to a predicate.
func wordPredicate(word step) (any, bool) {
	if !word.called {
		return bareWord(word.name)
	}
	switch word.name {
	case "match", "matches":
		return patternPredicate(word.args)
	case "property":
		return propertyPredicate(word.args)
	}
	if len(word.args) == 0 || len(word.args) > 2 { // the second is a message
		return nil, false
	}
	v, ok := literal(word.args[0])
	if !ok {
		return nil, false
	}
	switch word.name {
	case "equal", "equals", "eq", "eql", "eqls":
		return equals(v), true
	case "a", "an":
		return typePredicate(v)
	}
	operator, ok := comparisons[word.name]
	if !ok || operator == "contains" && isMap(v) {
		return nil, false
	}
	return importer.MapOf(operator, v), true
}

// bareWord converts a word that is not called.
func bareWord(word string) (any, bool) {
	switch word {
	case "true":
		return true, true
	case "false":
		return false, true
	case "null":
		return importer.MapOf("type", "null"), true
	case "undefined":
		return "absent", true
	case "exist", "exists":
		return "present", true
	case "empty":
		return "empty", true
	}
	return nil, false
}

// patternPredicate reads match(/…/), if the pattern is valid in RE2 too.
func patternPredicate(args []ast.Expression) (any, bool) {
	if len(args) != 1 {
		return nil, false
	}
	re, ok := args[0].(*ast.RegExpLiteral)
	if !ok || strings.Trim(re.Flags, "ims") != "" {
		return nil, false
	}
	pattern := re.Pattern
	if re.Flags != "" {
		pattern = "(?" + re.Flags + ")" + pattern
	}
	if _, err := regexp.Compile(pattern); err != nil {
		return nil, false
	}
	return importer.MapOf("matches", importer.Literal(pattern)), true
}

// propertyPredicate reads have.property("name") and have.property("name", value).
func propertyPredicate(args []ast.Expression) (any, bool) {
	values := make([]any, len(args))
	for i, a := range args {
		var ok bool
		if values[i], ok = literal(a); !ok {
			return nil, false
		}
	}
	var name string
	if len(values) > 0 {
		name, _ = values[0].(string)
	}
	switch {
	case name == "" || len(values) > 2:
		return nil, false
	case len(values) == 2:
		return importer.MapOf(property, importer.Entry{Key: name, Value: equals(values[1])}), true
	}
	return importer.MapOf(property, importer.Entry{Key: name, Value: "present"}), true
}

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

// equals converts a literal to a predicate of equality: ambiguous words and maps get an explicit
// operator.
func equals(v any) any {
	switch v := v.(type) {
	case nil:
		return importer.MapOf("type", "null")
	case importer.Map:
		return importer.MapOf("equals", v)
	case string:
		if v == "absent" || v == "present" || v == "empty" {
			return importer.MapOf("equals", v)
		}
	}
	return v
}

// milliseconds converts the numbers of a predicate to durations.
func milliseconds(predicate any) any {
	switch v := predicate.(type) {
	case json.Number:
		return v.String() + "ms"
	case importer.Map:
		for i := range v {
			v[i].Value = milliseconds(v[i].Value)
		}
	}
	return predicate
}

func isMap(v any) bool {
	switch v.(type) {
	case importer.Map, importer.List:
		return true
	}
	return false
}
