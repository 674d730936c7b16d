package hurl

import (
	"encoding/json"
	"strings"

	"assay/runner/internal/importer"
)

// single are the fields of a header that an answer has once (RFC 9110).
var single = map[string]bool{"content-type": true, "content-length": true, "location": true, "etag": true, "date": true, "last-modified": true, "server": true, "retry-after": true, "content-encoding": true}

// once reports whether an answer has the field once.
func (q query) once() bool { return single[strings.ToLower(q.entry)] }

// ofFields adds a predicate on a header: Hurl takes one field as a text and several as a list.
func (q query) ofFields(expect *importer.Map, p predicate) string {
	if q.count {
		return q.countFields(expect, p)
	}
	switch p.name {
	case "isList", "isCollection":
		if p.negated {
			expect.Expect("any", importer.List{q.where("absent"), q.where(counted(json.Number("1")))})
		} else {
			q.expect(expect, several())
		}
		return ""
	case "isString":
		if p.negated {
			expect.Expect("any", importer.List{q.where("absent"), q.where(several())})
		} else {
			q.expect(expect, q.alone("present"))
		}
		return ""
	}
	met, why := p.ofTexts()
	if why != "" || met == nil {
		return why
	}
	item := importer.MapOf("any", equalsToken(p.value))
	inList := p.name == "contains" || p.name == "includes"
	switch {
	case p.name == "includes" && !p.negated:
		q.expect(expect, merged(several(), item))
	case p.name == "exists" && p.negated:
		q.expect(expect, "absent")
	case !p.negated && inList && !q.once():
		q.expect(expect, importer.MapOf("one_of", importer.List{met, item}))
	case !p.negated && p.name == "!=" && !q.once():
		q.expect(expect, importer.MapOf("one_of", importer.List{met, several()}))
	case !p.negated:
		q.expect(expect, met)
	case q.once():
		q.expect(expect, orAbsent(not(met, nil)))
	case p.name == "includes":
		q.expect(expect, importer.MapOf("one_of", importer.List{"absent", merged(several(), not(item, nil))}))
	case inList:
		q.expect(expect, importer.MapOf("one_of", importer.List{"absent", q.alone(not(met, nil)), merged(several(), not(item, nil))}))
	case p.name == "==" || p.name == "isEmpty":
		q.expect(expect, importer.MapOf("one_of", importer.List{"absent", q.alone(not(met, nil)), several()}))
	default:
		q.expect(expect, importer.MapOf("one_of", importer.List{"absent", q.alone(not(met, nil))}))
	}
	return ""
}

// alone returns a predicate on a field that the answer has once.
func (q query) alone(p any) any {
	if q.once() {
		return p
	}
	return merged(counted(json.Number("1")), p)
}

// ofTexts returns the predicate on a text, nil if each meets it, or why none does.
func (p predicate) ofTexts() (any, string) {
	n, isNumber := p.value.value.(json.Number)
	switch {
	case p.compares() && p.value.kind != 'v':
		return nil, neverHolds("a text is no number, without toInt")
	case p.equality() && (p.value.kind == 'n' || p.value.kind == 'w'):
		switch {
		case p.negated && p.name == "==":
			return nil, ""
		case !p.negated && p.name == "!=":
			return "present", ""
		case isNumber:
			return nil, neverHolds("a text is no number, as in == \"" + n.String() + "\"")
		}
		return nil, neverHolds("a text is no boolean, and not null")
	case p.value.kind == 'n' || p.value.kind == 'w':
		return nil, neverHolds("it is a text")
	}
	switch p.name {
	case "isInteger", "isFloat", "isNumber", "isBoolean", "isObject", "isList", "isCollection":
		if p.negated {
			return nil, ""
		}
		return nil, neverHolds("it is a text")
	case "isString":
		if p.negated {
			return nil, neverHolds("it is a text")
		}
		return "present", ""
	}
	return p.met()
}

// countFields adds how many fields of a name there are: one is no list in Hurl.
func (q query) countFields(expect *importer.Map, p predicate) string {
	n, why := p.ofCount()
	if why != "" {
		return why
	}
	list, possible := severalAnd(n)
	if !possible {
		return neverHolds("one field is a text, and no list")
	}
	q.expect(expect, list)
	return ""
}

// ofText adds a predicate on the body as a text.
func (q query) ofText(expect *importer.Map, p predicate) string {
	met, why := p.ofTexts()
	switch {
	case why != "" || met == nil:
		return why
	case p.name == "includes":
		return neverHolds("a text includes nothing; contains does")
	case met == "present" && p.name != "exists":
		return ""
	case p.name == "exists" && p.negated:
		return neverHolds("there is always a body, if an empty one")
	case p.negated:
		q.expect(expect, not(met, nil))
	default:
		q.expect(expect, met)
	}
	return ""
}

// ofCookie adds a predicate on the value of a cookie, or on an attribute.
func (q query) ofCookie(expect *importer.Map, p predicate) string {
	if q.count {
		return neverHolds("it counts lists only")
	}
	whole := query{key: "cookies", entry: q.entry}
	flag := q.attribute == "secure" || q.attribute == "http_only"
	switch {
	case p.name == "exists" && p.negated && q.attribute != "" && q.attribute != "value":
		without := any("absent")
		if flag {
			without = false
		}
		expect.Expect("any", importer.List{whole.where("absent"), q.where(without)})
		return ""
	case flag && p.name == "exists":
		q.expect(expect, true)
		return ""
	case flag:
		return "a suite judges whether the attribute is there"
	case q.attribute == "expires" && (p.name == "exists" || p.name == "isDate") && !p.negated:
		q.expect(expect, "present")
		return ""
	case q.attribute == "expires":
		return "a suite compares the attribute \"Expires\" in another form"
	case q.attribute == "max_age" && p.negated:
		return "a suite negates no comparison of this attribute"
	case q.attribute == "max_age":
		met, why := p.met()
		if why == "" {
			q.expect(expect, met)
		}
		return why
	}
	met, why := p.ofTexts()
	switch {
	case why != "" || met == nil:
		return why
	case p.negated && p.name == "exists":
		q.expect(expect, "absent")
	case p.negated && (q.attribute == "" || q.attribute == "value"):
		whole.expect(expect, orAbsent(not(met, nil)))
	case p.negated:
		return "a suite negates no comparison of this attribute"
	default:
		q.expect(expect, met)
	}
	return ""
}
