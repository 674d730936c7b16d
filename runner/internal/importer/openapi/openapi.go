// Package openapi makes drafts of suites from OpenAPI 3.0 and 3.1 documents: a
// probe for each operation, with the examples of the document for its parameters
// and body, and a finding that the answer is as the document says.
//
// Goals: values that the document gives come before values that are made up from
// a schema, and the latter are listed. Non-goals: judging answers (package expect
// does, by openapi: true); every combination of parameters.
//
// A map of the files:
//
//	openapi.go    Read: a document to operations
//	operation.go  an operation as a probe and a finding
//	security.go   security schemes as credentials
//	example.go    examples of parameters and bodies, given or made up
package openapi

import (
	"fmt"
	"net/url"
	"path/filepath"
	"sort"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// Options say what the document is for.
type Options struct {
	Suite  string
	Path   string // of the document, as the suite names it
	Target string // instead of the document's server
	// Beside is told of each file that the document leads to: its path from the
	// document's folder. nil: nobody is.
	Beside func(path string, text []byte)
}

// Read makes a draft of a document that is a file: its $refs lead to files beside
// it. The error is a source.Problems.
func Read(from *source.File, o Options) (*importer.Draft, error) {
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.IncludeOrigin = true
	loader.ReadFromURIFunc = readBeside(filepath.Dir(from.Name), o.Beside)
	at, err := filepath.Abs(from.Name)
	if err != nil {
		return nil, wrong(from, "its place is not known: %v", err)
	}
	doc, err := loader.LoadFromDataWithPath(from.Text, &url.URL{Path: filepath.ToSlash(at)})
	if err != nil {
		return nil, wrong(from, "it is no OpenAPI document: %v", err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.") || doc.Paths.Len() == 0 {
		return nil, unfit(from, doc)
	}
	r := &reader{Draft: importer.New(from, o.Suite), doc: doc}
	r.OpenAPI = o.Path
	r.target(o.Target)
	for _, op := range r.operations() {
		r.operation(op)
	}
	r.whole()
	return r.Draft, nil
}

type reader struct {
	*importer.Draft
	doc    *openapi3.T
	madeUp []string // what one operation's values were made up for
}

func wrong(from *source.File, format string, args ...any) error {
	var ps source.Problems
	ps.Add(source.Pos{File: from, Line: 1, Col: 1}, format, args...).Next = "check it with the tool that it comes from"
	return ps
}

// unfit says why a document that was read cannot be used.
func unfit(from *source.File, doc *openapi3.T) error {
	var ps source.Problems
	pos := source.Pos{File: from, Line: 1, Col: 1}
	switch {
	case strings.Contains(string(from.Text), "swagger"):
		ps.Add(pos, "it is a Swagger 2.0 document").Next = "convert it to OpenAPI 3 first"
	case doc.OpenAPI == "":
		ps.Add(pos, "it has no key openapi: it is no OpenAPI document").Next = "an OpenAPI document starts with openapi: 3.…"
	default:
		ps.Add(pos, "it has no operations under paths:").Next = "there is nothing to probe"
	}
	return ps
}

// readBeside reads what a $ref leads to: files of the document's folder.
func readBeside(folder string, tell func(string, []byte)) openapi3.ReadFromURIFunc {
	return func(_ *openapi3.Loader, at *url.URL) ([]byte, error) {
		if at.Scheme != "" && at.Scheme != "file" {
			return nil, fmt.Errorf("%s is not fetched: put a copy of it beside the document", at)
		}
		root, err := filepath.Abs(folder)
		if err != nil {
			return nil, err
		}
		path := filepath.FromSlash(at.Path)
		rel, err := filepath.Rel(root, path)
		if err != nil || strings.HasPrefix(rel, "..") {
			return nil, fmt.Errorf("%s is outside the folder of the document", at.Path)
		}
		text, err := source.ReadFile(path, source.MostText)
		if err == nil && tell != nil {
			tell(rel, text)
		}
		return text, err
	}
}

// target is the first server, its variables at their defaults.
func (r *reader) target(chosen string) {
	pos := source.Pos{File: r.From}
	switch {
	case chosen != "":
		r.Target = strings.TrimSuffix(chosen, "/")
		return
	case len(r.doc.Servers) == 0:
		r.Target = "http://localhost"
		r.Drop(pos, "set target: to the base URL, or pass --target", "the document names no server")
		return
	}
	server := r.doc.Servers[0]
	address := server.URL
	for name, v := range server.Variables {
		address = strings.ReplaceAll(address, "{"+name+"}", v.Default)
	}
	if u, err := url.Parse(address); err != nil || u.Host == "" {
		r.Target = "http://localhost" + strings.TrimSuffix("/"+strings.Trim(address, "/"), "/")
		r.Drop(pos, "set target: to the base URL, or pass --target", "the server %q is no absolute URL", server.URL)
		return
	}
	r.Target = strings.TrimSuffix(address, "/")
	if n := len(r.doc.Servers) - 1; n > 0 {
		r.Drop(pos, "ask them with --target", "the other servers (%d) are left out", n)
	}
}

// operation is one method of one path.
type operation struct {
	path, method string
	item         *openapi3.PathItem
	*openapi3.Operation
	at source.Pos
}

// operations lists the operations in document order.
func (r *reader) operations() []operation {
	var out []operation
	for path, item := range r.doc.Paths.Map() {
		for method, op := range item.Operations() {
			o := operation{path: path, method: method, item: item, Operation: op, at: source.Pos{File: r.From}}
			if op.Origin != nil && op.Origin.Key != nil {
				o.at.Line, o.at.Col = op.Origin.Key.Line, op.Origin.Key.Column
			}
			out = append(out, o)
		}
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		switch {
		case a.at.Line != b.at.Line:
			return a.at.Line < b.at.Line
		case a.at.Col != b.at.Col:
			return a.at.Col < b.at.Col
		case a.path != b.path:
			return a.path < b.path
		}
		return a.method < b.method
	})
	return out
}

// whole lists what the document as a whole has and a suite does not.
func (r *reader) whole() {
	pos := source.Pos{File: r.From}
	if n := len(r.doc.Webhooks); n > 0 {
		r.Drop(pos, "an API calls them: nothing can be sent", "webhooks (%d) are left out", n)
	}
}
