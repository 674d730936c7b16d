package hurl

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// asserts reads captures, and all asserts on an answer.
func (r *reader) asserts(p *importer.Probe, e *entry) importer.Map {
	var expect importer.Map
	if e.response == nil {
		return nil
	}
	if n, err := strconv.Atoi(e.response.status); err == nil {
		expect.Expect("status", n)
	}
	if proto := protocol(e.response.version); proto != "" {
		expect.Expect("proto", proto)
	}
	for _, c := range e.response.captures {
		r.capture(p, c)
	}
	several := map[string]int{}
	for _, h := range e.response.headers {
		several[strings.ToLower(h.key)]++
	}
	for _, h := range e.response.headers {
		want := equals(importer.Quoted(r.text(h.value)))
		if several[strings.ToLower(h.key)] > 1 || strings.EqualFold(h.key, "Set-Cookie") {
			want = importer.MapOf("any", want) // one of several fields of that name
		}
		expect.ExpectAt(r.at(h.line), "headers", importer.MapOf(h.key, want))
	}
	for _, a := range e.response.asserts {
		var one importer.Map
		if why := r.assert(&one, a.value); why != "" {
			r.Drop(r.at(a.line), "say it under expect:", "the assert %s is left out: %s", a.value, why)
		}
		for _, e := range one {
			expect.ExpectAt(r.at(a.line), e.Key, e.Value)
		}
	}
	if b := e.response.body; b != nil {
		r.wholeBody(&expect, b)
	}
	for _, c := range p.Capture {
		if from, ok := c.Value.(importer.Map); ok {
			isThere(&expect, from[0], c.At)
		}
	}
	return expect
}

// isThere expects a captured part to be present: in Hurl a capture without a match fails the entry.
// It adds nothing if the expectation implies the part.
func isThere(expect *importer.Map, from importer.Entry, line source.Pos) {
	at, _ := from.Value.(string)
	var there any = "present"
	keys := map[string]string{"json": "json", "xml": "xml", "header": "headers", "cookie": "cookies"}
	switch from.Key {
	case "regex":
		expect.ExpectAt(line, "body", importer.MapOf("matches", at))
		return
	case "status", "body": // always
		return
	case "json":
		if !definite(at) {
			there = importer.MapOf("count", importer.MapOf("ge", 1))
		}
	}
	key := keys[from.Key]
	known, _ := expect.Get(key).(importer.Map)
	for _, e := range known {
		if strings.EqualFold(e.Key, at) && e.Value != any("absent") {
			return
		}
	}
	expect.ExpectAt(line, key, importer.MapOf(at, there))
}

// protocol converts a version of HTTP to Go's name, "" for any other text.
func protocol(version string) string {
	switch version {
	case "1.0", "1.1":
		return "HTTP/" + version
	case "2", "3":
		return "HTTP/" + version + ".0"
	}
	return ""
}

// wholeBody expects an answer to have that body.
func (r *reader) wholeBody(expect *importer.Map, b *body) {
	text := r.text(r.inlined(b.text))
	switch {
	case b.kind != "text":
		sum, why := r.digest(b.kind, b.text)
		if why != "" {
			r.Drop(r.at(b.line), "expect its sha256:", "the body in %s that is asserted is left out: %s", b.kind, why)
			return
		}
		expect.Expect("sha256", sum)
	case b.media == "application/json":
		if v, plain, ok := r.JSONText(text); ok && plain == nil {
			expect.Expect("json", importer.MapOf("$", equals(v)))
			return
		}
		expect.Expect("body", text)
	default:
		expect.Expect("body", equals(text))
	}
}

// capture reads a line "name: query" of [Captures].
func (r *reader) capture(p *importer.Probe, c pair) {
	words, err := r.tokens(c.value)
	name := r.VarName(c.key)
	var from importer.Map
	hidden := len(words) > 1 && words[len(words)-1].word == "redact"
	if hidden {
		words = words[:len(words)-1]
	}
	if err == nil {
		from = captureOf(words)
	}
	if from == nil {
		r.Drop(r.at(c.line), "capture it by json, xml, header, regex, status, cookie or body", "the capture %s: %s is left out", c.key, c.value)
		return
	}
	if hidden {
		r.redacted(c, from[0])
	}
	p.Capture.Set(name, from)
	p.Capture[len(p.Capture)-1].At = r.at(c.line)
	r.captured[c.key] = words
	delete(r.scalars, c.key)
	delete(r.values, c.key)
	r.refs[c.key] = "${" + p.ID + "." + name + "}"
}

// redacted masks in answers the part that a capture with the word redact takes.
func (r *reader) redacted(c pair, from importer.Entry) {
	path, _ := from.Value.(string)
	switch {
	case from.Key != "json":
		r.Drop(r.at(c.line), "say under redact: what is masked", "the value of the capture %s is not masked: %s", c.key, c.value)
	case !slices.Contains(r.RedactJSON, path):
		r.RedactJSON = append(r.RedactJSON, path)
	}
}

// captureOf converts a query of [Captures] to the source of a capture; nil if a suite has no
// equivalent.
func captureOf(words []token) importer.Map {
	if len(words) < 2 {
		if len(words) == 1 && (words[0].word == "status" || words[0].word == "body") {
			return importer.MapOf(words[0].word, true)
		}
		return nil
	}
	argument, isText := words[1].value.(string)
	switch word := words[0].word; {
	case word == "body" && len(words) == 3 && words[1].word == "regex" && words[2].kind != 0:
		return importer.MapOf("regex", words[2].value)
	case word == "jsonpath" && len(words) == 4 && words[2].word == "nth":
		return importer.MapOf("json", fmt.Sprintf("%s[%v]", importer.JSONPath(argument), words[3].value))
	case len(words) > 2 || !isText:
		return nil
	case word == "jsonpath":
		return importer.MapOf("json", importer.JSONPath(argument))
	case word == "xpath":
		return importer.MapOf("xml", defaultNamespace(argument))
	case word == "header", word == "regex":
		return importer.MapOf(word, argument)
	case word == "cookie" && !strings.Contains(argument, "["):
		return importer.MapOf("cookie", argument)
	}
	return nil
}

// query is the subject of an assert: the key of an expectation and, for maps, its entry.
type query struct{ key, entry, attribute string }

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
		if name, ok := words[1].value.(string); ok && r.captured[name] != nil {
			words = append(slices.Clone(r.captured[name]), words[2:]...)
		}
	}
	if done, why := r.wholeBytes(expect, words); done {
		return why
	}
	q, rest, why := queryOf(words)
	if why != "" {
		return why
	}
	predicate, why := judged(&q, rest)
	if why != "" {
		return why
	}
	if q.key == "json" && q.attribute == "" && !definite(q.entry) {
		if either := q.either(rest, predicate); either != nil {
			expect.Expect("any", either)
			return ""
		}
	}
	if q.attribute != "" {
		predicate = importer.MapOf(q.attribute, predicate)
	}
	if q.entry != "" {
		predicate = importer.MapOf(q.entry, predicate)
	}
	expect.Expect(q.key, predicate)
	return ""
}

// queryOf reads the query at the start of an assert, or returns why it cannot.
func queryOf(words []token) (q query, rest []token, why string) {
	word := words[0].word
	simple := map[string]query{"status": {key: "status"}, "body": {key: "body"}, "duration": {key: "duration"}, "bytes": {key: "size"}, "sha256": {key: "sha256"}, "version": {key: "proto"}}
	if q, ok := simple[word]; ok {
		if word == "body" && len(words) > 2 && words[1].word == "regex" {
			argument, _ := words[2].value.(string)
			if rest := found(argument, words[3:]); rest != nil {
				return q, rest, ""
			}
		}
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
		if rest := found(argument, words[2:]); rest != nil {
			return query{key: "body"}, rest, ""
		}
		return q, nil, "a suite tells whether a regex is found, not what it finds"
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
	q := query{key: "cookies", entry: m[1], attribute: key}
	if key == "expires" && (len(rest) == 0 || rest[len(rest)-1].word != "exists") {
		return q, nil, "a suite compares the attribute \"Expires\" in another form"
	}
	if len(rest) == 1 && rest[0].word == "exists" && (key == "secure" || key == "http_only") {
		return q, []token{{word: "=="}, {kind: 'w', value: true}}, ""
	}
	return q, rest, ""
}

// judged reads the filters and the predicate after a query.
func judged(q *query, words []token) (any, string) {
	count := false
	for len(words) > 0 {
		switch word := words[0].word; {
		case word == "count":
			count, words = true, words[1:]
		case (word == "nth" || word == "first" || word == "last") && q.key == "json" && !definite(q.entry):
			return nil, "a suite does not pick one of the values that a path with *, .., : or ? gives"
		case word == "nth" && q.key == "json" && len(words) > 1:
			q.entry, words = fmt.Sprintf("%s[%v]", q.entry, words[1].value), words[2:]
		case word == "first" && q.key == "json":
			q.entry, words = q.entry+"[0]", words[1:]
		case word == "last" && q.key == "json":
			q.entry, words = q.entry+"[-1]", words[1:]
		case word == "toInt", word == "toFloat", word == "toString":
			return nil, fmt.Sprintf("a suite has no filter %q", word)
		default:
			p, why := predicateOf(words)
			if why != "" {
				return nil, why
			}
			return q.fitted(p, count)
		}
	}
	return nil, "it has no predicate"
}

// fitted adapts a predicate to the query's subject.
func (q *query) fitted(p any, count bool) (any, string) {
	switch {
	case q.key == "size" && !count:
		return nil, "a suite judges the number of bytes, and their sha256"
	case q.key == "size":
		return p, ""
	case q.key == "headers":
		return ofFields(p, count)
	case q.key == "duration":
		return milliseconds(p), ""
	case q.key == "proto":
		if text, ok := p.(string); ok && protocol(text) != "" {
			return protocol(text), ""
		}
		return nil, "it is no version of HTTP"
	case !count:
		return p, ""
	case q.key == "json" && !definite(q.entry):
		return importer.MapOf("count", p), ""
	case q.key == "json":
		return importer.MapOf("length", p), ""
	case q.key == "xml":
		q.entry = "count(" + q.entry + ")"
		return p, ""
	}
	return nil, "a suite does not count these"
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
