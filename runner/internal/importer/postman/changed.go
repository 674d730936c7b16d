package postman

import (
	"reflect"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"
)

// changed forgets the variables of a script that a statement which is left out may change.
func (t *testing) changed(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return
		}
		if e, ok := v.Interface().(ast.Expression); ok {
			t.changedBy(e)
		}
		t.changed(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				t.changed(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			t.changed(v.Index(i))
		}
	}
}

// changing are methods that change the list that they are called on.
var changing = map[string]bool{"push": true, "pop": true, "shift": true, "unshift": true, "splice": true, "sort": true, "reverse": true, "fill": true}

func (t *testing) changedBy(e ast.Expression) {
	switch e := e.(type) {
	case *ast.AssignExpression:
		t.forgetRoot(e.Left)
	case *ast.UnaryExpression:
		if e.Operator == token.INCREMENT || e.Operator == token.DECREMENT || e.Operator == token.DELETE {
			t.forgetRoot(e.Operand)
		}
	case *ast.CallExpression:
		if dot, ok := bare(e.Callee).(*ast.DotExpression); ok && changing[dot.Identifier.Name.String()] {
			t.forgetRoot(dot.Left)
		}
	}
}

// forgetRoot forgets the variable that an expression starts with.
func (t *testing) forgetRoot(e ast.Expression) {
	for {
		switch part := bare(e).(type) {
		case *ast.Identifier:
			name := part.Name.String()
			t.names[name] = operand{}
			delete(t.functions, name)
			return
		case *ast.DotExpression:
			e = part.Left
		case *ast.BracketExpression:
			e = part.Left
		case *ast.CallExpression:
			e = part.Callee
		default:
			return
		}
	}
}
