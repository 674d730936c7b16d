package postman

import (
	"errors"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/parser"

	"assay/runner/internal/importer/javascript"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/source"
)

// script is a script of an event, read as JavaScript.
type script struct {
	event   *jsontree.Node
	code    string
	program []ast.Statement
	wrong   string // the syntax error; may be ""
	line    int    // of the syntax error
	ends    []int  // the offsets of the ends of its lines
	told    bool   // the error is listed
	listed  map[ast.Node]bool
}

// Postman runs a script as the body of an async function: return and await are valid at its top
// level.
const before, behind = "(async () => {", "\n})"

// read reads the script of an event.
func read(event *jsontree.Node) *script {
	s := &script{event: event, code: textOf(event), listed: map[ast.Node]bool{}}
	for i := range len(s.code) {
		if s.code[i] == '\n' {
			s.ends = append(s.ends, i)
		}
	}
	program, err := parser.ParseFile(nil, "", before+s.code+behind, 0, parser.WithDisableSourceMaps)
	if err == nil {
		if len(program.Body) == 1 {
			if s.program = functionOf(expressionOf(program.Body[0])); s.program != nil {
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
	line, _ := slices.BinarySearch(s.ends, s.start(n))
	return s.lineAt(1 + line)
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
		return max(strings.LastIndex(s.code[:s.offset(one.Test.Idx0())], "if"), 0)
	}
	return s.offset(n.Idx0())
}

// offset converts a place of the parser to an offset in the text.
func (s *script) offset(at file.Idx) int {
	return min(max(int(at)-1-len(before), 0), len(s.code))
}

// end returns the offset of the end of a node.
func (s *script) end(n ast.Node) int {
	end := max(s.offset(n.Idx1()), s.start(n))
	if strings.HasPrefix(s.code[end:], "()") { // of new X(), which the parser leaves out
		end += 2
	}
	return end
}

// shown returns a node for a message: the first line of it.
func (s *script) shown(n ast.Node) string {
	text, _, _ := strings.Cut(s.code[s.start(n):s.end(n)], "\n")
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
		return javascript.Bare(s.Expression)
	case *ast.ReturnStatement:
		if s.Argument != nil {
			return javascript.Bare(s.Argument)
		}
	}
	return nil
}

// event is an event of a collection, a folder or a request, with whose it is for messages.
type event struct {
	*jsontree.Node
	of     string
	shared bool // by the requests of a collection or a folder
}

func eventsOf(n *jsontree.Node, of string, shared bool) []event {
	var out []event
	for _, one := range n.Get("event").All() {
		out = append(out, event{one, of, shared})
	}
	return out
}

// read returns the script of an event. Those that many requests may inherit are read once.
func (r *reader) read(e event) *script {
	if !e.shared {
		return read(e.Node)
	}
	s := r.scriptsRead[e.Node]
	if s == nil {
		s = read(e.Node)
		r.scriptsRead[e.Node] = s
	}
	return s
}

// listed lists the statements of a script that are left out, each once, or the whole script.
func (t *testing) listed(e event) {
	of, next := "the tests of "+e.of, "say what must hold under expect:"
	if t.before {
		of, next = "the pre-request script of "+e.of, "write vars:, or capture the value from the probe that gives it"
	}
	if t.wrong != "" {
		if !t.told {
			t.told = true
			t.Drop(t.lineAt(t.line), next, "%s cannot be read as JavaScript: %s", of, t.wrong)
		}
		return
	}
	for _, n := range t.left {
		if t.script.listed[n] {
			continue
		}
		t.script.listed[n] = true
		lines := 1 + strings.Count(t.code[t.start(n):t.end(n)], "\n")
		t.DropStatement(t.at(n), next, of, t.shown(n), lines)
	}
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
	return false
}

// jumps lists a call that sets which request comes next, and reports whether it is one.
func (t *testing) jumps(root string, steps []step, e ast.Expression) bool {
	if len(steps) == 0 || steps[len(steps)-1].name != "setNextRequest" || root != "postman" && root != "pm" {
		return false
	}
	args := steps[len(steps)-1].args
	if v, ok := t.valueOfFirst(args); !ok || v != nil || !t.isLast {
		t.Drop(t.pos, "write when: or after: of the requests", "%s: the order of requests is that of the collection, not a script's: %s", t.name, t.shown(e))
	}
	return true
}

// valueOfFirst returns the only argument, if it is a literal.
func (t *testing) valueOfFirst(args []ast.Expression) (any, bool) {
	if len(args) != 1 {
		return nil, false
	}
	return t.value(args[0])
}
