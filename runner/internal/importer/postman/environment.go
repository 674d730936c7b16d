package postman

import (
	"strconv"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/secret/names"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// environments converts Postman's environments to the suite's. Their values take precedence over
// the collection's, as in Postman; a variable that the collection lacks becomes a var of the suite,
// with its value from the first file that has one. A variable that is secret in one is secret in
// all, and loses its values.
func (r *reader) environments(files []*source.File) error {
	var roots []*jsontree.Node
	for _, file := range files {
		root, err := jsontree.Parse(file)
		if err != nil {
			return err
		}
		if root.Get("values") == nil || !root.Get("values").List {
			var ps source.Problems
			ps.Add(source.Pos{File: file, Line: 1, Col: 1}, "it is no environment of Postman: it has no list of values").Next = "export the environment from Postman; the collection is the argument"
			return ps
		}
		roots = append(roots, root)
		for _, v := range enabled(root) {
			name := v.Get("key").Text()
			if v.Get("type").Text() == "secret" || names.Credential(name) {
				r.secret[name] = true
			}
		}
	}
	taken := map[string]bool{}
	for _, root := range roots {
		name := suite.Slug(root.Get("name").Text())
		if name == "" {
			name = "environment"
		}
		for n, base := 2, name; taken[name]; n++ {
			name = base + "-" + strconv.Itoa(n)
		}
		taken[name] = true
		r.environment(&importer.Environment{Name: name}, root)
	}
	return nil
}

// enabled returns the values of an environment that are enabled and have a name.
func enabled(root *jsontree.Node) []*jsontree.Node {
	var out []*jsontree.Node
	for _, v := range root.Get("values").All() {
		if on := v.Get("enabled"); v.Get("key").Text() != "" && (on == nil || on.Is()) {
			out = append(out, v)
		}
	}
	return out
}

// environment reads the values of one environment.
func (r *reader) environment(e *importer.Environment, root *jsontree.Node) {
	r.Environments = append(r.Environments, e)
	known := map[string]bool{}
	for _, v := range r.Vars {
		known[v.Name] = true
	}
	for _, v := range enabled(root) {
		name := v.Get("key").Text()
		if r.secret[name] {
			declared := r.VarName(name)
			if _, ok := r.find(name); !ok {
				r.hold(environment, name, held{ref: r.SecretVariable(name, ""), text: true})
			}
			e.Secrets.Set(declared, importer.EnvName(r.Suite+" "+e.Name+" "+declared))
			continue
		}
		declared := r.VarName(name)
		ref := "${" + declared + "}"
		r.hold(environment, name, held{ref: ref, text: isText(v.Get("value"))})
		r.used[ref] = true // a script's value needs another var
		value := r.text(v.Get("value").Text(), v.At())
		if !known[declared] {
			r.SetVar(importer.Var{Name: declared, Value: value})
		}
		e.Vars.Set(declared, value)
	}
}
