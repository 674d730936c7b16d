package postman

import (
	"encoding/json"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// statusWords maps chai-postman's words for statuses.
var statusWords = map[string]any{
	"ok": 200, "success": "2xx", "info": "1xx", "redirection": "3xx", "clientError": "4xx", "serverError": "5xx",
	"accepted": 202, "badRequest": 400, "unauthorized": 401, "forbidden": 403, "notFound": 404, "rateLimited": 429,
	"error": importer.MapOf("ge", 400),
}

// response reads pm.response.to…: an assertion on the answer as a whole.
func (t *testing) response(steps []step) bool {
	negated, words := meaningful(steps)
	if len(words) != 1 || len(steps) < 2 || steps[0].name != "to" {
		return false
	}
	word := words[0]
	if !word.called {
		return t.answerIs(word.name, negated)
	}
	switch key, at, want, ok := answerHas(word); {
	case !ok:
		return false
	case at != "":
		return t.add(negated, subject{key: key, at: at}, want)
	default:
		return t.add(negated, subject{key: key}, want)
	}
}

// answerIs reads to.be.ok and the like.
func (t *testing) answerIs(word string, negated bool) bool {
	if want, ok := statusWords[word]; ok {
		if negated && word == "error" {
			return t.add(false, subject{key: "status"}, importer.MapOf("lt", 400))
		}
		return t.add(negated, subject{key: "status"}, want)
	}
	switch word {
	case "json":
		return t.add(negated, subject{key: "headers", at: "Content-Type"}, importer.MapOf("contains", "json"))
	case "withBody":
		return t.add(negated, subject{key: "size"}, importer.MapOf("gt", 0))
	}
	return false
}

// answerHas reads to.have.status(200) and the like.
func answerHas(word step) (key, at string, want any, ok bool) {
	values := make([]any, len(word.args))
	for i, a := range word.args {
		if values[i], ok = literal(a); !ok {
			return "", "", nil, false
		}
	}
	if len(values) == 0 {
		return "", "", nil, false
	}
	name, isText := values[0].(string)
	want = "present"
	if len(values) == 2 {
		want = equals(values[1])
	}
	switch word.name {
	case "status":
		n, isNumber := values[0].(json.Number)
		return "status", "", n, isNumber && len(values) == 1
	case "header":
		return "headers", name, want, isText && name != "" && len(values) <= 2
	case "body":
		return "body", "", equals(values[0]), isText && len(values) == 1
	case "jsonBody":
		path := importer.JSONPath("$." + name)
		_, err := value.Query(path)
		return "json", path, want, isText && err == nil && len(values) <= 2
	}
	return "", "", nil, false
}

var wholeNumber = source.Pattern(`^\d+$`)

// add adds an expectation, or the opposite of it.
func (t *testing) add(negated bool, s subject, want any) bool {
	if negated {
		var ok bool
		if want, ok = negation(want); !ok {
			return false
		}
	}
	return t.judged(s, want)
}

// expectation reads pm.expect(what).to….
func (t *testing) expectation(steps []step) bool {
	if len(steps[0].args) == 0 || len(steps[0].args) > 2 {
		return false
	}
	what := bare(steps[0].args[0])
	if isNamed(what, "pm.response") {
		return t.response(steps[1:])
	}
	negated, words := meaningful(steps[1:])
	if len(words) != 1 {
		return false
	}
	if decided, isSo := truth(words[0]); decided && isSo != negated {
		if _, is := what.(*ast.BinaryExpression); is {
			return t.condition(what)
		}
	}
	s, ok := t.subjectOf(what)
	if !ok {
		return false
	}
	p, ok := wordPredicate(words[0])
	return ok && t.add(negated, s, p)
}

// truth returns the boolean that to.be.true, to.equal(true) and the like want.
func truth(word step) (decided, isSo bool) {
	switch word.name {
	case "true", "false":
		return !word.called, word.name == "true"
	case "equal", "eql", "eq":
		if len(word.args) == 1 {
			v, _ := literal(word.args[0])
			isSo, decided = v.(bool)
		}
	}
	return decided, isSo
}

// comparisonsOf maps JavaScript's comparisons to operators.
var comparisonsOf = map[token.Token]string{token.LESS: "lt", token.LESS_OR_EQUAL: "le", token.GREATER: "gt", token.GREATER_OR_EQUAL: "ge"}

// condition reads the value of tests["…"], which must be true.
func (t *testing) condition(e ast.Expression) bool {
	if b, ok := e.(*ast.BinaryExpression); ok {
		return t.comparison(b)
	}
	if root, steps := chainOf(e); len(steps) > 0 {
		last := steps[len(steps)-1]
		if root == "responseBody" && len(steps) == 1 && last.name == "has" && len(last.args) == 1 {
			v, ok := literal(last.args[0])
			return ok && t.judged(subject{key: "body"}, importer.MapOf("contains", v))
		}
		if last.name == "hasOwnProperty" && len(last.args) == 1 {
			return t.member(e, last)
		}
	}
	s, ok := t.subjectOf(e)
	return ok && s.key == "headers" && t.judged(s, "present")
}

// member reads x.hasOwnProperty("name").
func (t *testing) member(e ast.Expression, last step) bool {
	call, isCall := bare(e).(*ast.CallExpression)
	if !isCall {
		return false
	}
	dot, isDot := bare(call.Callee).(*ast.DotExpression)
	name, ok := literal(last.args[0])
	key, isText := name.(string)
	if !isDot || !ok || !isText {
		return false
	}
	s, ok := t.subjectOf(dot.Left)
	return ok && t.judged(s, importer.MapOf(property, importer.Entry{Key: key, Value: "present"}))
}

// comparison reads a === b, a < b and a && b.
func (t *testing) comparison(b *ast.BinaryExpression) bool {
	if b.Operator == token.LOGICAL_AND {
		before := append(importer.Map(nil), t.expect...)
		if t.condition(bare(b.Left)) && t.condition(bare(b.Right)) {
			return true
		}
		t.expect = before
		return false
	}
	s, ok := t.subjectOf(b.Left)
	v, isLiteral := literal(b.Right)
	if !ok || !isLiteral {
		return false
	}
	switch b.Operator {
	case token.EQUAL, token.STRICT_EQUAL:
		return t.judged(s, equals(v))
	case token.NOT_EQUAL, token.STRICT_NOT_EQUAL:
		return t.add(true, s, equals(v))
	}
	operator, known := comparisonsOf[b.Operator]
	return known && t.judged(s, importer.MapOf(operator, v))
}
