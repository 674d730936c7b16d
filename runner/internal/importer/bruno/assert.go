package bruno

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
)

// judge holds the state while the asserts and tests of one request are read.
type judge struct {
	*reader
	probe  *importer.Probe
	expect importer.Map
	left   bool // an assert or a statement of a test is left out
	local  map[string]*javascript.Value
}

// unary are the operators without a value.
var unary = []string{"isEmpty", "isNotEmpty", "isNull", "isUndefined", "isDefined", "isTruthy", "isFalsy", "isJson", "isNumber", "isString", "isBoolean", "isArray"}

// operators are those with one.
var operators = []string{"eq", "neq", "gt", "gte", "lt", "lte", "in", "notIn", "contains", "notContains", "length", "matches", "notMatches", "startsWith", "endsWith", "between"}

// assert carries over an assert "expression: operator value", or lists it.
func (j *judge) assert(a pair) {
	operator, rest, _ := strings.Cut(a.value, " ")
	switch {
	case slices.Contains(unary, operator):
		rest = ""
	case !slices.Contains(operators, operator):
		operator, rest = "eq", a.value
	}
	why := "it is a program"
	if v, ok := javascript.Expression(a.key); ok {
		if method := methodOf(v); method != "" {
			why = "there is no " + method + " in asserts in Bruno"
		} else if s, ok := subjectOf(v); ok {
			why = j.claims(a, s, operator, strings.TrimSpace(rest))
		}
	}
	if why != "" {
		j.left = true
		j.Drop(a.at, "say it under expect:", "the assert %s: %s is left out: %s", a.key, a.value, why)
	}
}

// claims adds the expectation of an assert, or returns why a suite has none.
func (j *judge) claims(a pair, s subject, operator, rest string) string {
	if strings.Contains(rest, "{{") || strings.Contains(rest, "${") {
		return "its value is known to a run only"
	}
	var values []any
	switch operator {
	case "in", "notIn":
		inner := strings.TrimSuffix(strings.TrimPrefix(rest, "["), "]")
		for one := range strings.SplitSeq(inner, ",") {
			values = append(values, literal(one))
		}
	case "between":
		for one := range strings.SplitSeq(rest, ",") {
			values = append(values, literal(one))
		}
	case "matches", "notMatches":
		if len(rest) > 1 && strings.HasPrefix(rest, "/") && strings.HasSuffix(rest, "/") {
			rest = rest[1 : len(rest)-1]
		}
		values = []any{rest}
	default:
		values = []any{literal(rest)}
	}
	p, why := predicate(s, operator, values)
	if why == "" {
		key, v := s.expectation(p)
		j.expect.ExpectAt(a.at, key, v)
	}
	return why
}

// undefined is JavaScript's value of what is not there.
type undefined struct{}

// literal reads a value as Bruno does: a number, a word, or a text with or without quotes.
func literal(text string) any {
	text = strings.TrimSpace(text)
	switch text {
	case "true":
		return true
	case "false":
		return false
	case "null":
		return nil
	case "undefined":
		return undefined{}
	}
	for _, quote := range []string{`"`, "'"} {
		if len(text) > 1 && strings.HasPrefix(text, quote) && strings.HasSuffix(text, quote) {
			return text[1 : len(text)-1]
		}
	}
	if f, err := strconv.ParseFloat(text, 64); err == nil && !strings.ContainsAny(text, "xXpP_iInN") {
		return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
	}
	return text
}

// exactly returns the predicate of equality with a value.
func exactly(v any) any {
	switch v := v.(type) {
	case nil:
		return importer.MapOf("type", "null")
	case undefined:
		return "absent"
	case string:
		return importer.Equal(importer.Literal(v))
	}
	return v
}

// orAbsent adds that the part may be missing.
func orAbsent(p any) any { return importer.MapOf("one_of", importer.List{"absent", p}) }

// noAnswer is the reason for an assert that fails whatever is answered.
const noAnswer = "it holds of no answer in Bruno"

// types maps the operators that judge a type.
var types = map[string]any{"isNumber": "number", "isString": "string", "isBoolean": "boolean", "isArray": "array", "isNull": "null", "isJson": importer.List{"object", "array"}}

// predicate returns the predicate of chai that an operator stands for, or why a suite has none.
func predicate(s subject, operator string, values []any) (any, string) {
	one := any(nil)
	if len(values) > 0 {
		one = values[0]
	}
	switch s.key {
	case "status", "duration":
		return number(s, operator, values)
	case "headers", "body":
		if _, isText := one.(string); !isText && !slices.Contains(unary, operator) && one != (undefined{}) && operator != "length" {
			if n, isNumber := one.(json.Number); isNumber && (operator == "matches" || operator == "notMatches") {
				one = n.String()
			} else if operator != "neq" && operator != "notIn" && operator != "in" {
				return nil, noAnswer + ": the value is a text"
			}
		}
	}
	switch operator {
	case "eq":
		return exactly(one), ""
	case "neq":
		if one == (undefined{}) {
			return "present", ""
		}
		return orAbsent(importer.MapOf("not", exactly(one))), ""
	case "in", "notIn":
		return among(operator, values)
	case "isUndefined":
		return "absent", ""
	case "isDefined":
		return "present", ""
	case "isTruthy", "isFalsy":
		return operator == "isTruthy", ""
	case "isEmpty":
		return "empty", ""
	case "isNotEmpty":
		return importer.Map{{Key: "type", Value: importer.List{"string", "array", "object"}}, {Key: "empty", Value: false}}, ""
	}
	if kind, ok := types[operator]; ok {
		if s.key == "headers" && operator == "isString" {
			return "present", ""
		}
		if s.key == "headers" {
			return nil, noAnswer
		}
		if s.key == "body" && operator == "isString" {
			return nil, "a suite has no word for a body that is no JSON"
		}
		return importer.MapOf("type", kind), ""
	}
	return compared(operator, one, values)
}

// compared returns the predicates with a value that has a type.
func compared(operator string, one any, values []any) (any, string) {
	comparisons := map[string]string{"gt": "gt", "gte": "ge", "lt": "lt", "lte": "le"}
	text, isText := one.(string)
	_, isNumber := one.(json.Number)
	switch name := comparisons[operator]; {
	case name != "" && isNumber:
		return importer.MapOf(name, one), ""
	case operator == "length" && isNumber:
		return importer.MapOf("length", one), ""
	case operator == "between" && len(values) == 2:
		return importer.MapOf("between", importer.List{values[0], values[1]}), ""
	case operator == "contains" && one != nil && one != (undefined{}):
		return importer.MapOf("contains", escaped(one)), ""
	case operator == "notContains" && one != nil && one != (undefined{}):
		return importer.Map{{Key: "type", Value: importer.List{"string", "array"}}, {Key: "not", Value: importer.MapOf("contains", escaped(one))}}, ""
	case operator == "startsWith" && isText:
		return importer.MapOf("starts_with", escaped(text)), ""
	case operator == "endsWith" && isText:
		return importer.MapOf("ends_with", escaped(text)), ""
	case operator == "matches" || operator == "notMatches":
		if n, ok := one.(json.Number); ok {
			text = n.String()
		}
		if _, err := regexp.Compile(text); err != nil || text == "" {
			return nil, "it is no regular expression of RE2"
		}
		if operator == "notMatches" {
			return orAbsent(importer.MapOf("not", importer.MapOf("matches", escaped(text)))), ""
		}
		return importer.MapOf("matches", escaped(text)), ""
	}
	return nil, fmt.Sprintf("a suite does not judge it by %q", operator)
}

func escaped(v any) any {
	if text, ok := v.(string); ok {
		return importer.Literal(text)
	}
	return v
}

// among returns the predicate of being one of several values.
func among(operator string, values []any) (any, string) {
	var list importer.List
	for _, v := range values {
		if v == (undefined{}) {
			return nil, "undefined is no value of JSON"
		}
		list = append(list, escaped(v))
	}
	if operator == "notIn" {
		return orAbsent(importer.MapOf("not", importer.MapOf("in", list))), ""
	}
	return importer.MapOf("in", list), ""
}

// number judges a part that is a number always.
func number(s subject, operator string, values []any) (any, string) {
	var all importer.List
	for _, v := range values {
		n, ok := v.(json.Number)
		switch {
		case !ok && !slices.Contains(unary, operator):
			return nil, noAnswer + ": the value is a number"
		case s.key == "duration":
			all = append(all, n.String()+"ms")
		default:
			all = append(all, n)
		}
	}
	comparisons := map[string]string{"gt": "gt", "gte": "ge", "lt": "lt", "lte": "le"}
	switch name := comparisons[operator]; {
	case name != "" && len(all) == 1:
		return importer.MapOf(name, all[0]), ""
	case operator == "between" && len(all) == 2:
		return importer.MapOf("between", all), ""
	case s.key == "duration":
		return nil, fmt.Sprintf("a suite does not judge a time by %q", operator)
	case operator == "eq":
		if code, err := strconv.Atoi(fmt.Sprint(all[0])); err == nil {
			return code, ""
		}
		return nil, noAnswer
	case operator == "neq":
		return importer.MapOf("not", all[0]), ""
	case operator == "in":
		return importer.MapOf("in", all), ""
	case operator == "notIn":
		return importer.MapOf("not", importer.MapOf("in", all)), ""
	case operator == "isNumber" || operator == "isDefined":
		return nil, "it holds of every answer"
	}
	return nil, fmt.Sprintf("a suite does not judge a status by %q", operator)
}
