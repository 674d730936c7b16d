package importer

import (
	"slices"
	"strings"

	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// prune removes and lists the vars and secrets without a reference.
func (d *Draft) prune() {
	used := d.used()
	var vars []Var
	var names []string
	for _, v := range d.Vars {
		if used[v.Name] {
			vars = append(vars, v)
		} else if !v.InPlace {
			names = append(names, v.Name)
		}
	}
	var secrets []Secret
	for _, s := range d.Secrets {
		if used[s.Name] {
			secrets = append(secrets, s)
		} else {
			names = append(names, s.Name)
		}
	}
	d.Vars, d.Secrets = vars, secrets
	unused := func(one Entry) bool { return !used[one.Key] }
	for _, e := range d.Environments {
		e.Vars, e.Secrets = slices.DeleteFunc(e.Vars, unused), slices.DeleteFunc(e.Secrets, unused)
	}
	if len(names) > 0 {
		d.Drop(source.Pos{File: d.From}, "declare them under vars: where they are wanted", "nothing uses these variables, and they are left out: %s", strings.Join(names, ", "))
	}
}

// used returns the set of names with a reference.
func (d *Draft) used() map[string]bool {
	used := map[string]bool{}
	note := func(s string) string {
		subst.Each(s, func(name string) { used[name] = true })
		return s
	}
	noteKey := func(s string) { note(s) }
	note(d.Target)
	for _, p := range d.Probes {
		note(p.URL)
		p.texts(note)
		for _, m := range []Map{p.Query, p.Headers, p.Cookies} {
			eachKey(m, noteKey)
		}
		if p.Body != nil {
			eachKey(p.Body.Value, noteKey)
		}
	}
	for _, m := range []Map{d.Shared, d.shared.Headers, d.shared.Cookies} {
		each(m, note)
		eachKey(m, noteKey)
	}
	each(d.shared.Auth, note)
	for _, f := range d.Findings {
		each(f.Expect, note)
		eachKey(f.Expect, noteKey)
		each(f.More, note)
	}
	for before := -1; before != len(used); {
		before = len(used)
		for _, e := range d.Environments {
			for _, one := range e.Vars {
				if used[one.Key] {
					each(one.Value, note)
				}
			}
		}
		for _, v := range d.Vars {
			if used[v.Name] {
				each(v.Value, note)
			}
		}
	}
	return used
}
