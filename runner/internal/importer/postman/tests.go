package postman

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/token"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// testing holds the state while the scripts of one request are read.
type testing struct {
	*reader
	*script
	probe  *importer.Probe
	before bool // the scripts run before the request: they have no response
	name   string
	isLast bool       // of the requests
	pos    source.Pos // of the statement

	names     map[string]operand // variables of the script
	aliases   map[string]string  // names for pm and its parts
	functions map[string][]ast.Statement
	depth     int // of calls
	operands  int // that are read of the statement

	claim  string
	expect importer.Map
	labels importer.Map
	made   []*importer.Finding
	tests  map[string]*importer.Finding // by the names of tests["…"]
	parsed bool                         // the script parses the body as JSON
	needed []string                     // the paths of values whose members are captured
	branch *branch                      // of an if; may be nil
	left   []ast.Node                   // of the script: what is not understood
	missed bool                         // something of a script is left out
}

// deepest limits how deep functions call each other.
const deepest = 20

// scripts reads the scripts of a request that run before it, or after its response.
func (r *reader) scripts(p *importer.Probe, item *jsontree.Node, in inherited, name string, before bool) *testing {
	t := &testing{reader: r, probe: p, before: before, isLast: item == r.last, name: strings.Join(append(slices.Clone(in.names), name), " / ")}
	if labels := labelsOf(in.names); len(labels) > 0 {
		t.labels = importer.MapOf("labels", labels)
	}
	listen := "test"
	if before {
		listen = "prerequest"
	}
	for _, e := range append(slices.Clone(in.events), eventsOf(item, fmt.Sprintf("%q", name), false)...) {
		if e.Get("listen").Text() == listen && !e.Get("disabled").Is() {
			t.run(e)
		}
	}
	return t
}

// run reads one script.
func (t *testing) run(e event) {
	t.script = t.read(e)
	t.names, t.aliases, t.functions = map[string]operand{}, map[string]string{}, map[string][]ast.Statement{}
	t.tests, t.left = map[string]*importer.Finding{}, nil
	t.statements(t.program)
	t.finish()
	t.missed = t.missed || t.wrong != "" || len(t.left) > 0
	t.listed(e)
}

// judged adds what a request without tests must hold, and that its body is JSON where a script
// parses it and no test says so.
func (t *testing) judged(item *jsontree.Node) {
	if len(t.made) == 0 {
		t.made = append(t.made, t.untested(item, t.missed))
	}
	f := t.made[len(t.made)-1]
	if f.More.Get("pending") != nil {
		return
	}
	for _, path := range t.needed {
		if !t.claims(path) {
			f.Expect.Expect("json", importer.MapOf(path, notNull()))
		}
	}
	if t.parsed && !t.claims("") {
		f.Expect.Expect("json", importer.MapOf(root.at, present))
	}
}

// claims reports whether a finding of the request claims something of a part of JSON at, or below,
// that path.
func (t *testing) claims(path string) bool {
	return slices.ContainsFunc(t.made, func(f *importer.Finding) bool {
		parts, _ := f.Expect.Get("json").(importer.Map)
		return slices.ContainsFunc(parts, func(e importer.Entry) bool {
			rest, below := strings.CutPrefix(e.Key, path)
			return below && (rest == "" || path == "" || rest[0] == '.' || rest[0] == '[')
		})
	})
}

// untested claims that a request without tests succeeds, or is answered as in its first saved
// example. Tests that are not understood could contradict this: the finding is then pending,
// without a claim.
func (t *testing) untested(item *jsontree.Node, unclear bool) *importer.Finding {
	claim, want := importer.Literal(t.name)+" is answered with success", any("2xx")
	code := exampleStatus(item)
	switch {
	case unclear:
		f := t.Expect(t.probe, importer.Literal(t.name)+" passes its tests", importer.MapOf("status", importer.MapOf("lt", 500)))
		f.More = append(slices.Clone(t.labels), importer.Entry{Key: "pending", Value: "its tests are not carried over: say what must hold"})
		return f
	case code > 0:
		claim, want = fmt.Sprintf("%s is answered %d", importer.Literal(t.name), code), code
	}
	f := t.Expect(t.probe, claim, importer.MapOf("status", want))
	f.More = t.labels
	return f
}

// labelsOf converts the folders of a request to labels.
func labelsOf(names []string) importer.List {
	var out importer.List
	for _, name := range names {
		if label := suite.Slug(name); label != "" {
			out = append(out, label)
		}
	}
	return out
}

// statements reads statements, and records those that are not understood.
func (t *testing) statements(all []ast.Statement) {
	for _, s := range all {
		if f, ok := s.(*ast.FunctionDeclaration); ok && f.Function.Name != nil {
			t.defines(f.Function.Name.Name.String(), f.Function)
		}
	}
	for _, s := range all {
		if r, ok := s.(*ast.ReturnStatement); ok && r.Argument == nil && t.branch == nil {
			return // the statements after it do not run
		}
		t.pos, t.operands = t.at(s), 0
		if !t.statement(s) {
			t.left = append(t.left, s)
			t.changed(reflect.ValueOf(s))
		}
	}
}

// statement reads one statement; false if it is not understood. Loops and try are not, since their
// bodies do not always run once.
func (t *testing) statement(s ast.Statement) bool {
	switch s := s.(type) {
	case *ast.BlockStatement:
		t.statements(s.List)
		return true
	case *ast.VariableStatement:
		return t.declare(s.List)
	case *ast.LexicalDeclaration:
		return t.declare(s.List)
	case *ast.IfStatement:
		return t.conditional(s)
	case *ast.FunctionDeclaration:
		return true // its calls count
	case *ast.ReturnStatement:
		if s.Argument == nil {
			return false // under a condition
		}
	}
	if harmless(s) {
		return true
	}
	e := expressionOf(s)
	return e != nil && t.expression(e)
}

// expression reads an expression statement.
func (t *testing) expression(e ast.Expression) bool {
	switch e := e.(type) {
	case *ast.SequenceExpression:
		for _, one := range e.Sequence {
			if !t.expression(javascript.Bare(one)) {
				return false
			}
		}
		return true
	case *ast.AssignExpression:
		return t.assign(e)
	case *ast.CallExpression:
		if body := functionOf(javascript.Bare(e.Callee)); body != nil && len(e.ArgumentList) == 0 {
			return t.inside(body)
		}
		if name, ok := javascript.Bare(e.Callee).(*ast.Identifier); ok && len(e.ArgumentList) == 0 && t.functions[name.Name.String()] != nil {
			return t.inside(t.functions[name.Name.String()])
		}
	}
	if done, ok := t.setting(e); done {
		return ok
	}
	root, steps := t.chain(e)
	if t.jumps(root, steps, e) {
		return true
	}
	if t.before || len(steps) == 0 || t.branch != nil && !t.branch.clear {
		return false
	}
	switch {
	case root == "chai" && steps[0].name == "expect" && steps[0].called:
		return t.expectation(steps)
	case root != "pm":
		return false
	case len(steps) == 1 && steps[0].name == "test" && len(steps[0].args) == 2:
		return t.test(steps[0].args[0], steps[0].args[1])
	case steps[0].name == "expect" && steps[0].called:
		return t.expectation(steps)
	case steps[0].name == "response":
		return len(steps) > 1 && steps[1].name == "to" && t.assert(operand{kind: answer}, steps[1:])
	}
	return false
}

// inside reads the body of a function that is called.
func (t *testing) inside(body []ast.Statement) bool {
	if t.depth++; t.depth > deepest {
		t.depth--
		return false
	}
	t.statements(body)
	t.depth--
	return true
}

// test reads pm.test("claim", function).
func (t *testing) test(claim, function ast.Expression) bool {
	body := functionOf(javascript.Bare(function))
	if name, ok := javascript.Bare(function).(*ast.Identifier); ok {
		body = t.functions[name.Name.String()]
	}
	if body == nil {
		return false
	}
	t.finish()
	outside := maps.Clone(t.names)
	t.claim = t.claimOf(claim)
	ok := t.inside(body)
	t.finish()
	for name := range t.names { // what the function declares ends with it
		if _, was := outside[name]; !was {
			delete(t.names, name)
		}
	}
	return ok
}

// claimOf returns a claim, with "…" for what the script puts into it.
func (t *testing) claimOf(e ast.Expression) string {
	switch e := javascript.Bare(e).(type) {
	case *ast.TemplateLiteral:
		var parts []string
		for _, one := range e.Elements {
			parts = append(parts, importer.Literal(one.Parsed.String()))
		}
		return strings.Join(parts, "…")
	case *ast.BinaryExpression:
		if e.Operator == token.PLUS {
			return t.claimOf(e.Left) + t.claimOf(e.Right)
		}
	}
	if v, ok := t.value(e); ok && scalar(v) && v != nil {
		return fmt.Sprint(v)
	}
	return "…"
}

// assign reads name = value, tests["…"] = condition and environment.name = value.
func (t *testing) assign(e *ast.AssignExpression) bool {
	if to, ok := e.Left.(*ast.Identifier); ok {
		return t.bind(to.Name.String(), e.Right) && e.Operator == token.ASSIGN
	}
	if t.before || t.branch != nil && !t.branch.clear {
		return false
	}
	if to, ok := e.Left.(*ast.BracketExpression); ok && isNamed(to.Left, "tests") {
		return t.oldTest(t.claimOf(to.Member), e.Right)
	}
	if to, ok := e.Left.(*ast.DotExpression); ok && isNamed(to.Left, "tests") {
		return t.oldTest(to.Identifier.Name.String(), e.Right)
	}
	return false
}

// oldTest reads tests["claim"] = condition. The last one of a claim counts.
func (t *testing) oldTest(claim string, e ast.Expression) bool {
	t.finish()
	if earlier := t.tests[claim]; earlier != nil {
		t.Findings = slices.DeleteFunc(t.Findings, func(f *importer.Finding) bool { return f == earlier })
		t.made = slices.DeleteFunc(t.made, func(f *importer.Finding) bool { return f == earlier })
		delete(t.tests, claim)
	}
	c, ok := t.conditionOf(e)
	t.claim = claim
	if !ok || !require(&t.expect, t.pos, c) {
		t.claim = ""
		return false
	}
	t.tests[claim] = t.finish()
	return true
}

// finish adds a finding with the expectations of a test, and returns it; nil without any.
func (t *testing) finish() *importer.Finding {
	claim, expect := t.claim, t.expect
	t.claim, t.expect = "", nil
	if len(expect) > 0 && t.branch != nil {
		expect = t.branch.whereRun(t.pos, expect)
	}
	if len(expect) == 0 {
		return nil
	}
	id := t.probe.ID
	if len(t.made) > 0 {
		id = t.ID(t.probe.ID, claim)
	}
	if claim == "" {
		claim = importer.Literal(t.name) + " answers as it should"
	}
	f := &importer.Finding{ID: id, Claim: importer.Literal(t.name) + ": " + claim, Probe: t.probe.ID, Expect: expect, More: t.labels}
	t.Findings = append(t.Findings, f)
	t.made = append(t.made, f)
	return f
}
