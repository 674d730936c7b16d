package postman

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
)

// literal returns the value of a literal expression in the document's syntax; false for any other.
func literal(e ast.Expression) (any, bool) {
	switch e := e.(type) {
	case *ast.StringLiteral:
		return importer.Literal(e.Value.String()), true
	case *ast.TemplateLiteral:
		if e.Tag != nil || len(e.Expressions) > 0 || len(e.Elements) != 1 {
			return nil, false
		}
		return importer.Literal(e.Elements[0].Parsed.String()), true
	case *ast.NumberLiteral:
		return numberOf(e)
	case *ast.BooleanLiteral:
		return e.Value, true
	case *ast.NullLiteral:
		return nil, true
	case *ast.UnaryExpression:
		v, _ := literal(e.Operand)
		n, ok := v.(json.Number)
		return json.Number("-" + n.String()), ok && e.Operator == token.MINUS && !strings.HasPrefix(n.String(), "-")
	case *ast.ArrayLiteral:
		list := importer.List{}
		for _, item := range e.Value {
			v, ok := literal(item)
			if !ok {
				return nil, false
			}
			list = append(list, v)
		}
		return list, true
	case *ast.ObjectLiteral:
		return objectOf(e)
	}
	return nil, false
}

// numberOf returns a number, with its digits if they are valid JSON.
func numberOf(e *ast.NumberLiteral) (any, bool) {
	if javascript.IsNumber(e.Literal) {
		return json.Number(e.Literal), true
	}
	switch v := e.Value.(type) {
	case int64:
		return json.Number(strconv.FormatInt(v, 10)), true
	case float64:
		return json.Number(strconv.FormatFloat(v, 'f', -1, 64)), true
	}
	return nil, false
}

func objectOf(e *ast.ObjectLiteral) (any, bool) {
	m := importer.Map{}
	for _, property := range e.Value {
		keyed, ok := property.(*ast.PropertyKeyed)
		if !ok || keyed.Kind != ast.PropertyKindValue || keyed.Computed {
			return nil, false
		}
		key, okKey := literal(keyed.Key)
		v, ok := literal(keyed.Value)
		if !ok || !okKey {
			return nil, false
		}
		m.Set(fmt.Sprint(key), v)
	}
	return m, true
}

// step is one link of a.b(c).d: a name, and the arguments where it is called.
type step struct {
	name   string
	called bool
	args   []ast.Expression
}

// chainOf splits a.b(c).d into the name at its start and its links; empty for anything else. A call
// of the name itself is a link without a name.
func chainOf(e ast.Expression) (root string, steps []step) {
	for {
		switch part := javascript.Bare(e).(type) {
		case *ast.Identifier:
			for i, j := 0, len(steps)-1; i < j; i, j = i+1, j-1 {
				steps[i], steps[j] = steps[j], steps[i]
			}
			return part.Name.String(), steps
		case *ast.DotExpression:
			steps, e = append(steps, step{name: part.Identifier.Name.String()}), part.Left
		case *ast.CallExpression:
			switch callee := javascript.Bare(part.Callee).(type) {
			case *ast.DotExpression:
				steps, e = append(steps, step{name: callee.Identifier.Name.String(), called: true, args: part.ArgumentList}), callee.Left
			case *ast.Identifier:
				steps, e = append(steps, step{called: true, args: part.ArgumentList}), callee
			default:
				return "", nil
			}
		default:
			return "", nil
		}
	}
}

// isNamed reports whether an expression is this name: identifiers joined by dots, without a call.
func isNamed(e ast.Expression, name string) bool {
	root, steps := chainOf(e)
	for _, s := range steps {
		if s.called {
			return false
		}
		root += "." + s.name
	}
	return root == name
}
