package postman

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/dop251/goja/ast"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/javascript"
	"assay/runner/internal/secret/names"
)

// scope is one of Postman's scopes of variables.
type scope int

// The scopes, those first that hide the others.
const (
	local scope = iota
	environment
	collection
	globals
	scopes
)

// held is the value of a variable.
type held struct {
	ref  string // as the suite refers to it
	what operand
	text bool            // it is a text, whatever it looks like
	from *importer.Probe // whose response gives it; may be nil
}

// scopesOf maps the names of scripts.
var scopesOf = map[string]scope{
	"pm.variables": local, "pm.environment": environment, "pm.collectionVariables": collection, "pm.globals": globals,
	"environment": environment, "globals": globals,
}

// old maps the functions of Postman's old interface to a scope and a function of the new one.
var old = map[string]struct {
	scope
	does string
}{
	"postman.setEnvironmentVariable": {environment, "set"}, "postman.setGlobalVariable": {globals, "set"},
	"postman.getEnvironmentVariable": {environment, "get"}, "postman.getGlobalVariable": {globals, "get"},
	"postman.clearEnvironmentVariable": {environment, "unset"}, "postman.clearGlobalVariable": {globals, "unset"},
	"postman.clearEnvironmentVariables": {environment, "clear"}, "postman.clearGlobalVariables": {globals, "clear"},
}

// accessOf returns the scope and what is done with a variable by a function of that name; ok is
// false for any other.
func accessOf(path string) (in scope, does string, ok bool) {
	if one, ok := old[path]; ok {
		return one.scope, one.does, true
	}
	end := strings.LastIndexByte(path, '.')
	if end < 0 || !strings.HasPrefix(path, "pm.") {
		return 0, "", false
	}
	in, ok = scopesOf[path[:end]]
	return in, path[end+1:], ok
}

// find returns the variable that {{name}} means.
func (r *reader) find(name string) (held, bool) {
	for in := range r.held {
		if h, ok := r.held[in][name]; ok {
			return h, true
		}
	}
	return held{}, false
}

// hold sets a variable of a scope.
func (r *reader) hold(in scope, name string, h held) {
	if r.held[in] == nil {
		r.held[in] = map[string]held{}
	}
	r.held[in][name] = h
}

// variable returns the value that pm.environment.get("name") and the like give.
func (t *testing) variable(path string, args []ast.Expression) operand {
	in, does, ok := accessOf(path)
	if !ok || does != "get" || len(args) != 1 {
		return operand{}
	}
	v, _ := t.value(args[0])
	name, _ := v.(string)
	if in == local {
		if h, ok := t.find(name); ok {
			return t.valueOf(h)
		}
		return operand{}
	}
	return t.readFrom(in, name)
}

// readFrom returns a variable of one scope.
func (t *testing) readFrom(in scope, name string) operand {
	h, ok := t.held[in][name]
	if !ok {
		return operand{}
	}
	return t.valueOf(h)
}

// valueOf returns the value of a variable: what a script set it to, or a reference to it.
func (t *testing) valueOf(h held) operand {
	switch {
	case h.from != nil && h.from == t.probe && !h.text:
		return h.what
	case h.what.kind == known:
		return h.what
	case h.ref == "":
		return operand{}
	case h.text:
		return knownValue(importer.Quoted(h.ref))
	case h.from == nil:
		return knownValue(t.Typed(h.ref))
	}
	return knownValue(h.ref)
}

// setting reads a call that sets or unsets a variable; done is false if it is none of these, ok if
// it is understood.
func (t *testing) setting(e ast.Expression) (done, ok bool) {
	call, isCall := javascript.Bare(e).(*ast.CallExpression)
	if !isCall {
		return false, false
	}
	path, calls := t.pathOf(call)
	in, does, is := accessOf(path)
	if !is || calls != 1 {
		return false, false
	}
	args := call.ArgumentList
	var name string
	if len(args) > 0 {
		v, _ := t.value(args[0])
		name, _ = v.(string)
	}
	switch {
	case does == "set" && name != "" && len(args) == 2:
		_, isOld := old[path]
		return true, t.set(in, name, t.operandOf(args[1]), isOld)
	case t.branch != nil: // what another branch does is not known
	case does == "unset" && name != "" && len(args) == 1:
		delete(t.held[in], name)
		return true, true
	case does == "clear" && len(args) == 0:
		clear(t.held[in])
		return true, true
	}
	return true, false
}

// asText converts a known value to a text.
func asText(v any) any {
	switch v := v.(type) {
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return v
}

// set gives a variable a value: a literal, or a part of the response, which is captured. The old
// interface keeps a text. It returns false for any other.
func (t *testing) set(in scope, name string, what operand, text bool) bool {
	switch what.kind {
	case known:
		switch v := what.value.(type) {
		case importer.Map, importer.List, undefined, nil:
			return false
		default:
			if t.branch != nil {
				return false
			}
			if text {
				what.value = asText(v)
			}
			t.hold(in, name, held{ref: t.literal(name, what.value), what: what})
			return true
		}
	case part:
		from := what.capture()
		if from == nil || t.before {
			return false
		}
		if t.branch != nil {
			t.branch.captured = append(t.branch.captured, name)
		}
		t.needed = append(t.needed, what.above...)
		declared := t.VarName(name)
		t.probe.Capture.Set(declared, from)
		t.hold(in, name, held{ref: "${" + t.probe.ID + "." + declared + "}", what: what, text: text, from: t.probe})
		return true
	}
	return false
}

// literal returns a reference to a var with that value. A variable that has had another value by
// now, which requests refer to, gets a var for each.
func (r *reader) literal(name string, v any) string {
	if text, isText := v.(string); isText {
		if isReference(text) {
			return text
		}
		if r.secret[name] || names.Credential(name) {
			return r.SecretVariable(name, text)
		}
	}
	for n := 1; ; n++ {
		key := name
		if n > 1 {
			key += " " + strconv.Itoa(n)
		}
		declared := r.VarName(key)
		ref := "${" + declared + "}"
		value, taken := r.literals[declared]
		if taken && value != v && r.used[ref] {
			r.mayGo(declared)
			continue
		}
		if taken && value != v {
			r.forget(ref)
		}
		r.literals[declared] = v
		r.SetVar(importer.Var{Name: declared, Value: v})
		return ref
	}
}

// mayGo says of a var that another one replaces that nothing is lost where no request has it.
func (r *reader) mayGo(declared string) {
	for i := range r.Vars {
		if r.Vars[i].Name == declared {
			r.Vars[i].InPlace = true
		}
	}
}

// forget removes what refers to a var whose value is replaced before any request has it.
func (r *reader) forget(ref string) {
	for _, in := range r.held {
		for name, h := range in {
			if h.ref == ref {
				delete(in, name)
			}
		}
	}
}
