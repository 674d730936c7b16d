package postman

import (
	"github.com/dop251/goja/ast"

	"assay/runner/internal/importer"
	"assay/runner/internal/value"
)

// subject is the part of the answer that an expression denotes, by the key of an expectation that
// judges it.
type subject struct {
	key    string // status, headers, cookies, body, json, duration, size
	at     string // the path for json, the name for headers and cookies
	length bool   // for json: its length
}

// known maps the predefined names of scripts.
var known = map[string]subject{
	"responseBody": {key: "body"}, "responseTime": {key: "duration"},
	"pm.response.code": {key: "status"}, "responseCode.code": {key: "status"},
	"pm.response.responseTime": {key: "duration"}, "pm.response.responseSize": {key: "size"},
}

// subjectOf returns the part of the answer that an expression denotes; false for any other
// expression.
func (t *testing) subjectOf(e ast.Expression) (subject, bool) {
	e = bare(e)
	if name, ok := e.(*ast.Identifier); ok {
		if s, own := t.names[name.Name.String()]; own {
			return s, s.key != ""
		}
	}
	for name, s := range known {
		if isNamed(e, name) {
			return s, true
		}
	}
	if s, ok := t.calledSubject(e); ok {
		return s, true
	}
	switch e := e.(type) {
	case *ast.DotExpression:
		return t.memberOf(e.Left, e.Identifier.Name.String())
	case *ast.BracketExpression:
		switch v, _ := literal(e.Member); of := e.Member.(type) {
		case *ast.StringLiteral:
			return t.memberOf(e.Left, of.Value.String())
		case *ast.NumberLiteral:
			s, ok := t.subjectOf(e.Left)
			index, _ := v.(interface{ String() string })
			if !ok || s.key != "json" || s.length || index == nil {
				return subject{}, false
			}
			s.at += "[" + index.String() + "]"
			return s, wholeNumber().MatchString(index.String())
		}
	}
	return subject{}, false
}

// memberOf returns a member of a part of the body.
func (t *testing) memberOf(of ast.Expression, name string) (subject, bool) {
	s, ok := t.subjectOf(of)
	if name == "body" && isSizeCall(of) {
		return subject{key: "size"}, true
	}
	if !ok || s.key != "json" || s.length {
		return subject{}, false
	}
	if name == "length" {
		s.length = true
	} else {
		s.at += value.Member(name).String()
	}
	return s, true
}

// isSizeCall reports whether the expression is pm.response.size().
func isSizeCall(e ast.Expression) bool {
	root, steps := chainOf(e)
	return root == "pm" && len(steps) == 2 && steps[0].name == "response" && steps[1].name == "size" && steps[1].called
}

// calledSubject returns the part that a call of a function of Postman's denotes.
func (t *testing) calledSubject(e ast.Expression) (subject, bool) {
	root, steps := chainOf(e)
	if len(steps) == 0 || !steps[len(steps)-1].called {
		return subject{}, false
	}
	last := steps[len(steps)-1]
	var argument string
	if len(last.args) == 1 {
		v, _ := literal(last.args[0])
		argument, _ = v.(string)
	}
	path := root
	for _, s := range steps {
		path += "." + s.name
	}
	switch {
	case path == "pm.response.json" && len(last.args) == 0:
		return subject{key: "json", at: "$"}, true
	case path == "pm.response.text" && len(last.args) == 0:
		return subject{key: "body"}, true
	case path == "JSON.parse" && len(last.args) == 1:
		s, ok := t.subjectOf(last.args[0])
		return subject{key: "json", at: "$"}, ok && s.key == "body"
	case argument == "":
	case path == "pm.response.headers.get", path == "postman.getResponseHeader":
		return subject{key: "headers", at: argument}, true
	case path == "pm.cookies.get", path == "postman.getResponseCookie":
		return subject{key: "cookies", at: argument}, true
	}
	return subject{}, false
}

// capture returns the source of a capture for the part; nil if there is none.
func (s subject) capture() importer.Map {
	switch s.key {
	case "json":
		if !s.length {
			return importer.MapOf("json", s.at)
		}
	case "status", "body":
		return importer.MapOf(s.key, true)
	case "headers":
		return importer.MapOf("header", s.at)
	case "cookies":
		return importer.MapOf("cookie", s.at)
	}
	return nil
}

// judged adds a predicate on a part of the answer.
func (t *testing) judged(s subject, predicate any) bool {
	if m, ok := predicate.(importer.Map); ok && len(m) == 1 && m[0].Key == property {
		if s.key != "json" || s.length {
			return false
		}
		e := m[0].Value.(importer.Entry)
		s.at, predicate = s.at+value.Member(e.Key).String(), e.Value
	}
	switch s.key {
	case "duration":
		predicate = milliseconds(predicate)
	case "json":
		if s.length {
			predicate = importer.MapOf("length", predicate)
		}
		predicate = importer.MapOf(s.at, predicate)
	case "headers", "cookies":
		predicate = importer.MapOf(s.at, predicate)
	}
	t.expect.Expect(s.key, predicate)
	return true
}
