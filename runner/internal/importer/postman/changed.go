package postman

import (
	"reflect"
	"sync"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"assay/runner/internal/importer/javascript"
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
		for _, i := range partsOf(v.Type()) {
			t.changed(v.Field(i))
		}
	case reflect.Slice:
		for i := range v.Len() {
			t.changed(v.Index(i))
		}
	}
}

// parts has the fields of each type of the syntax tree that hold further nodes.
var parts sync.Map // reflect.Type to []int

// partsOf returns the fields of a type of the syntax tree that may hold further nodes.
func partsOf(of reflect.Type) []int {
	if known, ok := parts.Load(of); ok {
		return known.([]int)
	}
	var fields []int
	for i := range of.NumField() {
		switch field := of.Field(i); field.Type.Kind() {
		case reflect.Pointer, reflect.Interface, reflect.Struct, reflect.Slice:
			if field.IsExported() {
				fields = append(fields, i)
			}
		}
	}
	parts.Store(of, fields)
	return fields
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
		if dot, ok := javascript.Bare(e.Callee).(*ast.DotExpression); ok && changing[dot.Identifier.Name.String()] {
			t.forgetRoot(dot.Left)
		}
	}
}

// forgetRoot forgets the variable that an expression starts with.
func (t *testing) forgetRoot(e ast.Expression) {
	for {
		switch part := javascript.Bare(e).(type) {
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
