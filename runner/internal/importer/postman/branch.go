package postman

import (
	"maps"
	"reflect"

	"github.com/dop251/goja/ast"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// branch is the part of an if that is read.
type branch struct {
	condition              // under which it runs
	clear     bool         // the condition is understood
	otherwise importer.Map // that it does not run
	captured  []string
}

// conditional reads an if. Its tests hold where its condition does. What it captures is captured of
// every response, and the condition is listed.
func (t *testing) conditional(s *ast.IfStatement) bool {
	if t.before {
		return false
	}
	c, ok := t.conditionOf(s.Test)
	left := t.left
	first := t.under(s, s.Consequent, c, ok)
	second := t.under(s, s.Alternate, c.negation(), ok)
	if !ok && !first && !second {
		t.left = left
		return false
	}
	return true
}

// under reads the statements of a branch, and reports whether it captures anything.
func (t *testing) under(s *ast.IfStatement, block ast.Statement, c condition, clear bool) bool {
	if block == nil {
		return false
	}
	t.finish()
	outer, names, aliases, parsed, needed := t.branch, t.names, t.aliases, t.parsed, t.needed
	t.names, t.aliases = maps.Clone(names), maps.Clone(aliases)
	if outer != nil {
		c, clear = condition{op: both, parts: []condition{outer.condition, c}}, clear && outer.clear
	}
	b := &branch{condition: c}
	b.clear = clear && require(&b.otherwise, t.at(s), c.negation())
	t.branch = b
	t.statements(blockOf(block))
	t.finish()
	t.branch, t.names, t.aliases, t.parsed, t.needed = outer, names, aliases, parsed, needed
	t.changed(reflect.ValueOf(block))
	if len(b.captured) > 0 {
		t.pos = t.at(s)
		t.Drop(t.pos, "write when: of the requests that need it, or leave it so",
			"%s: the condition of %s is left out; it is captured of every response: %s", t.name, text.List(b.captured, "and"), t.shown(s))
	}
	return len(b.captured) > 0
}

// whereRun returns an expectation that must hold where the branch runs; nil where it never does.
func (b *branch) whereRun(at source.Pos, expect importer.Map) importer.Map {
	if len(b.otherwise) == 0 {
		return nil
	}
	var out importer.Map
	out.ExpectAt(at, "any", importer.List{b.otherwise, expect})
	return out
}

// blockOf returns the statements of a block, or the one statement.
func blockOf(s ast.Statement) []ast.Statement {
	if b, ok := s.(*ast.BlockStatement); ok {
		return b.List
	}
	return []ast.Statement{s}
}
