package lsp

import (
	"bytes"
	"context"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// family is a document with those that share its names: what it includes, and the suites of the
// workspace that include any of them. It holds what the loop knew, and may be used apart from it.
type family struct {
	of      *document
	open    map[string][]byte // texts of open documents, by path
	uris    map[string]string
	folders []string
}

func (s *server) family(d *document) *family {
	f := &family{of: d.copied(), open: map[string][]byte{}, uris: map[string]string{}, folders: slices.Clone(s.folders)}
	for _, one := range s.documents {
		f.open[one.path], f.uris[one.path] = one.text, one.uri
	}
	return f
}

// copied returns the document for use apart from the loop, without its outline, which is read as
// it is looked at.
func (d *document) copied() *document {
	return &document{uri: d.uri, path: d.path, buffer: buffer{text: d.text, starts: d.starts}, last: d.last}
}

// documents returns the family, the document itself first.
func (f *family) documents(ctx context.Context) []*document {
	known := map[string]*document{}
	f.add(known, f.of.path)
	suites, _ := engine.Suites(f.folders) // a folder without suites has none to look at
	for again := true; again && ctx.Err() == nil; {
		again = false
		for _, path := range suites {
			if path = filepath.Clean(path); known[path] == nil && f.includesAny(path, known) {
				f.add(known, path)
				again = true
			}
		}
	}
	return f.listed(known)
}

// included returns the documents that the document includes, itself first.
func (f *family) included() []*document {
	known := map[string]*document{}
	f.add(known, f.of.path)
	return f.listed(known)
}

// listed returns documents by path, that of the family first.
func (f *family) listed(known map[string]*document) []*document {
	out := []*document{known[f.of.path]}
	for _, path := range slices.Sorted(maps.Keys(known)) {
		if d := known[path]; d != nil && path != f.of.path {
			out = append(out, d)
		}
	}
	return out
}

// add reads a document, and what it includes.
func (f *family) add(known map[string]*document, path string) {
	if _, there := known[path]; there {
		return
	}
	text, ok := f.text(path)
	known[path] = nil
	if !ok {
		return
	}
	d := &document{uri: f.uris[path], path: path, buffer: newBuffer(text)}
	if d.uri == "" {
		d.uri = uriOf(path)
	}
	known[path] = d
	for _, name := range d.included() {
		f.add(known, name)
	}
}

func (f *family) text(path string) ([]byte, bool) {
	if text, ok := f.open[path]; ok {
		return text, true
	}
	text, err := source.ReadFile(path, source.MostText)
	return text, err == nil
}

func (f *family) includesAny(path string, known map[string]*document) bool {
	text, ok := f.text(path)
	if !ok || !bytes.Contains(text, []byte("include")) {
		return false
	}
	d := &document{path: path, buffer: newBuffer(text)}
	return slices.ContainsFunc(d.included(), func(name string) bool { return known[name] != nil })
}

// included returns the paths that include: names.
func (d *document) included() []string {
	var out []string
	n := d.root().Get("include")
	if n == nil {
		return nil
	}
	for _, name := range textsOf(n) {
		out = append(out, filepath.Join(filepath.Dir(d.path), filepath.FromSlash(name)))
	}
	return out
}

// uses returns the places of a name, in the order of the text. Entries that do not have its
// letters are not looked at.
func (d *document) uses(of symbol) []symbol {
	var out []symbol
	d.containing(lettersOf(of), func(n *outline.Node) {
		for _, s := range d.symbolsOf(n) {
			if same, span := s.isOf(of); same {
				s.span = span
				out = append(out, s)
			}
		}
	})
	return out
}

// containing visits the nodes whose key or value has some letters.
func (d *document) containing(letters string, visit func(*outline.Node)) {
	has := func(s outline.Span) bool { return bytes.Contains(d.text[s.From:s.To], []byte(letters)) }
	var walk func(*outline.Node)
	walk = func(n *outline.Node) {
		if !has(n.Whole) {
			return
		}
		if n.Parent != nil && (has(n.Key) || n.Kind == outline.Scalar) {
			visit(n)
		}
		for _, item := range n.Items() {
			walk(item)
		}
	}
	walk(d.root())
}

func lettersOf(s symbol) string {
	if s.kind == ofReference && isCapture(s.name) {
		_, capture := splitCapture(s.name)
		return capture
	}
	return withoutRow(s.name)
}

// isOf reports whether s is a use of another name, and of what part of the text.
func (s symbol) isOf(of symbol) (bool, outline.Span) {
	if s.kind != of.kind {
		return false, s.span
	}
	if s.kind == ofReference {
		if isCapture(s.name) != isCapture(of.name) {
			return false, s.span
		}
		if !isCapture(s.name) {
			return s.name == of.name, s.span
		}
		probe, capture := splitCapture(s.name)
		ofProbe, ofCapture := splitCapture(of.name)
		return capture == ofCapture && withoutRow(probe) == withoutRow(ofProbe), s.span
	}
	id := withoutRow(s.name)
	if s.kind == ofProbe && id != s.name {
		s.span.To = s.span.From + len(id)
	}
	return id == withoutRow(of.name), s.span
}

func isCapture(name string) bool { return strings.Contains(name, ".") }

func splitCapture(name string) (probe, capture string) {
	probe, capture, _ = suite.SplitCapture(name)
	return probe, capture
}

func isPack(name string) bool { return strings.HasPrefix(name, "pack:") }
