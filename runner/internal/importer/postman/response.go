package postman

import (
	"encoding/json"
	"net/http"

	"github.com/dop251/goja/ast"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
)

// statusWords maps chai-postman's words for statuses.
var statusWords = map[string]any{
	"ok": 200, "success": "2xx", "info": "1xx", "redirection": "3xx", "clientError": "4xx", "serverError": "5xx",
	"accepted": 202, "withoutContent": 204, "badRequest": 400, "unauthorized": 401, "forbidden": 403, "notFound": 404,
	"notAcceptable": 406, "rateLimited": 429, "error": importer.MapOf("ge", 400),
}

// neverSo holds of no response: it compares with another reason phrase than that of its status.
const neverSo = "notAcceptable"

var (
	status     = subject{key: "status"}
	body       = subject{key: "body"}
	size       = subject{key: "size"}
	isJSONText = predicate{met: importer.MapOf("parsed", true)}
)

// response reads to.be.ok and the like.
func (a *assertion) response(word string) bool {
	switch word {
	case "json":
		return a.hasJSON()
	case "withBody":
		return a.hasBody()
	case "responseTime":
		a.what = partOf(subject{key: "duration"})
		return true
	case "responseSize":
		a.what = partOf(size)
		return true
	}
	want, ok := statusWords[word]
	if !ok || !a.negated && word == neverSo {
		return false
	}
	if word == "error" && a.negated {
		a.to.ExpectAt(a.pos, "status", importer.MapOf("lt", 400))
		return true
	}
	return a.judge(status, predicate{met: want})
}

func (a *assertion) hasBody() bool {
	if a.negated {
		a.to.ExpectAt(a.pos, "size", 0)
		return true
	}
	return a.judge(size, predicate{met: importer.MapOf("gt", 0)})
}

func (a *assertion) hasJSON() bool {
	if a.negated {
		return a.judge(body, isJSONText)
	}
	return a.judge(root, predicate{met: present})
}

// responseCalled reads to.have.status(200) and the like.
func (a *assertion) responseCalled(s step) bool {
	if s.name == "body" && len(s.args) == 1 {
		if pattern, ok := javascript.Bare(s.args[0]).(*ast.RegExpLiteral); ok {
			p, ok := matching(pattern)
			return ok && a.judge(body, p)
		}
	}
	args, ok := a.values(s.args)
	if !ok {
		return false
	}
	if len(args) == 0 {
		switch s.name {
		case "body":
			return a.hasBody()
		case "jsonBody":
			return a.hasJSON()
		}
		return false
	}
	switch s.name {
	case "status", "statusCode", "statusReason":
		return a.status(s.name, args[0])
	case "statusCodeClass":
		class, _ := args[0].(json.Number)
		return len(class) == 1 && class >= "1" && class <= "5" && a.judge(status, predicate{met: class.String() + "xx"})
	case "header":
		return a.header(args)
	case "body":
		return a.body(args[0])
	case "jsonBody":
		return a.jsonBody(args)
	case "jsonSchema":
		p, ok := bySchema(args[0])
		return ok && a.judge(root, p)
	case "property":
		name, _ := args[0].(string)
		of, ok := predefined["pm.response."+name]
		if !ok || len(args) < 2 {
			return false
		}
		p, ok := equality(args[1], false)
		return ok && a.judge(of.subject, p)
	}
	return false
}

// status reads status(200), or the reason phrase of a status.
func (a *assertion) status(word string, want any) bool {
	if n, isNumber := want.(json.Number); isNumber {
		return word != "statusReason" && a.judge(status, predicate{met: n})
	}
	text, _ := want.(string)
	code := codeOf(text)
	return word != "statusCode" && code > 0 && a.judge(status, predicate{met: code})
}

// codeOf returns the status with that reason phrase (RFC 9110, section 15), 0 without one.
func codeOf(phrase string) int {
	for code := 100; code < 600; code++ {
		if phrase != "" && http.StatusText(code) == phrase {
			return code
		}
	}
	return 0
}

func (a *assertion) header(args []any) bool {
	name, isText := args[0].(string)
	s := subject{key: "headers", at: name}
	if !isText || name == "" || isReference(name) {
		return false
	}
	if len(args) == 1 {
		return a.judge(s, predicate{met: present})
	}
	p, ok := equality(args[1], false)
	return ok && !a.negated && a.judge(s, p)
}

func (a *assertion) body(want any) bool {
	p, ok := equality(want, true)
	switch want.(type) {
	case string:
		return ok && a.judge(body, p)
	case importer.Map:
		return ok && !a.negated && a.judge(root, p)
	}
	return false
}

// jsonBody reads jsonBody("a.b[0]"), and the value there.
func (a *assertion) jsonBody(args []any) bool {
	path, isText := args[0].(string)
	s, ok := nestedIn(root, path)
	if !isText || !ok || a.negated {
		return false
	}
	if len(args) == 1 {
		return a.judge(s, predicate{met: present})
	}
	p, ok := equality(args[1], true)
	return ok && p.absent == unmet && a.judge(s, p)
}
