package hurl

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"assay/runner/internal/importer"
)

// predicate is what Hurl asserts of a value.
type predicate struct {
	name    string // as Hurl has it, "==" for its old name "equals"
	negated bool
	value   token // of those that compare
}

// operators maps Hurl's predicates with a value to a suite's operators.
var operators = map[string]string{
	"==": "equals", "!=": "not", ">": "gt", ">=": "ge", "<": "lt", "<=": "le",
	"startsWith": "starts_with", "endsWith": "ends_with", "contains": "contains", "includes": "contains", "matches": "matches",
}

// oldNames are names of Hurl 5 and earlier.
var oldNames = map[string]string{
	"equals": "==", "notEquals": "!=", "greaterThan": ">", "greaterThanOrEquals": ">=", "lessThan": "<", "lessThanOrEquals": "<=",
}

// words maps Hurl's predicates without a value.
var words = map[string]any{
	"exists":       "present",
	"isEmpty":      "empty",
	"isString":     importer.MapOf("type", "string"),
	"isInteger":    importer.MapOf("type", "integer"),
	"isNumber":     importer.MapOf("type", "number"),
	"isFloat":      importer.MapOf("type", "number"),
	"isBoolean":    importer.MapOf("type", "boolean"),
	"isList":       importer.MapOf("type", "array"),
	"isObject":     importer.MapOf("type", "object"),
	"isCollection": importer.MapOf("type", importer.List{"array", "object"}),
	"isIsoDate":    importer.MapOf("format", "date-time"),
	"isUuid":       importer.MapOf("format", "uuid"),
	"isIpv4":       importer.MapOf("format", "ipv4"),
	"isIpv6":       importer.MapOf("format", "ipv6"),
}

// typesOf lists the types of JSON that Hurl judges by a predicate; of any other type, both the
// predicate and its negation fail. Predicates that are not in it judge every type.
var typesOf = map[string]importer.List{
	"isEmpty": {"string", "array", "object"}, "isIsoDate": {"string"}, "isUuid": {"string"}, "isIpv4": {"string"}, "isIpv6": {"string"},
	"startsWith": {"string"}, "endsWith": {"string"}, "matches": {"string"}, "includes": {"array"}, "contains": {"string", "array"},
}

// predicateOf reads a predicate, or returns why it cannot.
func predicateOf(tokens []token) (p predicate, why string) {
	if len(tokens) > 0 && tokens[0].word == "not" {
		p.negated, tokens = true, tokens[1:]
	}
	if len(tokens) == 0 {
		return p, "it has no predicate"
	}
	p.name = tokens[0].word
	if name, ok := oldNames[p.name]; ok {
		p.name = name
	}
	if _, ok := words[p.name]; ok && len(tokens) == 1 {
		return p, ""
	}
	if _, ok := operators[p.name]; !ok {
		return p, fmt.Sprintf("a suite has no word for %q", p.name)
	}
	if len(tokens) != 2 || tokens[1].kind == 0 {
		return p, "its value is not understood"
	}
	p.value = tokens[1]
	if text, ok := p.value.value.(string); ok && p.value.kind == 's' && p.name != "matches" {
		p.value.value = importer.Quoted(text)
	}
	return p, ""
}

// compares reports whether the predicate compares how great two values are.
func (p predicate) compares() bool {
	return strings.HasPrefix(p.name, "<") || strings.HasPrefix(p.name, ">")
}

// equality reports whether the predicate is == or !=.
func (p predicate) equality() bool { return p.name == "==" || p.name == "!=" }

// met returns the predicate without its negation, or why a suite has none.
func (p predicate) met() (any, string) {
	if word, ok := words[p.name]; ok {
		return copied(word), ""
	}
	v := p.value
	switch text, isText := v.value.(string); {
	case v.kind == 'b':
		return nil, "a suite compares bytes by their sha256 only"
	case p.name == "==":
		return equalsToken(v), ""
	case p.name == "!=":
		return importer.MapOf("not", equalsToken(v)), ""
	case p.compares() && v.kind == 's':
		return nil, "a suite has no order of texts"
	case p.name == "matches":
		if _, err := regexp.Compile(text); !isText || err != nil {
			return nil, "it is no regular expression of RE2"
		}
	case p.name == "includes":
		return importer.Map{{Key: "type", Value: "array"}, {Key: "contains", Value: v.value}}, ""
	case (p.name == "startsWith" || p.name == "endsWith") && !isText:
		return nil, neverHolds("a text starts and ends with texts only")
	}
	return importer.MapOf(operators[p.name], v.value), ""
}

// neverHolds is the reason for leaving out an assert that fails in Hurl whatever is answered.
func neverHolds(why string) string { return "it holds of no answer in Hurl: " + why }

// types returns the types that the predicate judges, nil for all.
func (p predicate) types() importer.List {
	if p.name == "contains" && p.value.kind != 's' && p.value.kind != 'v' {
		return importer.List{"array"}
	}
	return typesOf[p.name]
}

// not returns the negation of a predicate. Types that Hurl does not judge do not meet it either.
func not(met any, types importer.List) any {
	switch met {
	case "present":
		return "absent"
	case "empty":
		met = importer.MapOf("empty", true)
	}
	var m importer.Map
	switch len(types) {
	case 0:
	case 1:
		m.Set("type", types[0])
	default:
		m.Set("type", types)
	}
	m.Set("not", met)
	return m
}

// orAbsent adds that a value may be missing: Hurl's negated predicates then hold.
func orAbsent(p any) any {
	if p == "absent" {
		return p
	}
	return importer.MapOf("one_of", importer.List{"absent", p})
}

func equalsToken(v token) any {
	if v.kind == 'w' && v.value == nil {
		return importer.MapOf("type", "null")
	}
	if n, ok := v.value.(json.Number); ok {
		return asDouble(n)
	}
	return importer.Equal(v.value)
}

// mostDigits is how many digits of a fraction a double keeps for certain.
const mostDigits = 15

// asDouble converts a number to a predicate of equality. Hurl compares fractions as doubles, so one
// with more digits equals its nearest doubles.
func asDouble(n json.Number) any {
	digits := strings.Count(n.String(), "") - 1 - strings.Count(n.String(), "-")
	if !strings.ContainsAny(n.String(), ".eE") || digits <= mostDigits+1 {
		return n
	}
	f, _, err := big.ParseFloat(n.String(), 10, 200, big.ToNearestEven)
	if err != nil {
		return n
	}
	const epsilon = 1 << 52 // of Rust's f64
	step := new(big.Float).Quo(big.NewFloat(1), big.NewFloat(epsilon))
	bound := func(f *big.Float) json.Number { return json.Number(f.Text('f', 24)) }
	return importer.MapOf("between", importer.List{bound(new(big.Float).Sub(f, step)), bound(new(big.Float).Add(f, step))})
}

// merged returns a predicate with further operators in front of its own.
func merged(more importer.Map, p any) importer.Map {
	switch p := p.(type) {
	case importer.Map:
		return append(more, p...)
	case string:
		if p == "absent" || p == "present" || p == "empty" {
			return append(more, importer.Entry{Key: p, Value: true})
		}
	}
	return append(more, importer.Entry{Key: "equals", Value: p})
}
