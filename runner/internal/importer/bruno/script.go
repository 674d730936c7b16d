package bruno

import (
	"encoding/json"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
	"assay/runner/internal/source"
)

// subject is the part of an answer that is judged or captured, by the key of an expectation.
type subject struct {
	key string // status, headers, body, json, duration
	at  string // the path for json, the name for headers
}

// subjectOf returns the part of an answer that an expression denotes.
func subjectOf(v *javascript.Value) (subject, bool) {
	argument := ""
	if args := v.Args(); len(args) == 1 {
		argument, _ = args[0].Text()
	}
	switch name := v.Name(); name {
	case "res.status", "res.getStatus":
		return subject{key: "status"}, len(v.Args()) == 0
	case "res.responseTime", "res.getResponseTime":
		return subject{key: "duration"}, len(v.Args()) == 0
	case "res.body", "res.getBody":
		return subject{key: "body"}, len(v.Args()) == 0
	case "res.getHeader":
		return subject{key: "headers", at: argument}, argument != ""
	case "res": // res("a.b") is a query
		path := importer.JSONPath("$." + argument)
		return subject{key: "json", at: path}, argument != "" && !strings.ContainsAny(argument, "*?(") && !strings.Contains(argument, "..")
	}
	if len(v.Chain) == 3 && v.Chain[0].Name == "res" && v.Chain[1].Name == "headers" && v.Chain[2].Name != "" && !v.Chain[2].Called {
		return subject{key: "headers", at: v.Chain[2].Name}, true
	}
	for _, body := range []string{"res.body", "res.getBody()"} {
		if path, ok := v.Below(body); ok {
			return subject{key: "json", at: path}, !strings.HasSuffix(path, ".length")
		}
	}
	return subject{}, false
}

// methodOf returns the method of the response that an expression calls; "" for none. In asserts and
// vars:post-response res has properties only.
func methodOf(v *javascript.Value) string {
	if len(v.Chain) > 1 && v.Chain[0].Name == "res" && !v.Chain[0].Called && v.Chain[1].Called {
		return "res." + v.Chain[1].Name + "()"
	}
	return ""
}

// capture returns the source of a capture for the part; nil if there is none.
func (s subject) capture() importer.Map {
	switch s.key {
	case "json":
		return importer.MapOf("json", s.at)
	case "headers":
		return importer.MapOf("header", s.at)
	case "status", "body":
		return importer.MapOf(s.key, true)
	}
	return nil
}

// expectation returns the expectation that a predicate holds of the part. The body as a whole is
// JSON for what judges a type, a length or emptiness.
func (s subject) expectation(predicate any) (key string, v any) {
	if s.key == "json" || s.key == "headers" {
		return s.key, importer.MapOf(s.at, predicate)
	}
	if m, ok := predicate.(importer.Map); ok && s.key == "body" && (m.Get("type") != nil && m.Get("not") == nil || m.Get("length") != nil) {
		return "json", importer.MapOf("$", predicate)
	}
	return s.key, predicate
}

// before reads the scripts that run before a request, and lists what they do.
func (r *reader) before() {
	for _, s := range r.scopes {
		if b := s.blocks.block("script:pre-request"); b != nil {
			r.script(b, "the pre-request script", "write vars:, or capture the value from the probe that gives it", r.beforehand)
		}
	}
}

// script reads the statements of a script, and lists those that are not understood; it reports
// whether there were any.
func (r *reader) script(b *block, what, next string, understands func(source.Pos, javascript.Statement) bool) bool {
	at := func(line int) source.Pos {
		return source.Pos{File: b.first.File, Line: b.first.Line + line - 1, Col: b.first.Col}
	}
	return r.Script(importer.Script{Text: b.text, At: at, What: what, Next: next, Tests: []string{"test"}}, understands)
}

// setters are the functions that set a variable.
var setters = map[string]bool{"bru.setVar": true, "bru.setEnvVar": true, "bru.setGlobalEnvVar": true, "bru.setCollectionVar": true}

func (r *reader) beforehand(_ source.Pos, s javascript.Statement) bool {
	if s.Value == nil || s.Set != "" {
		return false
	}
	args := s.Value.Args()
	if name := s.Value.Name(); !setters[name] || len(args) != 2 {
		return strings.HasPrefix(name, "console.")
	}
	name, _ := args[0].Text()
	if name == "" || !args[1].Written {
		return false
	}
	switch v := args[1].Literal.(type) {
	case string:
		r.names.Declare(name, importer.Literal(v))
	case json.Number:
		r.names.Declare(name, v.String())
	default:
		return false
	}
	r.captured[name], _ = r.names.Reference(name)
	return true
}

// after reads the variables, scripts and tests behind a response.
func (j *judge) after() {
	for _, s := range j.scopes {
		for _, v := range s.blocks.block("vars:post-response").on() {
			expression, ok := javascript.Expression(v.value)
			if ok && methodOf(expression) != "" {
				j.Drop(v.at, "write res.body, res.status or res.headers in its place", "the variable %s: %s is left out: there is no %s in vars in Bruno", v.key, v.value, methodOf(expression))
			} else if !ok || !j.captures(v.key, expression) {
				j.Drop(v.at, "capture it by json, header, status or body", "the variable %s: %s is left out: a suite captures no such thing", v.key, v.value)
			}
		}
	}
	for _, name := range []string{"script:post-response", "tests"} {
		for _, s := range j.scopes {
			one := s.blocks.block(name)
			if one == nil {
				continue
			}
			j.local = map[string]*javascript.Value{}
			if j.script(one, "the tests", "say what must hold under expect:, or capture:", j.statement) {
				j.left = true
			}
		}
	}
}

// captures captures the part of the answer that a variable is set to.
func (j *judge) captures(name string, v *javascript.Value) bool {
	s, ok := subjectOf(v.In(j.local))
	from := s.capture()
	if !ok || from == nil || name == "" {
		return false
	}
	j.captured[name] = j.Capture(j.probe, name, from)
	return true
}

// statement reads a statement of a script or test behind a response; false if it is not understood.
func (j *judge) statement(at source.Pos, s javascript.Statement) bool {
	if s.Value == nil {
		return false
	}
	if s.Set != "" {
		j.local[s.Set] = s.Value.In(j.local)
		_, ok := subjectOf(j.local[s.Set])
		return ok && !strings.Contains(s.Set, ".")
	}
	args := s.Value.Args()
	switch name := s.Value.Name(); {
	case strings.HasPrefix(name, "console."):
		return true
	case setters[name] && len(args) == 2:
		variable, _ := args[0].Text()
		return j.captures(variable, args[1])
	}
	return j.expectation(at, s.Value)
}

// words maps chai's words to operators of asserts, with one argument.
var words = map[string]string{
	"equal": "eq", "equals": "eq", "eq": "eq", "eql": "eq", "above": "gt", "greaterThan": "gt", "least": "gte", "below": "lt", "lessThan": "lt", "most": "lte",
	"include": "contains", "includes": "contains", "contain": "contains", "lengthOf": "length", "oneOf": "in",
}

// bareWords maps chai's words without an argument.
var bareWords = map[string]string{"true": "isTruthy", "false": "isFalsy", "null": "isNull", "undefined": "isUndefined", "empty": "isEmpty"}

// negated maps operators to their opposites.
var negated = map[string]string{"eq": "neq", "contains": "notContains", "in": "notIn", "isUndefined": "isDefined", "isEmpty": "isNotEmpty"}

// kinds maps the argument of chai's a and an.
var kinds = map[string]string{"number": "isNumber", "string": "isString", "boolean": "isBoolean", "array": "isArray", "null": "isNull"}

// passing are chai's words without a meaning of their own.
var passing = map[string]bool{"to": true, "be": true, "have": true, "is": true, "deep": true, "at": true, "and": true, "that": true}

// expectation reads expect(what).to…; false if it is not understood.
func (j *judge) expectation(at source.Pos, v *javascript.Value) bool {
	if len(v.Chain) < 2 || v.Chain[0].Name != "expect" || len(v.Chain[0].Args) != 1 {
		return false
	}
	s, ok := subjectOf(v.Chain[0].Args[0].In(j.local))
	not, operator, values := false, "", []any(nil)
	for _, l := range v.Chain[1:] {
		switch {
		case l.Name == "not" && !l.Called:
			not = !not
		case !l.Called && passing[l.Name]:
		case operator != "":
			return false
		case !l.Called:
			operator = bareWords[l.Name]
		case len(l.Args) == 1 && l.Args[0].Written:
			operator, values = called(l)
		}
	}
	if not {
		operator = negated[operator]
	}
	if !ok || operator == "" {
		return false
	}
	p, why := predicate(s, operator, values)
	if why != "" {
		return false
	}
	key, expected := s.expectation(p)
	j.expect.ExpectAt(at, key, expected)
	return true
}

// called returns the operator of a word with a literal, and its values.
func called(l javascript.Link) (string, []any) {
	v := l.Args[0].Literal
	list, isList := v.([]any)
	switch {
	case l.Name == "a" || l.Name == "an":
		text, _ := v.(string)
		return kinds[text], nil
	case l.Name == "oneOf" && isList:
		return "in", list
	case isList:
		return "", nil
	}
	return words[l.Name], []any{v}
}
