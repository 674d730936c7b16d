package hurl

import (
	"encoding/json"

	"assay/runner/internal/importer"
	"assay/runner/internal/subst"
)

// ofNumber adds a predicate on the status, the duration, the version, a digest or a fact of TLS.
func (q query) ofNumber(expect *importer.Map, p predicate) string {
	if p.name == "exists" && !p.negated || (q.key == "status" || q.key == "duration") && !p.negated && (p.name == "isInteger" || p.name == "isNumber") {
		return "" // always
	}
	if q.key == "status" || q.key == "duration" {
		if !p.equality() && !p.compares() {
			return "a suite compares it with numbers only"
		}
		if p.value.kind == 's' {
			return neverHolds("it is a number")
		}
	}
	if sum, ok := p.value.value.(string); ok && q.key == "sha256" && p.value.kind == 'b' {
		p.value = token{kind: 's', value: sum}
	}
	met, why := p.met()
	if why != "" {
		return why
	}
	switch q.key {
	case "duration":
		met = milliseconds(met)
	case "sha256":
		if !p.equality() {
			return "a suite compares the digest as a whole"
		}
	case "proto":
		text, ok := met.(string)
		if !ok || protocol(text) == "" {
			return "it is no version of HTTP"
		}
		met = protocol(text)
	}
	if p.negated {
		met = not(met, nil)
	}
	q.expect(expect, met)
	return ""
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
	}
	return p
}

// ofRedirects adds how many redirects were followed.
func (r *reader) ofRedirects(expect *importer.Map, q query, p predicate) string {
	if !q.count {
		return "a suite has no words for the query \"redirects\", other than their count"
	}
	n, why := p.ofCount()
	if why != "" {
		return why
	}
	if !r.follows {
		if n == json.Number("0") {
			return "" // always
		}
		return neverHolds("no redirect is followed without location: true")
	}
	if n == json.Number("0") {
		q.expect(expect, "absent")
		return ""
	}
	q.expect(expect, counted(n))
	return ""
}

// ofKnown judges an assert on a variable whose value the file says. What holds needs no
// expectation.
func (r *reader) ofKnown(name string, rest []token) string {
	value, known := r.values[name]
	if !known {
		return "a suite asserts nothing of a variable whose value the file does not say"
	}
	p, why := predicateOf(rest)
	text, isText := p.value.value.(string)
	switch {
	case why != "":
		return why
	case p.name == "exists" && !p.negated:
		return ""
	case !p.equality() || isText && subst.Has(text) && r.known(text) == text:
		return "a suite asserts == and != of a variable"
	}
	same := isText && p.value.kind != 'w' && text == importer.Literal(value) && r.scalars[name] == ""
	if n, ok := p.value.value.(json.Number); ok {
		same = n.String() == r.scalars[name]
	}
	if b, ok := p.value.value.(bool); ok {
		same = map[bool]string{true: "true", false: "false"}[b] == r.scalars[name]
	}
	if same == (p.name == "==") != p.negated {
		return ""
	}
	return neverHolds("the variable is " + value)
}
