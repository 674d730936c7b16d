package bruno

import (
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

var template = source.Pattern(`\{\{\s*([^{}]+?)\s*\}\}`)

// text converts the {{variables}} of a text to references.
func (r *reader) text(s string, at source.Pos) string {
	return importer.Filled(s, template(), func(name string) string { return r.reference(name, at) })
}

// dynamic maps Bruno's own variables to a suite's.
var dynamic = map[string]string{"$guid": "${uuid}", "$randomUUID": "${uuid}", "$timestamp": "${unix}", "$isoTimestamp": "${now}"}

// reference returns the replacement for a variable: what a response gave before the variables of
// the request, of its folders, of the environment and of the collection.
func (r *reader) reference(name string, at source.Pos) string {
	if ref, ok := r.captured[name]; ok {
		return ref
	}
	if ref, ok := dynamic[name]; ok {
		return ref
	}
	if env, ok := strings.CutPrefix(name, "process.env."); ok {
		return r.EnvVar(env, env)
	}
	if ref, ok := r.filled[name]; ok {
		if ref != "" {
			return ref
		}
		return r.unset(name, at)
	}
	for i := len(r.scopes) - 1; i >= 0; i-- {
		if i == 0 {
			if ref, ok := r.names.Reference(name); ok {
				return ref
			}
		}
		for _, v := range r.scopes[i].blocks.block("vars:pre-request").on() {
			if v.key == name {
				return r.declared(v)
			}
		}
	}
	if ref, ok := r.names.Reference(name); ok {
		return ref
	}
	if strings.HasPrefix(name, "$") {
		ref := r.NewVar(name, "1")
		r.Drop(at, "give the var "+strings.Trim(ref, "${}")+" a value, or use ${uuid}, ${now} or ${unix}", "the variable {{%s}} has a new value with every request in Bruno, and a fixed one here", name)
		return ref
	}
	return r.unset(name, at)
}

// unset returns the reference to a variable without a value, and lists it.
func (r *reader) unset(name string, at source.Pos) string {
	ref, env := r.names.FromEnv(name)
	r.Drop(at, "set it in the environment, or write it under vars:", "the collection gives {{%s}} no value; it is read from the environment variable %s", name, env)
	return ref
}

// mostFilled is how long a variable's value may become, in bytes: values that name each other twice
// grow exponentially.
const mostFilled = 64 << 10

// declared returns the reference to a variable of a scope. Its value sees the variables of all
// scopes, as in bru; one that leads back to itself has no value.
func (r *reader) declared(v pair) string {
	r.filled[v.key] = "" // it is not known in its own value
	text := r.text(v.value, v.at)
	if len(text) > mostFilled {
		r.Drop(v.at, "write a shorter one under vars:", "the value of {{%s}} is longer than %d bytes, and left out", v.key, mostFilled)
		text = ""
	}
	ref := text
	switch {
	case r.names.Secret(v.key):
		ref = r.SecretVariable(v.key, text)
	case !strings.Contains(text, "${"):
		ref = r.NewVar(v.key, text)
	}
	r.filled[v.key] = ref
	return ref
}
