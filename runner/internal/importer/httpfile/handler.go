package httpfile

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
	"assay/runner/internal/source"
)

// handler holds the state while the asserts and the response handlers of one request are read.
type handler struct {
	*reader
	probe  *importer.Probe
	expect importer.Map
	local  map[string]*javascript.Value // what the script's own names stand for
	left   bool                         // an assert is left out
}

// expects adds an expectation from a line of the file, once.
func (h *handler) expects(at int, s subject, predicate any) {
	key, v := s.expectation(predicate)
	if one, isMap := v.(importer.Map); isMap && s.key != "status" {
		known, _ := h.expect.Get(key).(importer.Map)
		if reflect.DeepEqual(known.Get(one[0].Key), one[0].Value) {
			return
		}
	} else if reflect.DeepEqual(h.expect.Get(key), v) {
		return
	}
	h.expect.ExpectAt(h.at(at), key, v)
}

// scripts reads the response handlers of a region; it reports whether a part of them is left out.
func (h *handler) scripts(g *region) (unclear bool) {
	for _, s := range g.scripts {
		if s.before {
			continue
		}
		if s.file {
			h.Drop(h.at(s.at), "say what must hold under expect:", "the response handler in the file %q is left out", s.text)
			unclear = true
			continue
		}
		h.local = map[string]*javascript.Value{}
		if h.script(s, "the response handler", "say what must hold under expect:, or capture:", h.statement) {
			unclear = true
		}
	}
	return unclear
}

// script reads the statements of a script, and lists those that are not understood; it reports
// whether there were any.
func (r *reader) script(s script, what, next string, understands func(int, javascript.Statement) bool) bool {
	at := func(line int) source.Pos { return r.at(s.at + line - 1) }
	return r.Script(importer.Script{Text: s.text, At: at, What: what, Next: next, Tests: []string{"client.test", "test"}},
		func(at source.Pos, s javascript.Statement) bool { return understands(at.Line, s) })
}

// before reads the scripts that run before a request: variables set to literals are declared, all
// else is listed.
func (r *reader) before(g *region) {
	for _, s := range g.scripts {
		switch {
		case !s.before:
		case s.file:
			r.Drop(r.at(s.at), "write vars:, or capture the value from the probe that gives it", "the script in the file %q is left out", s.text)
		default:
			r.script(s, "the pre-request script", "write vars:, or capture the value from the probe that gives it", r.beforehand)
		}
	}
}

// setters are the functions of JetBrains that set a variable, and objects of httpyac whose members
// are variables.
var setters = map[string]bool{"client.global.set": true, "client.variables.global.set": true, "request.variables.set": true, "client.variables.file.set": true}

// setting returns the variable that a statement sets, and its value; "" for any other statement.
func setting(s javascript.Statement) (name string, v *javascript.Value) {
	if s.Value == nil {
		return "", nil
	}
	for _, object := range []string{"exports.", "$global."} {
		if name, ok := strings.CutPrefix(s.Set, object); ok {
			return name, s.Value
		}
	}
	if args := s.Value.Args(); s.Set == "" && setters[s.Value.Name()] && len(args) == 2 {
		name, _ := args[0].Text()
		return name, args[1]
	}
	return "", nil
}

func (r *reader) beforehand(_ int, s javascript.Statement) bool {
	name, v := setting(s)
	return name != "" && r.set(name, v) || harmless(s)
}

// set declares a variable that a script sets to a literal.
func (r *reader) set(name string, v *javascript.Value) bool {
	if !v.Written {
		return false
	}
	switch v := v.Literal.(type) {
	case string:
		r.names.Declare(name, importer.Literal(v))
	case json.Number:
		r.names.Declare(name, v.String())
	default:
		return false
	}
	delete(r.later, name)
	return true
}

// harmless reports whether a statement only prints.
func harmless(s javascript.Statement) bool {
	if s.Value == nil || s.Set != "" {
		return false
	}
	if _, directive := s.Value.Text(); directive {
		return true
	}
	name := s.Value.Name()
	return strings.HasPrefix(name, "console.") || name == "client.log"
}

// statement reads a statement of a response handler; false if it is not understood.
func (h *handler) statement(at int, s javascript.Statement) bool {
	if s.Value == nil {
		return false
	}
	name, v := setting(s)
	args := s.Value.Args()
	switch call := s.Value.Name(); {
	case harmless(s):
		return true
	case name != "":
		return h.captures(name, v.In(h.local)) || h.set(name, v)
	case s.Set != "" && !strings.Contains(s.Set, "."):
		h.local[s.Set] = s.Value.In(h.local)
		_, ok := h.part(s.Value)
		return ok
	case call == "client.assert" && len(args) > 0:
		return h.condition(at, args[0])
	case call == "test.status" && len(args) == 1:
		return h.compared(at, subject{key: "status"}, "===", args[0])
	}
	return false
}

// part returns the part of the answer that an expression denotes.
func (h *handler) part(v *javascript.Value) (subject, bool) {
	v = v.In(h.local)
	if args := v.Args(); v.Name() == "jsonPath" && len(args) == 2 && args[0].Name() == "response.body" {
		path, ok := args[1].Text()
		return subject{key: "json", at: importer.JSONPath(path)}, ok && strings.HasPrefix(path, "$")
	}
	return subjectOf(v, "response")
}

// captures captures the part of the answer that a variable is set to.
func (h *handler) captures(name string, v *javascript.Value) bool {
	s, ok := h.part(v)
	if !ok {
		return false
	}
	from := s.capture()
	if from == nil {
		return false
	}
	h.names.Refer(name, h.Capture(h.probe, name, from))
	delete(h.later, name)
	return true
}

// condition reads what client.assert wants to be true.
func (h *handler) condition(at int, v *javascript.Value) bool {
	c := v.Compared
	if c != nil && c.Operator == "&&" {
		before := append(importer.Map(nil), h.expect...)
		if h.condition(at, c.Left) && h.condition(at, c.Right) {
			return true
		}
		h.expect = before
		return false
	}
	if c != nil {
		s, ok := h.part(c.Left)
		return ok && h.compared(at, s, c.Operator, c.Right)
	}
	if args := v.Args(); len(args) == 1 && v.Chain[len(v.Chain)-1].Name == "hasOwnProperty" {
		member, _ := args[0].Text()
		s, ok := h.part(&javascript.Value{Chain: append(append([]javascript.Link(nil), v.Chain[:len(v.Chain)-1]...), javascript.Link{Name: member})})
		if ok = ok && member != "" && s.key == "json"; ok {
			h.expects(at, s, "present")
		}
		return ok
	}
	s, ok := h.part(v)
	if !ok || s.key != "json" || s.length {
		return false
	}
	h.expects(at, s, importer.MapOf("not", importer.MapOf("in", falsy())))
	return true
}

// compared adds what a comparison with a literal says; false if it is not understood.
func (h *handler) compared(at int, s subject, operator string, right *javascript.Value) bool {
	p, ok := comparison(s, operator, right)
	if ok {
		h.expects(at, s, p)
	}
	return ok
}

// comparison returns the predicate of a comparison with a literal.
func comparison(s subject, operator string, right *javascript.Value) (any, bool) {
	if !right.Written {
		return nil, false
	}
	number := false
	want := right.Literal
	switch v := want.(type) {
	case string:
		want = importer.Equal(importer.Literal(v))
	case json.Number:
		number = true
		if code, err := strconv.Atoi(v.String()); err == nil && s.key == "status" {
			want = code
		}
	case nil:
		want = importer.MapOf("type", "null")
	case bool:
	default:
		return nil, false
	}
	if text, isText := right.Text(); s.key == "media" {
		return importer.MapOf("starts_with", importer.Literal(text)), isText && strings.HasPrefix(operator, "==")
	}
	if s.key != "json" && number != (s.key == "status") {
		return nil, false
	}
	switch name := comparisons[operator]; {
	case name != "" && number:
		return importer.MapOf(name, want), true
	case equality(operator):
		return want, true
	case inequality(operator) && s.key == "status":
		return importer.MapOf("not", want), true
	case inequality(operator):
		return orAbsent(importer.MapOf("not", want)), true
	}
	return nil, false
}
