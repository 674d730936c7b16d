package postman

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja/ast"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
)

// comparisons maps chai's words to operators.
var comparisons = map[string]string{
	"above": "gt", "greaterThan": "gt", "gt": "gt", "least": "ge", "gte": "ge", "greaterThanOrEqual": "ge",
	"below": "lt", "lessThan": "lt", "lt": "lt", "most": "le", "lte": "le", "lessThanOrEqual": "le",
}

// bareWord converts a word of chai's that is not called.
func bareWord(word, kind string) (predicate, bool) {
	switch word {
	case "ok":
		return truthyOf(kind), true
	case "true", "false":
		return predicate{met: word == "true", only: "boolean"}, true
	case "null":
		return predicate{met: importer.MapOf("type", "null"), only: "null"}, true
	case "undefined":
		return predicate{absent: met}, true
	case "exist", "exists":
		if kind != "" {
			return predicate{met: present}, true
		}
		return predicate{met: importer.MapOf("not", importer.MapOf("type", "null"))}, true
	case "empty":
		return predicate{met: "empty", types: importer.List{"string", "array", "object"}, absent: throws}, true
	case "finite":
		return typed("number"), true
	}
	return predicate{}, false
}

// manner is how chai's flags say that a word judges.
type manner struct {
	deep, contains, any, ordered bool
}

// wordOf converts a word of chai's that is called, with its arguments.
func (t *testing) wordOf(word step, how manner, kind string) (predicate, bool) {
	if word.name == "match" || word.name == "matches" {
		if len(word.args) == 0 {
			return predicate{}, false
		}
		pattern, _ := javascript.Bare(word.args[0]).(*ast.RegExpLiteral)
		return matching(pattern)
	}
	if word.name == "instanceOf" || word.name == "instanceof" {
		return typed("array"), len(word.args) > 0 && isNamed(word.args[0], "Array")
	}
	args, ok := t.values(word.args)
	if !ok || len(args) == 0 {
		return predicate{}, false
	}
	first := args[0]
	text, isText := first.(string)
	switch word.name {
	case "equal", "equals", "eq":
		return equality(first, how.deep)
	case "eql", "eqls":
		return equality(first, true)
	case "a", "an":
		return ofType(text)
	case "include", "includes", "contain", "contains":
		return containing(first, kind, how.deep)
	case "string":
		return predicate{met: importer.MapOf("contains", text), types: importer.List{"string"}, absent: throws}, isText && text != ""
	case "oneOf":
		list, isList := first.(importer.List)
		return predicate{met: importer.MapOf("in", list)}, isList && len(list) > 0 && allScalar(list) && !how.contains
	case "members":
		return membersOf(first, how)
	case "keys", "key":
		return keysOf(args, how)
	case "jsonSchema":
		return bySchema(first)
	}
	return numeric(word.name, args)
}

// numeric converts a word about a number.
func numeric(word string, args []any) (predicate, bool) {
	p := predicate{types: importer.List{"number"}, absent: throws}
	first, ok := args[0].(json.Number)
	if !ok {
		return p, false
	}
	if operator := comparisons[word]; operator != "" {
		p.met = importer.MapOf(operator, first)
		return p, true
	}
	if len(args) < 2 {
		return p, false
	}
	second, ok := args[1].(json.Number)
	switch {
	case !ok:
		return p, false
	case word == "within":
		p.met = importer.MapOf("between", importer.List{first, second})
	case word == "closeTo", word == "approximately":
		middle, err := first.Float64()
		delta, errDelta := second.Float64()
		if err != nil || errDelta != nil {
			return p, false
		}
		number := func(f float64) json.Number { return json.Number(strconv.FormatFloat(f, 'f', -1, 64)) }
		p.met = importer.MapOf("between", importer.List{number(middle - delta), number(middle + delta)})
	default:
		return p, false
	}
	return p, true
}

// ofType converts to.be.a("type").
func ofType(kind string) (predicate, bool) {
	switch kind = strings.ToLower(kind); kind {
	case "string", "number", "boolean", "array", "object", "null":
		return typed(kind), true
	case "undefined":
		return predicate{absent: met}, true
	}
	return predicate{}, false
}

// matching converts match(/…/), if the pattern is valid in RE2 too.
func matching(re *ast.RegExpLiteral) (predicate, bool) {
	if re == nil || strings.Trim(re.Flags, "imsgu") != "" {
		return predicate{}, false
	}
	pattern := re.Pattern
	if flags := strings.NewReplacer("g", "", "u", "").Replace(re.Flags); flags != "" {
		pattern = "(?" + flags + ")" + pattern
	}
	_, err := regexp.Compile(pattern)
	return predicate{met: importer.MapOf("matches", importer.Literal(pattern))}, err == nil
}

// containing converts include(v): of a text a part, of a list an item, of an object members.
func containing(v any, kind string, deep bool) (predicate, bool) {
	p := predicate{met: importer.MapOf("contains", v), types: importer.List{"string", "array"}, absent: throws}
	switch v := v.(type) {
	case string:
		return p, v != ""
	case json.Number:
		texts := importer.MapOf("contains", v.String())
		if kind == "string" {
			p.met = texts
			return p, exact(v)
		}
		p.met = oneOf(texts, p.met)
		return p, exact(v)
	case bool, nil:
		p.strict, p.types = true, importer.List{"array"}
		return p, kind == ""
	case importer.Map:
		if !deep {
			for _, e := range v {
				if !scalar(e.Value) {
					return p, false // another object than any in the response
				}
			}
			p.types, p.strict = importer.List{"object"}, true
			others := importer.MapOf("type", importer.List{"string", "number", "boolean", "array"})
			p.inverse = oneOf(others, importer.Map{{Key: "type", Value: "object"}, {Key: "not", Value: p.met}})
			return p, len(v) > 0
		}
		p.types, p.strict = nil, false
		return p, len(v) > 0
	}
	return p, false
}

// membersOf converts members([…]): the same items in any order.
func membersOf(v any, how manner) (predicate, bool) {
	list, ok := v.(importer.List)
	if !ok || !how.deep && !allScalar(list) {
		return predicate{}, false
	}
	if how.ordered {
		return predicate{met: list, only: "array", types: importer.List{"array"}, absent: throws}, !how.contains
	}
	for i, item := range list {
		for _, other := range list[:i] {
			if sameValue(item, other) {
				return predicate{}, false // how often an item is there
			}
		}
	}
	var want importer.Map
	if !how.contains {
		want.Set("length", json.Number(strconv.Itoa(len(list))))
	}
	if len(list) > 0 {
		want.Set("contains", list)
	}
	return predicate{met: want, types: importer.List{"array"}, strict: true, absent: throws}, len(want) > 0
}

func sameValue(a, b any) bool {
	text := func(v any) string { raw, _ := json.Marshal(v); return string(raw) }
	return text(a) == text(b)
}

// keysOf converts keys("a", "b"), of a list or of an object too.
func keysOf(args []any, how manner) (predicate, bool) {
	switch first := args[0].(type) {
	case importer.List:
		args = first
	case importer.Map:
		args = nil
		for _, e := range first {
			args = append(args, e.Key)
		}
	}
	names := importer.List{}
	for _, v := range args {
		name, isText := v.(string)
		if !isText || slices.Contains(names, any(name)) {
			return predicate{}, false
		}
		names = append(names, name)
	}
	schema := importer.MapOf("type", "object")
	switch {
	case how.any:
		var some importer.List
		for _, name := range names {
			some = append(some, importer.MapOf("required", importer.List{name}))
		}
		schema.Set("anyOf", some)
	default:
		schema.Set("required", names)
		if !how.contains {
			schema.Set("maxProperties", json.Number(strconv.Itoa(len(names))))
		}
	}
	notNull := importer.List{"string", "number", "boolean", "array", "object"}
	return predicate{met: importer.MapOf("schema", schema), types: notNull, absent: throws}, len(names) > 0
}
