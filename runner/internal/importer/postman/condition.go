package postman

import (
	"encoding/json"
	"slices"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// condition is a boolean that depends on the response.
type condition struct {
	op    operator
	parts []condition // of both, either
	subject
	predicate
	is bool // of a constant
}

type operator int

const (
	atom operator = iota // a predicate on a subject
	both
	either
	constant
)

func about(s subject, p predicate) condition { return condition{subject: s, predicate: p} }

// negation returns the condition that is true where c is false.
func (c condition) negation() condition {
	switch c.op {
	case atom:
		c.negated = !c.negated
		return c
	case constant:
		c.is = !c.is
		return c
	case both:
		c.op = either
	default:
		c.op = both
	}
	parts := make([]condition, len(c.parts))
	for i, part := range c.parts {
		parts[i] = part.negation()
	}
	c.parts = parts
	return c
}

// require adds that a condition is true; false if a suite cannot say it, and then nothing is added.
func require(to *importer.Map, at source.Pos, c condition) bool {
	before := slices.Clone(*to)
	ok := true
	switch c.op {
	case atom:
		ok = judge(to, at, c.subject, c.predicate)
	case constant:
		ok = c.is
	case both:
		for _, part := range c.parts {
			ok = ok && require(to, at, part)
		}
	case either:
		ok = requireOne(to, at, c.parts)
	}
	if !ok {
		*to = before
	}
	return ok
}

func requireOne(to *importer.Map, at source.Pos, parts []condition) bool {
	var some importer.List
	for _, part := range parts {
		var one importer.Map
		if part.op == constant && !part.is {
			continue
		}
		if !require(&one, at, part) {
			return false
		}
		if len(one) == 0 {
			return true
		}
		some = append(some, one)
	}
	if len(some) == 0 {
		return false
	}
	if len(some) == 1 {
		for _, e := range some[0].(importer.Map) {
			to.ExpectAt(at, e.Key, e.Value)
		}
		return true
	}
	to.ExpectAt(at, "any", some)
	return true
}

// conditionOf reads a boolean expression, or one that JavaScript converts to a boolean.
func (t *testing) conditionOf(e ast.Expression) (condition, bool) {
	e = javascript.Bare(e)
	switch e := e.(type) {
	case *ast.BooleanLiteral:
		return condition{op: constant, is: e.Value}, true
	case *ast.UnaryExpression:
		c, ok := t.conditionOf(e.Operand)
		return c.negation(), ok && e.Operator == token.NOT
	case *ast.BinaryExpression:
		return t.binary(e)
	}
	switch o := t.operandOf(e); o.kind {
	case truth:
		return o.condition, true
	case part:
		return about(o.subject, truthyOf(o.kindOf())), true
	}
	return condition{}, false
}

// comparisonsOf maps JavaScript's comparisons to operators.
var comparisonsOf = map[token.Token]string{token.LESS: "lt", token.LESS_OR_EQUAL: "le", token.GREATER: "gt", token.GREATER_OR_EQUAL: "ge"}

// mirrored maps operators to those with the two sides exchanged.
var mirrored = map[string]string{"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}

// inverted maps operators to those that hold where they do not.
var inverted = map[string]string{"lt": "ge", "le": "gt", "gt": "le", "ge": "lt"}

// binary reads a && b, a === b, a < b, a in b and the like.
func (t *testing) binary(b *ast.BinaryExpression) (condition, bool) {
	switch b.Operator {
	case token.LOGICAL_AND, token.LOGICAL_OR:
		left, okLeft := t.conditionOf(b.Left)
		right, okRight := t.conditionOf(b.Right)
		c := condition{op: both, parts: []condition{left, right}}
		if b.Operator == token.LOGICAL_OR {
			c.op = either
		}
		return c, okLeft && okRight
	case token.IN:
		name, ok := t.value(b.Left)
		key, isText := name.(string)
		of := t.operandOf(b.Right)
		return hasMember(of, key, ok && isText)
	case token.INSTANCEOF:
		s := t.operandOf(b.Left)
		return about(s.subject, typed("array")), s.kind == part && isNamed(b.Right, "Array")
	}
	left, right := t.operandOf(b.Left), t.operandOf(b.Right)
	operator := comparisonsOf[b.Operator]
	if left.kind == known && right.kind != known {
		left, right, operator = right, left, mirrored[operator]
	}
	if right.kind != known {
		return condition{}, false
	}
	negated := b.Operator == token.NOT_EQUAL || b.Operator == token.STRICT_NOT_EQUAL
	switch b.Operator {
	case token.EQUAL, token.NOT_EQUAL, token.STRICT_EQUAL, token.STRICT_NOT_EQUAL:
		c, ok := compared(left, right.value, b.Operator == token.EQUAL || b.Operator == token.NOT_EQUAL)
		if negated {
			c = c.negation()
		}
		return c, ok
	}
	if operator == "" {
		return condition{}, false
	}
	return ordered(left, operator, right.value)
}

// compared returns left === value, or left == value.
func compared(left operand, v any, loose bool) (condition, bool) {
	switch left.kind {
	case part:
		p, ok := equality(v, false)
		if loose {
			p, ok = loosely(v, left.kindOf())
		}
		return about(left.subject, p), ok
	case phrase:
		text, _ := v.(string)
		code := codeOf(text)
		return about(status, predicate{met: code}), code > 0
	case typeName:
		text, isText := v.(string)
		p, ok := typeOf(text)
		return about(left.subject, p), ok && isText
	case position:
		return left.condition.negation(), v == any(json.Number("-1"))
	case truth:
		is, isBool := v.(bool)
		if isBool && !is {
			return left.condition.negation(), true
		}
		return left.condition, isBool
	case known:
		if loose || !scalar(v) || !scalar(left.value) {
			return condition{}, false
		}
		return condition{op: constant, is: left.value == v}, true
	}
	return condition{}, false
}

// scalar reports whether a literal is compared by its value, which is known.
func scalar(v any) bool {
	switch v := v.(type) {
	case nil, bool, undefined:
		return true
	case json.Number:
		return exact(v)
	case string:
		return !subst.Has(v)
	}
	return false
}

// ordered returns left < value and the like. JavaScript converts a text to a number.
func ordered(left operand, operator string, v any) (condition, bool) {
	n, isNumber := v.(json.Number)
	if !isNumber {
		return condition{}, false
	}
	switch left.kind {
	case part:
		want := func(operator string) any {
			number := importer.MapOf(operator, n)
			if left.kindOf() == "" {
				return oneOf(number, importer.MapOf(operator, n.String()))
			}
			return number
		}
		return about(left.subject, predicate{met: want(operator), inverse: want(inverted[operator])}), true
	case position:
		return found(left.condition, operator, n)
	}
	return condition{}, false
}

// found returns a comparison of x.indexOf(y) that means that it is, or is not, in x.
func found(in condition, operator string, n json.Number) (condition, bool) {
	switch operator + n.String() {
	case "gt-1", "ge0":
		return in, true
	case "lt0", "le-1":
		return in.negation(), true
	}
	return condition{}, false
}

// hasMember returns x.hasOwnProperty("name").
func hasMember(of operand, name string, ok bool) (condition, bool) {
	s := of.subject
	if !ok || of.kind != part || s.key != "json" || s.length != whole || name == "length" || isReference(name) {
		return condition{}, false
	}
	return about(s.member(name).below(s), predicate{met: present}), true
}

// typeOf returns what typeof x === "name" demands.
func typeOf(name string) (predicate, bool) {
	switch name {
	case "string", "number", "boolean":
		return typed(name), true
	case "object":
		return typed("object", "array", "null"), true
	case "undefined":
		return predicate{absent: met}, true
	}
	return predicate{}, false
}
