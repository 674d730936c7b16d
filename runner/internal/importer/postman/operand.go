package postman

import (
	"encoding/json"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// operand is what an expression of a script denotes.
type operand struct {
	kind kind
	subject
	condition condition // of a truth, and that an item is there of a position
	value     any       // of a known value, as importer.Entry has it
}

// kind is a kind of operand. The zero value is one that is not understood.
type kind int

const (
	unclear  kind = iota
	part          // of the response
	known         // a literal, or a reference to a variable
	truth         // a boolean made of the response
	typeName      // typeof x
	position      // x.indexOf(y)
	answer        // pm.response itself
	phrase        // its reason phrase
)

// undefined is the value undefined.
type undefined struct{}

// kindOf returns the type of JSON that a part has, "" if it may have several.
func (o operand) kindOf() string { return o.subject.kind() }

func partOf(s subject) operand     { return operand{kind: part, subject: s} }
func truthOf(c condition) operand  { return operand{kind: truth, condition: c} }
func knownValue(v any) operand     { return operand{kind: known, value: v} }
func isReference(text string) bool { return subst.Has(text) }

// predefined maps the predefined names of test scripts.
var predefined = map[string]operand{
	"responseBody": partOf(subject{key: "body"}), "responseTime": partOf(subject{key: "duration"}),
	"pm.response.code": partOf(subject{key: "status"}), "responseCode.code": partOf(subject{key: "status"}),
	"pm.response.responseTime": partOf(subject{key: "duration"}), "pm.response.responseSize": partOf(subject{key: "size"}),
	"pm.response": {kind: answer}, "pm.response.status": {kind: phrase}, "responseCode.name": {kind: phrase}, "undefined": knownValue(undefined{}),
}

// mostOperands limits the expressions that are read for one statement: calls in calls are read
// several times.
const mostOperands = 10_000

// operandOf returns what an expression denotes.
func (t *testing) operandOf(e ast.Expression) operand {
	if t.operands++; t.operands > mostOperands {
		return operand{}
	}
	e = javascript.Bare(e)
	if name, isName := e.(*ast.Identifier); isName {
		if o, own := t.names[name.Name.String()]; own {
			return o
		}
	}
	if v, ok := literal(e); ok {
		return knownValue(v)
	}
	if path, calls := t.pathOf(e); calls == 0 && path != "" {
		if o, ok := predefined[path]; ok && (!t.before || o.kind == known) {
			return o
		}
	}
	switch e := e.(type) {
	case *ast.DotExpression:
		return t.memberOf(e.Left, e.Identifier.Name.String())
	case *ast.BracketExpression:
		return t.bracketOf(e)
	case *ast.CallExpression:
		return t.callOf(e)
	case *ast.UnaryExpression:
		return t.unaryOf(e)
	case *ast.ArrayLiteral:
		return t.listOf(e)
	case *ast.BinaryExpression:
		if c, ok := t.conditionOf(e); ok && e.Operator != token.LOGICAL_AND && e.Operator != token.LOGICAL_OR || ok && isBoolean(e) {
			return truthOf(c)
		}
	}
	return operand{}
}

// isBoolean reports whether && and || of an expression give a boolean.
func isBoolean(e ast.Expression) bool {
	switch e := javascript.Bare(e).(type) {
	case *ast.BooleanLiteral:
		return true
	case *ast.BinaryExpression:
		if e.Operator == token.LOGICAL_AND || e.Operator == token.LOGICAL_OR {
			return isBoolean(e.Left) && isBoolean(e.Right)
		}
		return e.Comparison
	case *ast.UnaryExpression:
		return e.Operator == token.NOT
	case *ast.CallExpression:
		return true // operandOf knows it, or not
	}
	return false
}

// value returns a literal, or a name that stands for one, in the document's syntax.
func (t *testing) value(e ast.Expression) (any, bool) {
	o := t.operandOf(e)
	return o.value, o.kind == known
}

// values returns the arguments of a call as literals.
func (t *testing) values(args []ast.Expression) ([]any, bool) {
	out := make([]any, len(args))
	for i, a := range args {
		var ok bool
		if out[i], ok = t.value(a); !ok {
			return nil, false
		}
	}
	return out, true
}

// listOf returns a list with names that stand for literals.
func (t *testing) listOf(e *ast.ArrayLiteral) operand {
	all, ok := t.values(e.Value)
	for _, v := range all {
		if _, no := v.(undefined); no {
			ok = false
		}
	}
	if !ok {
		return operand{}
	}
	return knownValue(importer.List(all))
}

// memberOf returns x.name.
func (t *testing) memberOf(left ast.Expression, name string) operand {
	_, optional := left.(*ast.Optional)
	switch path, calls := t.pathOf(left); {
	case name == "length" && path == "Object.keys" && calls == 1:
		if of := t.operandOf(javascript.Bare(left).(*ast.CallExpression).ArgumentList[0]); isJSON(of) {
			of.length = keys
			return of
		}
		return operand{}
	case (path == "environment" || path == "globals") && !t.shadowed(path):
		return t.readFrom(scopesOf[path], name)
	case t.before:
	case name == "value" && path == "postman.getResponseCookie" && calls == 1:
		if v, _ := t.values(javascript.Bare(left).(*ast.CallExpression).ArgumentList); len(v) == 1 {
			if cookie, ok := v[0].(string); ok {
				return t.cookie(cookie)
			}
		}
	case name == "body" && path == "pm.response.size" && calls == 1:
		return partOf(subject{key: "size"})
	case path == "responseHeaders" && !t.shadowed(path):
		return partOf(subject{key: "headers", at: name})
	}
	of := t.operandOf(left)
	if of.kind != part || of.length != whole {
		return operand{}
	}
	switch {
	case name == "length":
		of.length, of.optional = items, of.optional || optional
		return of
	case of.key != "json":
		return operand{}
	}
	s := of.subject.member(name).below(of.subject)
	if optional {
		s.above = of.above
	}
	s.optional = of.optional || optional
	return partOf(s)
}

func isJSON(o operand) bool { return o.kind == part && o.key == "json" && o.length == whole }

// shadowed reports whether the script has a variable of its own with a predefined name.
func (t *testing) shadowed(name string) bool {
	_, own := t.names[name]
	return own
}

var wholeNumber = source.Pattern(`^\d+$`)

// bracketOf returns x["name"] and x[0].
func (t *testing) bracketOf(e *ast.BracketExpression) operand {
	switch v, _ := t.value(e.Member); v := v.(type) {
	case string:
		if isReference(v) {
			return operand{}
		}
		return t.memberOf(e.Left, v)
	case json.Number:
		of := t.operandOf(e.Left)
		if !isJSON(of) || !wholeNumber().MatchString(v.String()) {
			return operand{}
		}
		_, optional := e.Left.(*ast.Optional)
		s := of.item(v.String()).below(of.subject)
		if optional {
			s.above = of.above
		}
		s.optional = of.optional || optional
		return partOf(s)
	}
	return operand{}
}

// unaryOf returns typeof x, !x and void 0.
func (t *testing) unaryOf(e *ast.UnaryExpression) operand {
	switch e.Operator {
	case token.TYPEOF:
		if of := t.operandOf(e.Operand); of.kind == part {
			return operand{kind: typeName, subject: of.subject}
		}
	case token.NOT:
		if c, ok := t.conditionOf(e); ok {
			return truthOf(c)
		}
	case token.VOID:
		if _, ok := literal(e.Operand); ok {
			return knownValue(undefined{})
		}
	}
	return operand{}
}

// mostNames is how many names the longest path of a predefined part has: pm.response.headers.get.
const mostNames = 4

// pathOf returns the names of an expression joined by dots, with aliases replaced, and 1 where the
// last of them is called. "" for any other expression, and for a path of more names than a
// predefined part has.
func (t *testing) pathOf(e ast.Expression) (path string, calls int) {
	var names [mostNames]string
	first := mostNames
	e = javascript.Bare(e)
	if call, isCall := e.(*ast.CallExpression); isCall {
		e, calls = call.Callee, 1
	}
	for {
		switch part := javascript.Bare(e).(type) {
		case *ast.Identifier:
			path = part.Name.String()
			if alias, ok := t.aliases[path]; ok {
				path = alias
			}
			if first < mostNames {
				path += "." + strings.Join(names[first:], ".")
			}
			return path, calls
		case *ast.DotExpression:
			if first--; first < 0 {
				return "", 0
			}
			names[first], e = part.Identifier.Name.String(), part.Left
		default:
			return "", 0
		}
	}
}

// chain splits a.b(c).d as chainOf does, with the script's names for pm and its parts replaced.
func (t *testing) chain(e ast.Expression) (root string, steps []step) {
	root, steps = chainOf(e)
	alias, ok := t.aliases[root]
	if !ok {
		return root, steps
	}
	parts := strings.Split(alias, ".")
	var all []step
	for _, name := range parts[1:] {
		all = append(all, step{name: name})
	}
	if len(steps) > 0 && steps[0].name == "" && len(all) > 0 { // the name itself is called
		all[len(all)-1].called, all[len(all)-1].args = true, steps[0].args
		steps = steps[1:]
	}
	return parts[0], append(all, steps...)
}
