package lsp

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/lint"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// touch notes that a document is to be checked, and the suites that include it.
func (s *server) touch(d *document) {
	d.dirty = true
	s.touchIncluding(d.path)
}

func (s *server) touchIncluding(path string) {
	for _, other := range s.documents {
		if other.path != path && other.includes(path) {
			other.dirty, other.whole = true, true
		}
	}
}

// includes reports whether a document reads another: as far as its newest state without mistakes
// shows, or by its own include:.
func (d *document) includes(path string) bool {
	if d.last != nil && slices.ContainsFunc(filesOf(d.last), func(f *source.File) bool { return filepath.Clean(f.Name) == path }) {
		return true
	}
	return slices.Contains(d.included(), path)
}

// filesOf returns the documents that a suite is made of.
func filesOf(d *pipeline.Document) []*source.File {
	files := []*source.File{d.Suite.File}
	add := func(p source.Pos) {
		if p.File != nil && !slices.Contains(files, p.File) {
			files = append(files, p.File)
		}
	}
	for _, p := range d.Suite.Probes {
		add(p.At)
	}
	for _, f := range d.Suite.Findings {
		add(f.At)
	}
	for _, a := range d.Suite.Answers {
		add(a.At)
	}
	for i := range d.Suite.Vars {
		add(d.Suite.Vars[i].At)
	}
	return files
}

// isSuite reports whether a document is one that assay runs, and not only a part of others.
func (d *document) isSuite() bool { return strings.HasSuffix(d.path, suite.Suffix) }

// check starts what is to be checked: a slice of each large document at once, and one whole
// document in the background, if none is being checked.
func (s *server) check() {
	var whole *document
	for _, uri := range slices.Sorted(maps.Keys(s.documents)) {
		d := s.documents[uri]
		switch {
		case !d.dirty && !d.whole && len(d.changed) == 0:
			continue
		case !d.isSuite():
			if s.covers(d) {
				continue
			}
		case d.dirty && d.isLarge():
			s.checkSlice(d)
		}
		d.dirty = false
		if whole == nil {
			whole = d
		}
	}
	if whole == nil || s.checking {
		return
	}
	s.checking = true
	d, text := whole, whole.text
	d.whole, d.changed = false, nil
	options := s.snapshot(nil)
	find := func() (*pipeline.Document, []located) {
		document, problems := checked(d.path, options)
		return document, diagnostics(problems, d.path, s.Masks.String)
	}
	if !d.isSuite() {
		family := s.family(d)
		find = func() (*pipeline.Document, []located) { return checkedPart(family, options, s.Masks.String) }
	}
	s.background(func() func() {
		document, found := find()
		return func() {
			s.checking = false
			if document != nil {
				d.last = document
			}
			if s.documents[d.uri] != d || d.dirty || !same(d.text, text) {
				return // there is a newer state, which is checked next
			}
			d.known = found
			s.publish(d)
		}
	})
}

// snapshot returns options that read the open documents as they are now; replaced holds the texts
// of some by path instead.
func (s *server) snapshot(replaced map[string][]byte) engine.Options {
	texts := make(map[string][]byte, len(s.documents))
	for _, d := range s.documents {
		texts[d.path] = d.text
	}
	maps.Copy(texts, replaced)
	unsaved := func(path string) ([]byte, bool) {
		text, ok := texts[filepath.Clean(path)]
		return text, ok
	}
	return engine.Options{
		Load: suite.Options{Env: s.Env, Unsaved: unsaved}, Secret: s.Env,
		Hooks: engine.Hooks{Masks: s.Masks},
	}
}

// checked returns a suite, nil if it has mistakes, and its problems: those that assay lint tells,
// except warnings about files that other suites may use, too.
func checked(path string, o engine.Options) (*pipeline.Document, source.Problems) {
	documents, wrong := engine.Check([]string{path}, o)
	var problems source.Problems
	for _, err := range wrong {
		problems = append(problems, source.ProblemsOf(err)...)
	}
	for _, p := range lint.Check(documents) {
		if p.Pos.File == nil || strings.HasSuffix(p.Pos.File.Name, ".yaml") || strings.HasSuffix(p.Pos.File.Name, ".yml") || p.Pos.File.Name == path {
			problems = append(problems, p)
		}
	}
	if len(documents) == 0 {
		return nil, problems
	}
	return documents[0], problems
}

// same reports whether two texts are one and the same.
func same(a, b []byte) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}
