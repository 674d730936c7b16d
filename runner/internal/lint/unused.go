package lint

import (
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
	"assay/runner/internal/suite"
)

// unused warns of vars and secrets that nothing refers to.
func (w *warnings) unused(d *pipeline.Document) {
	used := references(d.Suite)
	for _, v := range d.Suite.Vars {
		if !used[v.Name] && v.At.File == d.Suite.File {
			w.warn(v.At, "take it away, or refer to it as ${"+v.Name+"}", "nothing uses the var %q", v.Name)
		}
	}
	for _, s := range d.Suite.Secrets {
		if !used[s.Name] {
			w.warn(s.At, "take it away, or refer to it as ${"+s.Name+"}", "nothing uses the secret %q", s.Name)
		}
	}
}

// references returns the names that a suite's documents refer to.
func references(s *suite.Suite) map[string]bool {
	used := map[string]bool{}
	for _, f := range documentsOf(s) {
		subst.Each(string(f.Text), func(name string) { used[name] = true })
	}
	for _, h := range s.Hypotheses {
		used[h.Needs.Secret] = true
	}
	return used
}

// documentsOf returns the suite's own file and the included ones, as far as they declare anything.
func documentsOf(s *suite.Suite) []*source.File {
	seen := map[*source.File]bool{nil: true}
	var files []*source.File
	add := func(at source.Pos) {
		if !seen[at.File] {
			seen[at.File] = true
			files = append(files, at.File)
		}
	}
	add(source.Pos{File: s.File})
	for _, v := range s.Vars {
		add(v.At)
	}
	for _, p := range s.Probes {
		add(p.At)
		if p.Request != nil {
			add(p.Request.At)
		}
	}
	for _, a := range s.Answers {
		add(a.At)
	}
	return files
}
