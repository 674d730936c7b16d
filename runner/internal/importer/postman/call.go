package postman

import (
	"github.com/dop251/goja/ast"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
)

// callOf returns what a call of one of Postman's functions, or of JavaScript's, denotes.
func (t *testing) callOf(e *ast.CallExpression) operand {
	path, calls := t.pathOf(e)
	if calls == 1 {
		if o := t.function(path, e.ArgumentList); o.kind != unclear {
			return o
		}
	}
	dot, isDot := javascript.Bare(e.Callee).(*ast.DotExpression)
	if !isDot {
		return operand{}
	}
	name := dot.Identifier.Name.String()
	if pattern, isPattern := javascript.Bare(dot.Left).(*ast.RegExpLiteral); isPattern && name == "test" && len(e.ArgumentList) == 1 {
		of := t.operandOf(e.ArgumentList[0])
		p, ok := matching(pattern)
		if of.kind == part && ok {
			return truthOf(about(of.subject, p))
		}
		return operand{}
	}
	if len(e.ArgumentList) != 1 {
		return operand{}
	}
	of := t.operandOf(dot.Left)
	if _, optional := dot.Left.(*ast.Optional); optional {
		of.optional = true
	}
	return t.method(of, name, e.ArgumentList[0])
}

// function returns what a function of that name gives.
func (t *testing) function(path string, args []ast.Expression) operand {
	if o := t.variable(path, args); o.kind != unclear {
		return o
	}
	if t.before {
		return operand{}
	}
	var text string
	if len(args) == 1 {
		v, _ := t.value(args[0])
		if text, _ = v.(string); isReference(text) {
			return operand{}
		}
	}
	switch {
	case path == "pm.response.json" && len(args) == 0:
		t.parsed = true
		return partOf(root)
	case path == "pm.response.text" && len(args) == 0:
		return partOf(subject{key: "body"})
	case path == "pm.response.reason" && len(args) == 0:
		return operand{kind: phrase}
	case path == "JSON.parse" && len(args) == 1:
		if of := t.operandOf(args[0]); of.kind == part && of.key == "body" && of.length == whole {
			t.parsed = true
			return partOf(root)
		}
	case path == "Array.isArray" && len(args) == 1:
		if of := t.operandOf(args[0]); of.kind == part {
			return truthOf(about(of.subject, typed("array")))
		}
	case path == "Boolean" && len(args) == 1:
		if c, ok := t.conditionOf(args[0]); ok {
			return truthOf(c)
		}
	case path == "tv4.validate" && len(args) == 2:
		of := t.operandOf(args[0])
		v, _ := t.value(args[1])
		if p, ok := bySchema(v); ok && of.kind == part {
			return truthOf(about(of.subject, p))
		}
	case text == "":
	case path == "pm.response.headers.get", path == "postman.getResponseHeader":
		return partOf(subject{key: "headers", at: text})
	case path == "pm.cookies.get":
		return t.cookie(text)
	case path == "pm.response.headers.has":
		return truthOf(about(subject{key: "headers", at: text}, predicate{met: present}))
	case path == "pm.cookies.has":
		return truthOf(about(t.cookie(text).subject, predicate{met: present}))
	case path == "responseHeaders.hasOwnProperty":
		return truthOf(about(subject{key: "headers", at: text}, predicate{met: present}))
	case path == "responseBody.has":
		return truthOf(about(subject{key: "body"}, predicate{met: importer.MapOf("contains", text)}))
	}
	return operand{}
}

// cookie returns a cookie of the response. Postman takes it from its jar, which may have it of an
// earlier response.
func (t *testing) cookie(name string) operand {
	if len(t.Probes) > 1 {
		t.Drop(t.pos, "write the claim for the probe whose answer sets it", "%s: the cookie %s is judged as this response sets it, not as an earlier one did", t.name, name)
	}
	return partOf(subject{key: "cookies", at: name})
}

// method returns what a method of a value gives that takes one argument.
func (t *testing) method(of operand, name string, argument ast.Expression) operand {
	with := t.operandOf(argument)
	switch {
	case of.optional: // it gives undefined
	case name == "hasOwnProperty":
		key, isText := with.value.(string)
		if c, ok := hasMember(of, key, isText); ok {
			return truthOf(c)
		}
	case name == "includes" && of.kind == known && with.kind == part:
		if list, isList := of.value.(importer.List); isList && allScalar(list) {
			return truthOf(about(with.subject, predicate{met: importer.MapOf("in", list)}))
		}
	case name == "indexOf" && of.kind == known && with.kind == part:
		if list, isList := of.value.(importer.List); isList && allScalar(list) {
			return operand{kind: position, condition: about(with.subject, predicate{met: importer.MapOf("in", list)})}
		}
	case of.kind != part || with.kind != known:
	case name == "includes", name == "indexOf":
		p, ok := containing(with.value, of.kindOf(), false)
		if !ok {
			break
		}
		if name == "indexOf" {
			return operand{kind: position, condition: about(of.subject, p)}
		}
		return truthOf(about(of.subject, p))
	case name == "startsWith", name == "endsWith":
		text, isText := with.value.(string)
		word := map[string]string{"startsWith": "starts_with", "endsWith": "ends_with"}[name]
		if isText && text != "" {
			return truthOf(about(of.subject, predicate{met: importer.MapOf(word, text), types: importer.List{"string"}, absent: throws}))
		}
	}
	return operand{}
}

// allScalar reports whether a list has values that === compares.
func allScalar(list importer.List) bool {
	for _, v := range list {
		if _, no := v.(undefined); no || !scalar(v) {
			return false
		}
	}
	return true
}
