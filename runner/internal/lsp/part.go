package lsp

import (
	"path/filepath"
	"slices"

	"assay/runner/internal/engine"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/pipeline"
)

// mostIncluding is how many of the suites that include a document are checked for it.
const mostIncluding = 20

// covers reports whether an open suite includes a document, so that its check is that of both.
func (s *server) covers(d *document) bool {
	for _, other := range s.documents {
		if other.isSuite() && other.includes(d.path) {
			return true
		}
	}
	return false
}

// checkedPart checks a document that is no suite, as a part of the suites of the workspace that
// include it: one of them without mistakes, nil if there is none, and what they say of the
// document. An error is one in any suite; a warning only where all say so.
func checkedPart(f *family, o engine.Options, mask func(string) string) (*pipeline.Document, []located) {
	var document *pipeline.Document
	var found []located
	times, judged := map[string]int{}, 0
	for _, path := range f.including() {
		one, problems := checked(path, o)
		if one != nil { // else nothing warned
			document, judged = one, judged+1
		}
		seen := map[string]bool{}
		for _, l := range diagnostics(problems, path, mask) {
			key := l.key()
			if l.path != f.of.path || seen[key] {
				continue
			}
			seen[key] = true
			if times[key]++; times[key] == 1 {
				found = append(found, l)
			}
		}
	}
	return document, slices.DeleteFunc(found, func(l located) bool {
		return l.Severity == protocol.SeverityWarning && times[l.key()] < judged
	})
}

// including returns the suites of the workspace, or without one of the document's folder, that
// include the document.
func (f *family) including() []string {
	folders := f.folders
	if len(folders) == 0 {
		folders = []string{filepath.Dir(f.of.path)}
	}
	suites, _ := engine.Suites(folders) // a folder without suites has none to look at
	var out []string
	for _, path := range suites {
		known := map[string]*document{}
		if f.add(known, filepath.Clean(path)); known[f.of.path] != nil {
			out = append(out, filepath.Clean(path))
		}
		if len(out) == mostIncluding {
			break
		}
	}
	return out
}
