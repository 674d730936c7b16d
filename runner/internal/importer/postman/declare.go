package postman

import (
	"strconv"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/unistring"

	"assay/runner/internal/importer/javascript"
)

// declare reads var, let and const.
func (t *testing) declare(all []*ast.Binding) bool {
	ok := true
	for _, b := range all {
		switch target := b.Target.(type) {
		case *ast.Identifier:
			ok = (t.bind(target.Name.String(), b.Initializer) || b.Initializer == nil) && ok
		case *ast.ObjectPattern:
			ok = t.takeApart(target, b.Initializer) && ok
		case *ast.ArrayPattern:
			ok = t.takeItems(target, b.Initializer) && ok
		default:
			ok = false
		}
	}
	return ok
}

// bind records what a variable of the script holds; false if that is not understood.
func (t *testing) bind(name string, e ast.Expression) bool {
	t.names[name] = operand{}
	delete(t.aliases, name)
	delete(t.functions, name)
	if e == nil {
		return false
	}
	if t.defines(name, javascript.Bare(e)) {
		return true
	}
	path, calls := t.pathOf(e)
	if o := t.operandOf(e); o.kind != unclear && o.kind != answer {
		t.names[name] = o
		return true
	}
	switch path {
	case "pm", "pm.response", "pm.expect", "pm.environment", "pm.variables", "pm.collectionVariables", "pm.globals", "pm.test":
		if calls == 0 {
			delete(t.names, name)
			t.aliases[name] = path
			return true
		}
	}
	return false
}

// defines records a function without parameters under its name, and reports whether e is one.
func (t *testing) defines(name string, e ast.Expression) bool {
	body := functionOf(e)
	if body != nil && !hasParameters(e) {
		t.functions[name] = body
		return true
	}
	return false
}

func hasParameters(e ast.Expression) bool {
	var list *ast.ParameterList
	switch f := e.(type) {
	case *ast.FunctionLiteral:
		list = f.ParameterList
	case *ast.ArrowFunctionLiteral:
		list = f.ParameterList
	}
	return list != nil && (len(list.List) > 0 || list.Rest != nil)
}

// takeApart reads {a, b: c} = x.
func (t *testing) takeApart(p *ast.ObjectPattern, of ast.Expression) bool {
	ok := of != nil && p.Rest == nil
	for _, property := range p.Properties {
		switch one := property.(type) {
		case *ast.PropertyShort:
			name := one.Name.Name.String()
			ok = ok && t.bind(name, member(of, name)) && one.Initializer == nil
			if one.Initializer != nil {
				t.names[name] = operand{}
			}
		case *ast.PropertyKeyed:
			key, isText := one.Key.(*ast.StringLiteral)
			switch target := one.Value.(type) {
			case *ast.Identifier:
				if !isText || one.Computed || of == nil {
					t.names[target.Name.String()] = operand{}
					ok = false
					continue
				}
				ok = t.bind(target.Name.String(), member(of, key.Value.String())) && ok
			case *ast.ObjectPattern:
				var inner ast.Expression
				if isText && !one.Computed && of != nil {
					inner = member(of, key.Value.String())
				}
				ok = t.takeApart(target, inner) && ok
			default:
				ok = false
			}
		default:
			ok = false
		}
	}
	return ok
}

// takeItems reads [a, b] = x.
func (t *testing) takeItems(p *ast.ArrayPattern, of ast.Expression) bool {
	ok := of != nil && p.Rest == nil
	for i, one := range p.Elements {
		name, isName := one.(*ast.Identifier)
		switch {
		case one == nil:
		case !isName || of == nil:
			ok = false
		default:
			index := &ast.NumberLiteral{Idx: of.Idx0(), Literal: strconv.Itoa(i), Value: int64(i)}
			ok = t.bind(name.Name.String(), &ast.BracketExpression{Left: of, Member: index}) && ok
		}
	}
	return ok
}

// member returns x.name as an expression.
func member(of ast.Expression, name string) ast.Expression {
	if of == nil {
		return nil
	}
	return &ast.DotExpression{Left: of, Identifier: ast.Identifier{Name: unistring.NewFromString(name), Idx: of.Idx0()}}
}
