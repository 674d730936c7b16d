package postman

import (
	"encoding/json"
	"slices"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
)

// outcome is what a predicate gives for undefined.
type outcome int

const (
	unmet  outcome = iota
	met            // undefined meets it
	throws         // it throws, whether or not it is negated
)

// predicate is what an assertion demands of a value, as JavaScript judges it.
type predicate struct {
	met any // of a value that is there, as a suite writes it; nil: no value meets it
	// types are those of JSON that it judges: any other type throws, also where the assertion is
	// negated. Nil: all.
	types importer.List
	// strict says that the suite's operator judges more types than these.
	strict  bool
	only    string        // the one type that can meet it; "": any
	isType  importer.List // the types that it asks for, where it asks for nothing else
	inverse any           // its negation, where that is not {not: met}
	absent  outcome
	negated bool
}

// present is met by every value.
const present = "present"

func (p predicate) not(negated bool) predicate {
	p.negated = p.negated != negated
	return p
}

// holds says whether a predicate depends on the value.
type holds int

const (
	sometimes holds = iota
	always
	never
)

// written returns the predicate as a suite writes it, on a value of that type of JSON ("" if it is
// not known), which may be undefined.
func (p predicate) written(kind string, mayLack bool) (any, holds) {
	switch {
	case kind == "":
	case p.isType != nil && slices.Contains(p.isType, any(kind)):
		p.met = present
	case p.isType != nil, p.only != "" && p.only != kind:
		p.met = nil
	}
	there := p.there(kind)
	lacks := mayLack && (p.absent == met && !p.negated || p.absent == unmet && p.negated)
	switch {
	case there == nil && lacks:
		return "absent", sometimes
	case there == nil:
		return nil, never
	case there == present && (lacks || !mayLack):
		return nil, always
	case lacks:
		return importer.MapOf("one_of", importer.List{"absent", there}), sometimes
	}
	return there, sometimes
}

// there returns the predicate on a value that is there; nil if none meets it.
func (p predicate) there(kind string) any {
	var types importer.Map
	switch {
	case len(p.types) == 0:
	case kind != "" && !slices.Contains(p.types, any(kind)):
		return nil
	case kind != "":
	case len(p.types) == 1:
		types.Set("type", p.types[0])
	default:
		types.Set("type", p.types)
	}
	want := p.met
	if p.negated {
		want = opposite(p.met)
		if p.inverse != nil {
			return p.inverse
		}
	} else if !p.strict {
		types = nil
	}
	switch m, isMap := want.(importer.Map); {
	case want == nil || len(types) == 0:
		return want
	case want == present:
		return types
	case isMap:
		return append(types, m...)
	case want == "empty":
		return append(types, importer.Entry{Key: "empty", Value: true})
	default:
		return append(types, importer.Entry{Key: "equals", Value: want})
	}
}

// opposite returns the negation of a predicate on a value that is there.
func opposite(want any) any {
	m, isMap := want.(importer.Map)
	switch {
	case want == nil:
		return present
	case want == present:
		return nil
	case want == "empty":
		want = importer.MapOf("empty", true)
	case isMap && len(m) == 1 && m[0].Key == "not":
		if _, several := m[0].Value.(importer.List); !several {
			return m[0].Value
		}
		return importer.MapOf("one_of", m[0].Value)
	}
	if _, list := want.(importer.List); list { // not: [a, b] is neither a nor b
		want = importer.MapOf("equals", want)
	}
	return importer.MapOf("not", want)
}

// oneOf returns a predicate that is met by what meets one of these.
func oneOf(some ...any) any {
	if len(some) == 1 {
		return some[0]
	}
	return importer.MapOf("one_of", importer.List(some))
}

// equality returns === for a literal, or a deep comparison; false if a suite compares otherwise.
func equality(v any, deep bool) (predicate, bool) {
	switch v := v.(type) {
	case nil:
		return predicate{met: importer.MapOf("type", "null"), only: "null"}, true
	case undefined:
		return predicate{absent: met}, true
	case importer.Map:
		return composite(v, "object", deep), true
	case importer.List:
		return composite(v, "array", deep), true
	case bool:
		return predicate{met: v, only: "boolean"}, true
	case json.Number:
		return predicate{met: v, only: "number"}, exact(v)
	case string:
		if isReference(v) {
			return predicate{met: v}, true
		}
		return predicate{met: equals(v), only: "string"}, true
	}
	return predicate{}, false
}

// composite returns the equality of an object or list: without deep, it is another one than any in
// the response.
func composite(v any, kind string, deep bool) predicate {
	if !deep {
		return predicate{}
	}
	return predicate{met: equals(v), only: kind}
}

// mostDigits is how many digits of a number a double keeps for certain.
const mostDigits = 15

// exact reports whether a double is exactly that number.
func exact(n json.Number) bool {
	digits, _, _ := strings.Cut(strings.ToLower(n.String()), "e")
	return len(strings.Trim(strings.ReplaceAll(digits, ".", ""), "-0")) <= mostDigits
}

// equals converts a literal to a predicate of equality.
func equals(v any) any {
	if v == nil {
		return importer.MapOf("type", "null")
	}
	return importer.Equal(v)
}

// loosely returns == for a literal: JavaScript converts texts, numbers and booleans.
func loosely(v any, kind string) (predicate, bool) {
	switch v := v.(type) {
	case nil, undefined:
		return predicate{met: importer.MapOf("type", "null"), absent: met}, true
	case bool:
		if kind != "" {
			return predicate{}, false
		}
		if v {
			return predicate{met: importer.MapOf("in", importer.List{true, json.Number("1"), "1"})}, true
		}
		return predicate{met: importer.MapOf("in", importer.List{false, json.Number("0"), "", "0"})}, true
	case json.Number:
		switch kind {
		case "string":
			return predicate{met: v.String()}, exact(v)
		case "":
			return predicate{met: importer.MapOf("in", importer.List{v, v.String()})}, exact(v)
		}
	case string:
		if !javascript.IsNumber(v) {
			break
		}
		switch kind {
		case "number":
			return predicate{met: json.Number(v)}, exact(json.Number(v))
		case "":
			return predicate{met: importer.MapOf("in", importer.List{v, json.Number(v)})}, exact(json.Number(v))
		}
	}
	return equality(v, false)
}

// truthy is met by what JavaScript converts to true.
func truthy() predicate {
	return predicate{met: importer.MapOf("not", importer.List{false, json.Number("0"), "", importer.MapOf("type", "null")})}
}

// truthyOf returns truthy for a value of that type of JSON.
func truthyOf(kind string) predicate {
	switch kind {
	case "string":
		return predicate{met: importer.MapOf("not", "")}
	case "number":
		return predicate{met: importer.MapOf("not", json.Number("0"))}
	}
	return truthy()
}

// typed is met by the values of one type of JSON, or of several.
func typed(kinds ...any) predicate {
	p := predicate{met: importer.MapOf("type", importer.List(kinds)), isType: kinds}
	if len(kinds) == 1 {
		kind, _ := kinds[0].(string)
		p.met, p.only = importer.MapOf("type", kind), kind
	}
	return p
}

// milliseconds converts the numbers of a predicate to durations.
func milliseconds(p any) any {
	switch v := p.(type) {
	case json.Number:
		return v.String() + "ms"
	case importer.Map:
		for i := range v {
			v[i].Value = milliseconds(v[i].Value)
		}
	case importer.List:
		for i := range v {
			v[i] = milliseconds(v[i])
		}
	}
	return p
}
