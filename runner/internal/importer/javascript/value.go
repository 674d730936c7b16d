package javascript

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// Value is an expression. One field says what it is; none of an expression that is not known.
type Value struct {
	Literal  any         // string, json.Number, bool, nil, []any
	Written  bool        // Literal is its value
	Chain    []Link      // a.b(c)[0].d: the names, calls and indices from its start
	Compared *Comparison // a === b, a && b
	Function []Statement // of a function: its statements, not nil
}

// Link is a link of a chain: a name, with the arguments where it is called, or an index of a list.
type Link struct {
	Name   string
	Index  int // with the name "": an index
	Called bool
	Args   []*Value
}

// Comparison is an expression of an operator with two sides, as JavaScript writes it.
type Comparison struct {
	Operator    string
	Left, Right *Value
}

// Name returns the names of a chain joined by dots: "client.global.set"; "" for a chain with an
// index or with a call before its end, and for anything else.
func (v *Value) Name() string {
	var names []string
	for i, l := range v.Chain {
		if l.Name == "" || l.Called && i < len(v.Chain)-1 {
			return ""
		}
		names = append(names, l.Name)
	}
	return strings.Join(names, ".")
}

// Args returns the arguments if v is a call that ends its chain; nil otherwise.
func (v *Value) Args() []*Value {
	if n := len(v.Chain); n > 0 && v.Chain[n-1].Called {
		return v.Chain[n-1].Args
	}
	return nil
}

// Text returns the text of a literal; false for anything else.
func (v *Value) Text() (string, bool) {
	s, ok := v.Literal.(string)
	return s, ok && v.Written
}

// Below returns the JSONPath of a member of what the names denote: "$.a[0]" of "response.body.a[0]"
// below "response.body"; false if v is not below it, or has a call there.
func (v *Value) Below(names string) (string, bool) {
	links := v.Chain
	for name := range strings.SplitSeq(names, ".") {
		name, called := strings.CutSuffix(name, "()")
		if len(links) == 0 || links[0].Name != name || links[0].Called != called || len(links[0].Args) > 0 {
			return "", false
		}
		links = links[1:]
	}
	path := "$"
	for _, l := range links {
		switch {
		case l.Called:
			return "", false
		case l.Name == "":
			path += "[" + strconv.Itoa(l.Index) + "]"
		default:
			path += value.Member(l.Name).String()
		}
	}
	return path, true
}

// In returns the value with the name at the start of its chain replaced by what it stands for.
func (v *Value) In(names map[string]*Value) *Value {
	if len(v.Chain) == 0 || v.Chain[0].Called {
		return v
	}
	of, ok := names[v.Chain[0].Name]
	if !ok || len(of.Chain) == 0 {
		return v
	}
	return &Value{Chain: append(slices.Clone(of.Chain), v.Chain[1:]...)}
}

// value reads an expression.
func (r *reader) value(e ast.Expression) *Value {
	e = Bare(e)
	if v, ok := literal(e); ok {
		return &Value{Literal: v, Written: true}
	}
	switch e := e.(type) {
	case *ast.ArrowFunctionLiteral:
		return &Value{Function: r.function(e)}
	case *ast.FunctionLiteral:
		if e.Body != nil && !e.Generator {
			return &Value{Function: r.statements(e.Body.List)}
		}
	case *ast.BinaryExpression:
		return &Value{Compared: &Comparison{Operator: e.Operator.String(), Left: r.value(e.Left), Right: r.value(e.Right)}}
	}
	return &Value{Chain: r.chain(e)}
}

// chain reads names, calls and indices; nil for anything else.
func (r *reader) chain(e ast.Expression) []Link {
	switch e := Bare(e).(type) {
	case *ast.Identifier:
		return []Link{{Name: e.Name.String()}}
	case *ast.DotExpression:
		if left := r.chain(e.Left); left != nil {
			return append(left, Link{Name: e.Identifier.Name.String()})
		}
	case *ast.BracketExpression:
		left := r.chain(e.Left)
		v, _ := literal(Bare(e.Member))
		switch v := v.(type) {
		case string:
			if left != nil && v != "" {
				return append(left, Link{Name: v})
			}
		case json.Number:
			if n, err := strconv.Atoi(v.String()); left != nil && err == nil && n >= 0 {
				return append(left, Link{Index: n})
			}
		}
	case *ast.CallExpression:
		left := r.chain(e.Callee)
		if len(left) == 0 || left[len(left)-1].Called || left[len(left)-1].Name == "" {
			return nil
		}
		last := &left[len(left)-1]
		last.Called = true
		for _, a := range e.ArgumentList {
			last.Args = append(last.Args, r.value(a))
		}
		return left
	}
	return nil
}

// Bare strips an expression of await and optional chaining, which make no difference to a reader.
func Bare(e ast.Expression) ast.Expression {
	for {
		switch inner := e.(type) {
		case *ast.AwaitExpression:
			e = inner.Argument
		case *ast.OptionalChain:
			e = inner.Expression
		case *ast.Optional:
			e = inner.Expression
		default:
			return e
		}
	}
}

// IsNumber reports whether the digits of a number in a script are those of one in JSON.
func IsNumber(digits string) bool { return decimal().MatchString(digits) }

var decimal = source.Pattern(`^(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$`)

// literal returns the value of a literal; false for any other expression.
func literal(e ast.Expression) (any, bool) {
	switch e := e.(type) {
	case *ast.StringLiteral:
		return e.Value.String(), true
	case *ast.TemplateLiteral:
		if e.Tag == nil && len(e.Expressions) == 0 && len(e.Elements) == 1 {
			return e.Elements[0].Parsed.String(), true
		}
	case *ast.NumberLiteral:
		if IsNumber(e.Literal) {
			return json.Number(e.Literal), true
		}
	case *ast.BooleanLiteral:
		return e.Value, true
	case *ast.NullLiteral:
		return nil, true
	case *ast.UnaryExpression:
		v, _ := literal(e.Operand)
		n, ok := v.(json.Number)
		if ok && e.Operator == token.MINUS && !strings.HasPrefix(n.String(), "-") {
			return json.Number("-" + n.String()), true
		}
	case *ast.ArrayLiteral:
		list := []any{}
		for _, item := range e.Value {
			v, ok := literal(item)
			if !ok {
				return nil, false
			}
			list = append(list, v)
		}
		return list, true
	}
	return nil, false
}
