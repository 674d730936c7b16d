package hurl

import (
	"fmt"
	"slices"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// query is the subject of an assert: the key of an expectation and, for maps, its entry.
type query struct {
	key, entry, attribute string

	picked bool // by nth, first or last: then it must be there
	count  bool // the number of its values is the subject
}

// assert adds an assert to an expectation; it returns the reason if it cannot.
func (r *reader) assert(expect *importer.Map, line string) string {
	words, err := r.tokens(line)
	if err != nil {
		return err.Error()
	}
	if len(words) == 0 {
		return ""
	}
	if words[0].word == "variable" && len(words) > 1 {
		name, _ := words[1].value.(string)
		if r.captured[name] == nil {
			return r.ofKnown(name, words[2:])
		}
		words = append(slices.Clone(r.captured[name]), words[2:]...)
	}
	if done, why := r.ofBytes(expect, words); done {
		return why
	}
	q, rest, why := queryOf(words)
	if why != "" {
		return why
	}
	return r.judged(expect, q, rest)
}

// queryOf reads the query at the start of an assert, or returns why it cannot.
func queryOf(words []token) (q query, rest []token, why string) {
	word := words[0].word
	simple := map[string]query{"status": {key: "status"}, "body": {key: "body"}, "duration": {key: "duration"}, "sha256": {key: "sha256"}, "version": {key: "proto"}, "redirects": {key: "redirect"}}
	if q, ok := simple[word]; ok {
		return q, words[1:], ""
	}
	if len(words) < 2 {
		return q, nil, "it has no predicate"
	}
	argument, isText := words[1].value.(string)
	switch {
	case word == "jsonpath" && isText:
		return query{key: "json", entry: importer.JSONPath(argument)}, words[2:], ""
	case word == "header" && isText:
		return query{key: "headers", entry: argument}, words[2:], ""
	case word == "xpath" && isText:
		return query{key: "xml", entry: defaultNamespace(argument)}, words[2:], ""
	case word == "cookie" && isText:
		return cookieQuery(argument, words[2:])
	case word == "certificate" && isText:
		key := map[string]string{"Subject": "subject", "Issuer": "issuer"}[argument]
		if key != "" {
			return query{key: "tls", entry: key}, words[2:], ""
		}
	case word == "regex" && isText:
		return query{key: "body"}, words, ""
	}
	return q, nil, fmt.Sprintf("a suite has no words for the query %q", word)
}

var cookieAttribute = source.Pattern(`^(.+)\[([A-Za-z-]+)\]$`)

var cookieKeys = map[string]string{"value": "value", "path": "path", "domain": "domain", "secure": "secure", "httponly": "http_only", "samesite": "same_site", "max-age": "max_age", "expires": "expires"}

func cookieQuery(argument string, rest []token) (query, []token, string) {
	m := cookieAttribute().FindStringSubmatch(argument)
	if m == nil {
		return query{key: "cookies", entry: argument}, rest, ""
	}
	key := cookieKeys[strings.ToLower(m[2])]
	if key == "" {
		return query{}, nil, fmt.Sprintf("a suite does not judge the attribute %q of a cookie", m[2])
	}
	return query{key: "cookies", entry: m[1], attribute: key}, rest, ""
}

// judged reads the filters and the predicate after a query, and adds them to an expectation.
func (r *reader) judged(expect *importer.Map, q query, words []token) string {
	for len(words) > 0 {
		word := words[0].word
		several := q.key == "json" && !definite(q.entry)
		switch {
		case word == "count":
			q.count, words = true, words[1:]
		case (word == "nth" || word == "first" || word == "last") && several:
			return r.ofPicked(expect, q, words)
		case word == "nth" && q.key == "json" && len(words) > 1:
			q.entry, q.picked, words = fmt.Sprintf("%s[%v]", q.entry, words[1].value), true, words[2:]
		case word == "first" && q.key == "json":
			q.entry, q.picked, words = q.entry+"[0]", true, words[1:]
		case word == "last" && q.key == "json":
			q.entry, q.picked, words = q.entry+"[-1]", true, words[1:]
		case converters[word] != nil && !several && !q.count:
			converted, why := converters[word](q, words[1:])
			if why == "" {
				q.expect(expect, converted)
			}
			return why
		default:
			p, why := predicateOf(words)
			if why != "" {
				return why
			}
			return r.byKey(expect, q, p)
		}
	}
	return "it has no predicate"
}

// byKey adds a predicate on a query to an expectation.
func (r *reader) byKey(expect *importer.Map, q query, p predicate) string {
	switch {
	case q.key == "json" && !definite(q.entry):
		return r.ofNodes(expect, q, p)
	case q.key == "json":
		return q.ofJSON(expect, p)
	case q.key == "headers":
		return q.ofFields(expect, p)
	case q.key == "cookies":
		return q.ofCookie(expect, p)
	case q.key == "xml":
		return q.ofXPath(expect, p)
	case q.key == "redirect":
		return r.ofRedirects(expect, q, p)
	case q.count:
		return neverHolds("it counts lists only")
	case q.key == "body":
		return q.ofText(expect, p)
	}
	return q.ofNumber(expect, p)
}

// expect adds a predicate on the query's subject.
func (q query) expect(expect *importer.Map, p any) {
	if q.attribute != "" {
		p = importer.MapOf(q.attribute, p)
	}
	if q.entry != "" {
		p = importer.MapOf(q.entry, p)
	}
	expect.Expect(q.key, p)
}

// where returns an expectation of a predicate on the query's subject alone.
func (q query) where(p any) importer.Map {
	var m importer.Map
	q.expect(&m, p)
	return m
}
