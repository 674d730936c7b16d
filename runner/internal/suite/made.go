package suite

import (
	"slices"

	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// unique are the references that have a new value in each run.
var unique = []string{"run", "uuid"}

// made reads a var that each run makes.
func (d *doc) made(e source.Entry, v *Var, long *envVar) {
	if v.Env != "" || long.fallback != nil {
		d.mistake(e.Value, "vars.%s: a var that is made has no env: and no default:", cut(e.Key)).Next = "keep make:, or take it out"
	}
	v.Env, v.Declared, v.Value, v.Make = "", nil, nil, long.make
	switch names, closed := subst.Names(long.make); {
	case long.make == "": // an error was reported already
		if long.makeAt.Value == "" {
			d.mistake(long.makeAt, "vars.%s: there is nothing to make a value of", cut(e.Key)).Next = "write uuid, or a text as in test-${run}"
		}
		v.Make = "${uuid}"
	case long.make == "uuid":
		v.Make = "${uuid}"
	case !closed:
		d.mistake(long.makeAt, "vars.%s: the reference in %q is not closed", cut(e.Key), cut(long.make)).Next = `end it with "}"`
		v.Make = "${uuid}"
	case !slices.ContainsFunc(names, func(name string) bool { return slices.Contains(unique, name) }):
		d.mistake(long.makeAt, "vars.%s: %q would be the same in every run", cut(e.Key), cut(long.make)).
			Next = "write ${run} or ${uuid} into it, as in " + cut(long.make) + "-${run}, or the value without make:"
	}
}

// checkMade reports references in the text of a made var that have no value when a run begins.
func (l *loading) checkMade(v *Var) {
	if v.Make == "" {
		return
	}
	subst.Each(v.Make, func(name string) {
		switch {
		case name == "run":
			l.suite.RunUsed = true
		case !slices.Contains(unique, name) && !l.refused[name]:
			l.problems.Add(v.At, "vars.%s: ${%s} cannot be a part of what a run makes", v.Name, cut(name)).
				Next = "make it of other vars, ${run} and ${uuid}"
		}
	})
}

// shortestGiven is the minimum length of a value that can be found in a response.
const shortestGiven = 4

// checkGiven rejects a value for a made var that is too short to be distinct from other text.
func (l *loading) checkGiven(v *Var) {
	if v.Make != "" && len(subst.Text(v.Value)) < shortestGiven {
		l.problems.Add(source.Pos{File: l.suite.File}, "--var %s: %q is too short for a var that is made: in answers it stands by its name", v.Name, subst.Text(v.Value)).
			Next = "give at least 4 characters"
	}
}

// isMade reports whether name is a var that each run makes.
func (l *loading) isMade(name string) bool {
	v := l.vars[name]
	return v != nil && v.Make != ""
}

// madeFrom returns the text that a run makes the value from, which is the value if one was given.
func (v *Var) madeFrom() string {
	if v.Given && v.Value != nil {
		return subst.Text(v.Value)
	}
	return v.Make
}

// Made returns the vars that each run makes.
func (s *Suite) Made() []Var {
	var out []Var
	for _, v := range s.Vars {
		if v.Make != "" {
			out = append(out, v)
		}
	}
	return out
}
