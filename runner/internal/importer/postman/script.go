package postman

import (
	"errors"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
)

// script is a script of an event, read as JavaScript.
type script struct {
	event *jsontree.Node
	text  string
	body  []ast.Statement
	wrong string // the syntax error; may be ""
	line  int    // of the syntax error
}

// Postman runs a script as the body of an async function: return and await are valid at its top
// level.
const before, behind = "(async () => {", "\n})"

// read reads the script of an event.
func read(event *jsontree.Node) *script {
	s := &script{event: event, text: textOf(event)}
	program, err := parser.ParseFile(nil, "", before+s.text+behind, 0, parser.WithDisableSourceMaps)
	if err == nil {
		if len(program.Body) == 1 {
			if s.body = functionOf(expressionOf(program.Body[0])); s.body != nil {
				return s
			}
		}
		err = errors.New("its braces do not match")
	}
	s.line, s.wrong = 1, err.Error()
	var all parser.ErrorList
	if errors.As(err, &all) && len(all) > 0 {
		s.line, s.wrong = all[0].Position.Line, all[0].Message
	}
	return s
}

// textOf returns the source text of an event's script.
func textOf(event *jsontree.Node) string {
	exec := event.Get("script").Get("exec")
	if exec.Text() != "" {
		return exec.Text()
	}
	var lines []string
	for _, line := range exec.All() {
		lines = append(lines, line.Text())
	}
	return strings.Join(lines, "\n")
}

// at returns the place of a node: the file has each line of a script as a text of its own.
func (s *script) at(n ast.Node) source.Pos {
	return s.lineAt(1 + strings.Count(s.text[:s.start(n)], "\n"))
}

func (s *script) lineAt(line int) source.Pos {
	exec := s.event.Get("script").Get("exec")
	if lines := exec.All(); line >= 1 && line <= len(lines) {
		return lines[line-1].At()
	}
	return exec.At()
}

// start returns the offset of a node in the text. For an if, the parser gives only the place of its
// condition.
func (s *script) start(n ast.Node) int {
	if one, ok := n.(*ast.IfStatement); ok && one.Idx0() == 0 {
		return max(strings.LastIndex(s.text[:s.offset(one.Test.Idx0())], "if"), 0)
	}
	return s.offset(n.Idx0())
}

// offset converts a place of the parser to an offset in the text.
func (s *script) offset(at file.Idx) int {
	return min(max(int(at)-1-len(before), 0), len(s.text))
}

// shown returns a node for a message: the line that it starts on.
func (s *script) shown(n ast.Node) string {
	text, _, _ := strings.Cut(s.text[s.start(n):], "\n")
	text = strings.TrimSuffix(strings.Join(strings.Fields(text), " "), ";")
	if r := []rune(text); len(r) > 100 {
		return string(r[:100]) + "…"
	}
	return text
}

// functionOf returns the body of a function, including an arrow function with one expression; nil
// for anything else.
func functionOf(e ast.Expression) []ast.Statement {
	switch f := e.(type) {
	case *ast.FunctionLiteral:
		if f.Body != nil && !f.Generator {
			return append([]ast.Statement{}, f.Body.List...)
		}
	case *ast.ArrowFunctionLiteral:
		switch body := f.Body.(type) {
		case *ast.BlockStatement:
			return append([]ast.Statement{}, body.List...)
		case *ast.ExpressionBody:
			return []ast.Statement{&ast.ExpressionStatement{Expression: body.Expression}}
		}
	}
	return nil
}

// expressionOf returns the expression of a statement, without await; nil for other statements.
func expressionOf(s ast.Statement) ast.Expression {
	switch s := s.(type) {
	case *ast.ExpressionStatement:
		return bare(s.Expression)
	case *ast.ReturnStatement:
		if s.Argument != nil {
			return bare(s.Argument)
		}
	}
	return nil
}

// bare strips an expression of await and optional chaining, which make no difference here.
func bare(e ast.Expression) ast.Expression {
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

// left lists the parts of a script that were not understood.
type left struct {
	count int
	first ast.Node
}

func (l *left) add(n ast.Node) {
	if l.count++; l.count == 1 {
		l.first = n
	}
}

// listed lists the parts that were not understood, or the whole script; it reports whether there
// were any.
func (r *reader) listed(s *script, l left, next, of, name string) bool {
	switch {
	case s.wrong != "":
		r.Drop(s.lineAt(s.line), next, "%s %q is left out: it is not read as JavaScript: %s", of, name, s.wrong)
	case l.count > 0:
		r.Drop(s.at(l.first), next, "%d of the statements of %s %q are left out; the first: %s", l.count, of, name, s.shown(l.first))
	default:
		return false
	}
	return true
}

// before reads the scripts that run before a request: variables set to literals
// become vars, everything else is listed.
func (r *reader) before(events []*jsontree.Node, name string) {
	for _, event := range events {
		if event.Get("listen").Text() != "prerequest" {
			continue
		}
		s := read(event)
		var l left
		for _, one := range s.body {
			if !r.beforehand(one) {
				l.add(one)
			}
		}
		r.listed(s, l, "write vars:, or capture the value from the probe that gives it", "the script before", name)
	}
}

// beforehand reads a statement of such a script; false if it is not understood.
func (r *reader) beforehand(s ast.Statement) bool {
	if harmless(s) {
		return true
	}
	name, value := setting(expressionOf(s))
	if name == "" {
		return false
	}
	v, ok := literal(value)
	return ok && r.set(name, v)
}

// harmless reports whether a statement affects Postman's display only, or does nothing.
func harmless(s ast.Statement) bool {
	if _, empty := s.(*ast.EmptyStatement); empty {
		return true
	}
	e := expressionOf(s)
	if _, directive := e.(*ast.StringLiteral); directive {
		return true
	}
	root, steps := chainOf(e)
	switch {
	case len(steps) == 0:
		return false
	case root == "console":
		return true
	case root == "pm":
		return steps[0].name == "visualizer"
	}
	return root == "postman" && steps[0].name == "setNextRequest" && len(steps[0].args) == 1 && isNull(steps[0].args[0])
}

func isNull(e ast.Expression) bool {
	_, null := e.(*ast.NullLiteral)
	return null
}

// setting returns the name and the value of the Postman variable that an expression sets; "" for
// any other.
func setting(e ast.Expression) (name string, value ast.Expression) {
	root, steps := chainOf(e)
	if len(steps) == 0 || len(steps[len(steps)-1].args) != 2 {
		return "", nil
	}
	last := steps[len(steps)-1]
	switch {
	case root == "pm" && len(steps) == 2 && scopes[steps[0].name] && steps[1].name == "set":
	case root == "postman" && len(steps) == 1 && (last.name == "setEnvironmentVariable" || last.name == "setGlobalVariable"):
	default:
		return "", nil
	}
	text, _ := last.args[0].(*ast.StringLiteral)
	if text == nil {
		return "", nil
	}
	return text.Value.String(), bare(last.args[1])
}

// scopes are Postman's scopes of variables.
var scopes = map[string]bool{"environment": true, "collectionVariables": true, "globals": true, "variables": true}

// set assigns a value to a variable of the collection; false for a value other than a scalar.
func (r *reader) set(name string, v any) bool {
	switch v := v.(type) {
	case importer.Map, importer.List:
		return false
	case string:
		if r.secret[name] || names.Credential(name) {
			r.refs[name] = r.Secret(name, v)
			return true
		}
	}
	declared := r.VarName(name)
	r.SetVar(importer.Var{Name: declared, Value: v})
	r.refs[name] = "${" + declared + "}"
	return true
}
