package hurl

import (
	"encoding/json"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

var underscore = source.Pattern(`(^|[/\[(@|,\s])_:([A-Za-z_][\w.-]*)`)

// defaultNamespace rewrites Hurl's prefix for the default namespace in XPath.
func defaultNamespace(path string) string {
	return underscore().ReplaceAllString(path, "$1*[local-name()='$2']")
}

// computed matches an XPath expression that gives a text, a number or a boolean, and textual one
// that gives a text.
var (
	computed = source.Pattern(`^\s*(string|concat|normalize-space|translate|substring|substring-before|substring-after|name|local-name|namespace-uri|count|sum|number|floor|ceiling|round|string-length|boolean|not|true|false|contains|starts-with)\s*\(`)
	textual  = source.Pattern(`^\s*(string|concat|normalize-space|translate|substring|substring-before|substring-after|name|local-name|namespace-uri)\s*\(`)
)

// ofXPath adds a predicate on an XPath expression. Nodes have a number for Hurl, and no text.
func (q query) ofXPath(expect *importer.Map, p predicate) string {
	if computed().MatchString(q.entry) {
		return q.ofComputed(expect, p)
	}
	number := query{key: "xml", entry: "count(" + q.entry + ")"}
	if q.count {
		n, why := p.ofCount()
		if why == "" {
			number.expect(expect, n)
		}
		return why
	}
	switch {
	case p.name == "exists" && p.negated:
		q.expect(expect, "absent")
	case p.name == "exists":
		q.expect(expect, "present")
	case p.name == "isEmpty" && p.negated:
		number.expect(expect, importer.MapOf("ge", json.Number("1")))
	case p.name == "isEmpty":
		number.expect(expect, json.Number("0"))
	default:
		return neverHolds("nodes have no text without string(…)")
	}
	return ""
}

// ofComputed adds a predicate on a value that an XPath function gives.
func (q query) ofComputed(expect *importer.Map, p predicate) string {
	if q.count {
		return neverHolds("it counts nodes only")
	}
	switch p.name {
	case "exists":
		if p.negated {
			return neverHolds("a function always gives a value")
		}
		q.expect(expect, "present")
		return ""
	case "isInteger", "isFloat", "isNumber", "isBoolean", "isString":
		return "a suite does not judge the type of an XPath expression"
	}
	met, why := p.met()
	if textual().MatchString(q.entry) {
		met, why = p.ofTexts()
	} else if why == "" && len(p.types()) > 0 {
		why = neverHolds("it is no text")
	}
	switch {
	case why != "" || met == nil:
		return why
	case p.name == "includes":
		return neverHolds("it is no list")
	case met == "present":
		return ""
	case p.negated:
		met = not(met, nil)
	}
	q.expect(expect, met)
	return ""
}
