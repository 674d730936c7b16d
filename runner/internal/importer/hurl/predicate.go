package hurl

import (
	"fmt"
	"regexp"

	"assay/runner/internal/importer"
)

// operators maps Hurl's predicates with a value to a suite's operators.
var operators = map[string]string{
	"==": "equals", "equals": "equals", "!=": "not", "notEquals": "not",
	">": "gt", "greaterThan": "gt", ">=": "ge", "greaterThanOrEquals": "ge", "<": "lt", "lessThan": "lt", "<=": "le", "lessThanOrEquals": "le",
	"startsWith": "starts_with", "endsWith": "ends_with", "contains": "contains", "includes": "contains", "matches": "matches",
}

// words maps Hurl's predicates without a value.
var words = map[string]any{
	"exists":       "present",
	"isEmpty":      "empty",
	"isString":     importer.MapOf("type", "string"),
	"isInteger":    importer.MapOf("type", "integer"),
	"isNumber":     importer.MapOf("type", "number"),
	"isFloat":      importer.Map{{Key: "type", Value: "number"}, {Key: "not", Value: importer.MapOf("type", "integer")}},
	"isBoolean":    importer.MapOf("type", "boolean"),
	"isList":       importer.MapOf("type", "array"),
	"isObject":     importer.MapOf("type", "object"),
	"isCollection": importer.MapOf("type", importer.List{"array", "object"}),
	"isIsoDate":    importer.MapOf("format", "date-time"),
	"isUuid":       importer.MapOf("format", "uuid"),
	"isIpv4":       importer.MapOf("format", "ipv4"),
	"isIpv6":       importer.MapOf("format", "ipv6"),
}

// predicateOf reads a predicate, or returns why it cannot.
func predicateOf(tokens []token) (any, string) {
	negated := false
	if tokens[0].word == "not" {
		negated, tokens = true, tokens[1:]
	}
	if len(tokens) == 0 {
		return nil, "it has no predicate"
	}
	name := tokens[0].word
	if p, ok := words[name]; ok && len(tokens) == 1 {
		return negatedIf(negated, copied(p)), ""
	}
	operator, ok := operators[name]
	if !ok {
		return nil, fmt.Sprintf("a suite has no word for %q", name)
	}
	if len(tokens) != 2 || tokens[1].kind == 0 {
		return nil, "its value is not understood"
	}
	v := tokens[1]
	if text, ok := v.value.(string); ok && v.kind == 's' && operator != "matches" {
		v.value = importer.Quoted(text)
	}
	switch {
	case operator == "equals":
		return negatedIf(negated, equalsToken(v)), ""
	case operator == "not":
		return negatedIf(!negated, equalsToken(v)), ""
	case operator == "matches":
		pattern, ok := v.value.(string)
		if _, err := regexp.Compile(pattern); !ok || err != nil {
			return nil, "it is no regular expression of RE2"
		}
	case v.kind == 'b':
		return nil, "a suite compares bytes by their sha256 only"
	}
	return negatedIf(negated, importer.MapOf(operator, v.value)), ""
}

func equalsToken(v token) any {
	if v.kind == 'w' && v.value == nil {
		return importer.MapOf("type", "null")
	}
	return equals(v.value)
}

// equals converts a value to a predicate of equality: ambiguous words and maps get an explicit
// operator.
func equals(v any) any {
	switch v := v.(type) {
	case importer.Map:
		return importer.MapOf("equals", v)
	case string:
		if v == "absent" || v == "present" || v == "empty" {
			return importer.MapOf("equals", v)
		}
	}
	return v
}

// negatedIf negates a predicate if negated is true.
func negatedIf(negated bool, p any) any {
	switch {
	case !negated:
		return p
	case p == "present":
		return "absent"
	case p == "empty":
		return importer.MapOf("not", importer.MapOf("empty", true))
	}
	return importer.MapOf("not", p)
}
