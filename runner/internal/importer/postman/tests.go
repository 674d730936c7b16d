package postman

import (
	"fmt"
	"maps"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/value"
)

// testing holds the state while the test scripts of one request are read.
type testing struct {
	*reader
	probe  *importer.Probe
	name   string
	names  map[string]subject // variables of the script; an empty key for other values
	claim  string
	expect importer.Map
	made   int
	labels importer.Map
	left   left
}

// tests reads the test scripts of a request, its folders and its collection.
func (r *reader) tests(p *importer.Probe, item *jsontree.Node, in scope, name string) {
	t := &testing{reader: r, probe: p, name: strings.Join(append(append([]string(nil), in.names...), name), " / "), names: map[string]subject{}}
	if labels := labelsOf(in.names); len(labels) > 0 {
		t.labels = importer.MapOf("labels", labels)
	}
	unclear := false
	for _, event := range append(append([]*jsontree.Node(nil), in.events...), item.Get("event").All()...) {
		if event.Get("listen").Text() != "test" {
			continue
		}
		s := read(event)
		t.left = left{}
		t.statements(s.body)
		t.finish()
		if r.listed(s, t.left, "say what must hold under expect:", "the tests of", name) {
			unclear = true
		}
	}
	if t.made == 0 {
		t.untested(item, unclear)
	}
}

// untested claims that a request without tests succeeds, or is answered as in its first saved
// example. Tests that are not understood could contradict this: the finding is then pending,
// without a claim.
func (t *testing) untested(item *jsontree.Node, unclear bool) {
	claim, want := importer.Literal(t.name)+" is answered with success", any("2xx")
	code := status(item)
	switch {
	case unclear:
		f := t.Expect(t.probe, importer.Literal(t.name)+" passes its tests", importer.MapOf("status", importer.MapOf("lt", 500)))
		f.More = append(append(importer.Map(nil), t.labels...), importer.Entry{Key: "pending", Value: "its tests are not carried over: say what must hold"})
		return
	case code > 0:
		claim, want = fmt.Sprintf("%s is answered %d", importer.Literal(t.name), code), code
	}
	t.Expect(t.probe, claim, importer.MapOf("status", want)).More = t.labels
}

// labelsOf converts the folders of a request to labels.
func labelsOf(names []string) importer.List {
	var out importer.List
	for _, name := range names {
		if label := importer.Slug(name); label != "" {
			out = append(out, label)
		}
	}
	return out
}

// statements reads statements, and records those that are not understood.
func (t *testing) statements(all []ast.Statement) {
	for _, s := range all {
		if !t.statement(s) {
			t.left.add(s)
		}
	}
}

// statement reads one statement; false if it is not understood. Conditions and loops (if, for, try)
// are not, since their bodies do not always run once.
func (t *testing) statement(s ast.Statement) bool {
	switch s := s.(type) {
	case *ast.BlockStatement:
		t.statements(s.List)
		return true
	case *ast.VariableStatement:
		return t.declare(s.List)
	case *ast.LexicalDeclaration:
		return t.declare(s.List)
	case *ast.ReturnStatement:
		if s.Argument == nil {
			return false // the statements after it do not run
		}
	}
	if harmless(s) {
		return true
	}
	e := expressionOf(s)
	if e == nil {
		return false
	}
	return t.expression(e)
}

// expression reads an expression statement.
func (t *testing) expression(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.SequenceExpression:
		for _, one := range e.Sequence {
			if !t.expression(bare(one)) {
				return false
			}
		}
		return true
	case *ast.AssignExpression:
		return t.assign(e)
	}
	if name, value := setting(e); name != "" {
		return t.capture(name, value)
	}
	root, steps := chainOf(e)
	switch {
	case root != "pm" || len(steps) == 0:
		return false
	case len(steps) == 1 && steps[0].name == "test" && len(steps[0].args) == 2:
		return t.test(steps[0].args[0], steps[0].args[1])
	case steps[0].name == "expect" && steps[0].called:
		return t.expectation(steps)
	case steps[0].name == "response":
		return t.response(steps[1:])
	}
	return false
}

// test reads pm.test("claim", function).
func (t *testing) test(claim, function ast.Expression) bool {
	body := functionOf(bare(function))
	text, ok := literal(claim)
	if body == nil || !ok {
		return false
	}
	t.finish()
	outside := maps.Clone(t.names)
	t.claim = fmt.Sprint(text)
	t.statements(body)
	t.finish()
	t.names = outside
	return true
}

// declare reads var, let and const.
func (t *testing) declare(all []*ast.Binding) bool {
	ok := true
	for _, b := range all {
		switch target := b.Target.(type) {
		case *ast.Identifier:
			ok = (t.bind(target.Name.String(), b.Initializer) || b.Initializer == nil) && ok
		case *ast.ObjectPattern:
			ok = t.takeApart(target, b.Initializer) && ok
		default:
			ok = false
		}
	}
	return ok
}

// bind records the value of a variable of the script; false if it is not understood.
func (t *testing) bind(name string, e ast.Expression) bool {
	t.names[name] = subject{}
	if e == nil {
		return false
	}
	s, ok := t.subjectOf(e)
	if ok {
		t.names[name] = s
		return true
	}
	return false
}

// takeApart reads {a, b: c} = body.
func (t *testing) takeApart(p *ast.ObjectPattern, of ast.Expression) bool {
	s, ok := t.subjectOf(of)
	ok = ok && s.key == "json" && !s.length && p.Rest == nil
	for _, property := range p.Properties {
		key, name := "", ""
		switch one := property.(type) {
		case *ast.PropertyShort:
			key, name = one.Name.Name.String(), one.Name.Name.String()
			ok = ok && one.Initializer == nil
		case *ast.PropertyKeyed:
			k, isText := one.Key.(*ast.StringLiteral)
			v, isName := one.Value.(*ast.Identifier)
			if !isText || !isName || one.Computed {
				ok = false
				continue
			}
			key, name = k.Value.String(), v.Name.String()
		}
		t.names[name] = subject{}
		if ok {
			t.names[name] = subject{key: "json", at: s.at + value.Member(key).String()}
		}
	}
	return ok
}

// assign reads name = value, and tests["…"] = condition.
func (t *testing) assign(e *ast.AssignExpression) bool {
	switch to := e.Left.(type) {
	case *ast.Identifier:
		return t.bind(to.Name.String(), e.Right) && e.Operator == token.ASSIGN
	case *ast.BracketExpression:
		text, ok := literal(to.Member)
		if !ok || !isNamed(to.Left, "tests") {
			return false
		}
		t.finish()
		t.claim = fmt.Sprint(text)
		return t.condition(bare(e.Right))
	}
	return false
}

// capture sets a variable to a part of the answer, or to a literal.
func (t *testing) capture(name string, value ast.Expression) bool {
	if v, ok := literal(value); ok {
		return t.set(name, v)
	}
	s, ok := t.subjectOf(value)
	from := s.capture()
	if !ok || from == nil {
		return false
	}
	declared := t.VarName(name)
	t.probe.Capture.Set(declared, from)
	t.refs[name] = "${" + t.probe.ID + "." + declared + "}"
	return true
}

// finish adds a finding with the expectations of a test.
func (t *testing) finish() {
	if len(t.expect) > 0 {
		claim := t.claim
		if claim == "" {
			claim = importer.Literal(t.name) + " answers as it should"
		}
		id := t.probe.ID
		if t.made > 0 {
			id = t.ID(t.probe.ID, t.claim)
		}
		t.Findings = append(t.Findings, &importer.Finding{ID: id, Claim: importer.Literal(t.name) + ": " + claim, Probe: t.probe.ID, Expect: t.expect, More: t.labels})
		t.made++
	}
	t.claim, t.expect = "", nil
}
