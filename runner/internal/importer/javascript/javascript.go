// Package javascript reads the scripts of other tools' files as statements: calls, assignments and
// what they are made of. Nothing is ever run.
//
// Goals: an importer sees which statements run always, and lists each other one with its line.
// Non-goals: the value of an expression that is not written out; Postman's scripts, whose reader
// knows chai.
//
// A map of the files:
//
//	javascript.go  Read: a text to statements
//	value.go       expressions: literals, names, comparisons, functions
package javascript

import (
	"errors"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"
)

// Statement is a statement at the top level of a script or a function. It has no Value if it is
// none of those that this package knows.
type Statement struct {
	Line int    // of the text, from 1
	Text string // its first line, for a message
	// Set is the name that it assigns to: "exports.token", "x" of const x = …; "" for none.
	Set string
	// Value is the expression, or what is assigned; nil for a statement of another kind.
	Value *Value
}

// Error is a syntax error in a script.
type Error struct {
	Line    int // of the text, from 1
	Message string
}

func (e *Error) Error() string { return e.Message }

// The tools run a script as the body of an async function: return and await are valid in it.
const before, behind = "(async () => {", "\n})"

// Read returns the statements of a script. The error is an *[Error].
func Read(text string) ([]Statement, error) {
	program, err := parser.ParseFile(nil, "", before+text+behind, 0, parser.WithDisableSourceMaps)
	if err != nil {
		var all parser.ErrorList
		if errors.As(err, &all) && len(all) > 0 {
			return nil, &Error{Line: min(all[0].Position.Line, 1+strings.Count(text, "\n")), Message: all[0].Message}
		}
		return nil, &Error{Line: 1, Message: err.Error()}
	}
	r := &reader{text: text}
	if len(program.Body) == 1 {
		if s, ok := program.Body[0].(*ast.ExpressionStatement); ok {
			if f, ok := s.Expression.(*ast.ArrowFunctionLiteral); ok {
				return r.function(f), nil
			}
		}
	}
	return nil, &Error{Line: 1, Message: "its braces do not match"}
}

// Flat returns the statements with those of tests in their place. tests are the names of functions
// that take a name and a function: test("…", () => …).
func Flat(all []Statement, tests []string) []Statement {
	var out []Statement
	for _, s := range all {
		if s.Value != nil && s.Set == "" && slices.Contains(tests, s.Value.Name()) {
			if args := s.Value.Args(); len(args) == 2 && args[1].Function != nil {
				out = append(out, Flat(args[1].Function, tests)...)
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// Expression reads a single expression; false for any other text.
func Expression(text string) (*Value, bool) {
	all, err := Read(text)
	if err != nil || len(all) != 1 || all[0].Value == nil || all[0].Set != "" {
		return nil, false
	}
	return all[0].Value, true
}

type reader struct{ text string }

// function returns the statements of an arrow function.
func (r *reader) function(f *ast.ArrowFunctionLiteral) []Statement {
	switch body := f.Body.(type) {
	case *ast.BlockStatement:
		return r.statements(body.List)
	case *ast.ExpressionBody:
		return r.statements([]ast.Statement{&ast.ExpressionStatement{Expression: body.Expression}})
	}
	return nil
}

func (r *reader) statements(all []ast.Statement) []Statement {
	out := []Statement{}
	for _, s := range all {
		switch s := s.(type) {
		case *ast.EmptyStatement:
		case *ast.BlockStatement:
			out = append(out, r.statements(s.List)...)
		case *ast.VariableStatement:
			out = append(out, r.bindings(s, s.List)...)
		case *ast.LexicalDeclaration:
			out = append(out, r.bindings(s, s.List)...)
		case *ast.ExpressionStatement:
			out = append(out, r.expression(s))
		default:
			out = append(out, r.at(s))
		}
	}
	return out
}

func (r *reader) expression(s *ast.ExpressionStatement) Statement {
	one := r.at(s)
	if a, ok := Bare(s.Expression).(*ast.AssignExpression); ok {
		target := r.value(a.Left)
		if one.Set = target.Name(); one.Set == "" || a.Operator.String() != "=" {
			return r.at(s)
		}
		one.Value = r.value(a.Right)
		return one
	}
	one.Value = r.value(s.Expression)
	return one
}

func (r *reader) bindings(s ast.Node, all []*ast.Binding) []Statement {
	var out []Statement
	for _, b := range all {
		one := r.at(s)
		if name, ok := b.Target.(*ast.Identifier); ok && b.Initializer != nil {
			one.Set, one.Value = name.Name.String(), r.value(b.Initializer)
		}
		out = append(out, one)
	}
	return out
}

// at returns a statement without its value.
func (r *reader) at(n ast.Node) Statement {
	start := r.offset(n.Idx0())
	if s, ok := n.(*ast.IfStatement); ok && n.Idx0() == 0 { // the parser has no place of the word
		start = max(strings.LastIndex(r.text[:r.offset(s.Test.Idx0())], "if"), 0)
	}
	first, _, _ := strings.Cut(r.text[start:max(start, r.offset(n.Idx1()))], "\n")
	return Statement{Line: 1 + strings.Count(r.text[:start], "\n"), Text: short(first)}
}

// offset converts a place of the parser to an offset in the text.
func (r *reader) offset(at file.Idx) int { return min(max(int(at)-1-len(before), 0), len(r.text)) }

// mostShown is how many characters of a statement a message has.
const mostShown = 100

func short(line string) string {
	line = strings.TrimSuffix(strings.Join(strings.Fields(line), " "), ";")
	if all := []rune(line); len(all) > mostShown {
		return string(all[:mostShown]) + "…"
	}
	return line
}
