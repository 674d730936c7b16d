package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
)

// mutant is one change of a file's text.
type mutant struct {
	pkg, file string // import path; absolute path
	tests     []tested
	line, col int
	from, to  int // bytes of the file
	was, now  string
	source    string // the line it is in, trimmed

	name        string // of the package, as its clause has it
	whole       span   // the truth value that changes; none where it is a number
	left, right int    // where the operands of && and || end and begin
	constant    bool   // it is in a declaration of constants
	statement   bool   // it is a whole statement that goes
}

// tested is a package whose tests are run.
type tested struct{ pkg, dir string }

// span is bytes of a file.
type span struct{ from, to int }

// change is what the mutant does, as reports and equivalent.txt say it.
func (m *mutant) change() string {
	if m.statement {
		return "the statement goes"
	}
	if m.now == "" {
		return m.was + " goes"
	}
	return m.was + " becomes " + m.now
}

// number reports whether the mutant is one of a number, not of a truth value.
func (m *mutant) number() bool { return m.whole == span{} }

// house is the uppermost package whose tests are run: what its rooms have in common.
func (m *mutant) house() string {
	if len(m.tests) == 0 {
		return m.pkg
	}
	return m.tests[len(m.tests)-1].pkg
}

// flipped are operators and what each becomes.
var flipped = map[token.Token]string{
	token.EQL: "!=", token.NEQ: "==", token.LSS: "<=", token.LEQ: "<", token.GTR: ">=", token.GEQ: ">",
	token.LAND: "||", token.LOR: "&&",
}

// mutantsOf are all mutants of a file in the order of its text; of whole statements, if wanted.
func mutantsOf(path string, text []byte, statements bool) ([]mutant, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	f := &finder{set: set, name: file.Name.Name, path: path, text: text, statements: statements}
	ast.Inspect(file, f.visit)
	return f.found, nil
}

type finder struct {
	set   *token.FileSet
	name  string
	path  string
	text  []byte
	found []mutant

	constant   bool // what is visited is a declaration of constants
	statements bool // they go
}

// visit adds the mutants of one node and reports whether to look below it.
func (f *finder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GenDecl:
		if n.Tok == token.CONST && !f.constant {
			f.constant = true
			ast.Inspect(n, f.visit)
			f.constant = false
			return false
		}
	case *ast.ArrayType:
		if n.Len != nil {
			return false // a length is part of a type
		}
	case *ast.CallExpr:
		if name, ok := n.Fun.(*ast.Ident); ok && name.Name == "make" {
			return false // a size is room, not meaning
		}
	case *ast.BlockStmt:
		f.each(n.List)
	case *ast.CaseClause:
		f.each(n.Body)
	case *ast.CommClause:
		f.each(n.Body)
	case *ast.BinaryExpr:
		if to, ok := flipped[n.Op]; ok {
			m := f.add(n.OpPos, len(n.Op.String()), to)
			m.whole, m.left, m.right = f.span(n), f.span(n.X).to, f.span(n.Y).from
		}
	case *ast.IfStmt:
		f.negate(n.Cond)
	case *ast.UnaryExpr:
		if n.Op == token.NOT {
			f.add(n.OpPos, 1, "").whole = f.span(n)
		}
	case *ast.BasicLit:
		if i, err := strconv.ParseInt(n.Value, 0, 64); n.Kind == token.INT && err == nil {
			f.add(n.Pos(), len(n.Value), strconv.FormatInt(i+1, 10))
		}
	case *ast.ReturnStmt:
		for _, r := range n.Results {
			f.flip(r)
		}
	}
	return true
}

// negate adds the opposite of a condition, where no other mutant is just that.
func (f *finder) negate(cond ast.Expr) {
	switch c := cond.(type) {
	case *ast.UnaryExpr:
		if c.Op == token.NOT {
			return
		}
	case *ast.BinaryExpr:
		if c.Op == token.EQL || c.Op == token.NEQ {
			return
		}
	}
	s := f.span(cond)
	f.add(cond.Pos(), s.to-s.from, "!("+string(f.text[s.from:s.to])+")").whole = s
}

// flip adds the other truth value.
func (f *finder) flip(result ast.Expr) {
	name, ok := result.(*ast.Ident)
	switch {
	case ok && name.Name == "true":
		f.add(name.Pos(), 4, "false").whole = f.span(name)
	case ok && name.Name == "false":
		f.add(name.Pos(), 5, "true").whole = f.span(name)
	}
}

// each lets each of the statements go that a program can do without: what declares a name, returns
// or decides where the program goes on stays.
func (f *finder) each(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.ExprStmt:
			if call, ok := s.X.(*ast.CallExpr); ok {
				if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "panic" {
					continue // a function may end with it
				}
			}
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
		case *ast.BranchStmt:
			if s.Tok != token.CONTINUE && s.Tok != token.BREAK {
				continue
			}
		case *ast.IncDecStmt, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt:
		default:
			continue
		}
		if f.statements {
			whole := f.span(s)
			m := f.add(s.Pos(), whole.to-whole.from, "")
			m.whole, m.statement = whole, true
		}
	}
}

func (f *finder) span(n ast.Node) span {
	return span{f.set.Position(n.Pos()).Offset, f.set.Position(n.End()).Offset}
}

func (f *finder) add(at token.Pos, length int, now string) *mutant {
	p := f.set.Position(at)
	f.found = append(f.found, mutant{
		file: f.path, line: p.Line, col: p.Column, from: p.Offset, to: p.Offset + length,
		was: string(f.text[p.Offset : p.Offset+length]), now: now, source: lineAt(f.text, p.Offset), name: f.name,
		constant: f.constant,
	})
	return &f.found[len(f.found)-1]
}
