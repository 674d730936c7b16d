package postman

import (
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
)

// variable matches a variable: its name may have spaces at its ends.
var variable = source.Pattern(`\{\{([^{}]+)\}\}`)

// secretNames records the variables in the place of credentials.
func (r *reader) secretNames(n *jsontree.Node) {
	if n.Key == "auth" {
		r.inAuth(n)
	}
	for _, item := range n.Items {
		r.secretNames(item)
	}
}

// notSecret are the public members of auth.
var notSecret = map[string]bool{
	"username": true, "key": true, "region": true, "service": true, "realm": true, "algorithm": true,
	"accessTokenUrl": true, "authUrl": true, "clientId": true, "scope": true, "audience": true, "resource": true,
	"grant_type": true, "client_authentication": true, "redirect_uri": true, "tokenName": true, "addTokenTo": true, "headerPrefix": true,
}

func (r *reader) inAuth(n *jsontree.Node) {
	for _, item := range n.Items {
		name := item.Get("key").Text()
		if name != "" && !notSecret[name] {
			for _, m := range variable().FindAllStringSubmatch(item.Get("value").Text(), -1) {
				r.secret[m[1]] = true
			}
		}
		r.inAuth(item)
	}
}

// variables declares the variables of a collection.
func (r *reader) variables(n *jsontree.Node) {
	for _, v := range n.All() {
		name := v.Get("key").Text()
		if name == "" {
			name = v.Get("id").Text()
		}
		if name == "" || v.Get("disabled").Is() {
			continue
		}
		value := v.Get("value").Text()
		if r.secret[name] || v.Get("type").Text() == "secret" || names.Credential(name) {
			r.secret[name], r.values[name] = true, importer.Literal(value)
			continue
		}
		declared := r.VarName(name)
		r.hold(collection, name, held{ref: "${" + declared + "}", text: isText(v.Get("value"))})
		r.literals[declared] = r.text(value, v.At())
		r.used["${"+declared+"}"] = true // a script's value needs another var
		r.SetVar(importer.Var{Name: declared, Value: r.literals[declared]})
	}
}

// dynamic maps Postman's own variables to a suite's.
var dynamic = map[string]string{
	"$guid": "${uuid}", "$randomUUID": "${uuid}", "$timestamp": "${unix}", "$isoTimestamp": "${now}",
}

// text converts the {{variables}} of a text to references.
func (r *reader) text(s string, at source.Pos) string {
	var out strings.Builder
	from := 0
	for _, m := range variable().FindAllStringSubmatchIndex(s, -1) {
		out.WriteString(importer.Literal(s[from:m[0]]))
		out.WriteString(r.reference(s[m[2]:m[3]], at))
		from = m[1]
	}
	out.WriteString(importer.Literal(s[from:]))
	return out.String()
}

// isText reports whether a value of JSON is a string.
func isText(n *jsontree.Node) bool {
	if n == nil {
		return true
	}
	_, text := n.Value.(string)
	return text
}

// reference returns the replacement for a variable.
func (r *reader) reference(name string, at source.Pos) string {
	ref := r.referenceTo(name, at)
	r.used[ref] = true
	return ref
}

func (r *reader) referenceTo(name string, at source.Pos) string {
	if h, ok := r.find(name); ok {
		return h.ref
	}
	if ref, ok := dynamic[name]; ok {
		return ref
	}
	declared := r.VarName(name)
	ref := "${" + declared + "}"
	switch {
	case strings.HasPrefix(name, "$"):
		r.SetVar(importer.Var{Name: declared, Value: "1"})
		r.Drop(at, "give the var "+declared+" a value, or use ${uuid}, ${now} or ${unix}", "the variable {{%s}} has a new value with every request in Postman, and a fixed one here", name)
	case r.secret[name] || names.Credential(name):
		ref = r.SecretVariable(name, r.values[name])
	default:
		value := name // a stand-in
		if low := strings.ToLower(name); strings.Contains(low, "url") || strings.Contains(low, "host") || strings.Contains(low, "base") {
			value = "http://localhost"
		}
		r.SetVar(importer.Var{Name: declared, Value: value, Env: importer.EnvName(declared), Unset: true})
		r.Drop(at, "set it in the environment, or pass --var "+declared+"=…", "the collection gives {{%s}} no value; it is read from the environment variable %s", name, importer.EnvName(declared))
	}
	r.hold(globals, name, held{ref: ref, text: true})
	return ref
}
