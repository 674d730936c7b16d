// Package postman makes drafts of suites from Postman collections, version 2.0 and
// 2.1: folders, variables, credentials with their inheritance, bodies, and the
// usual lines of test scripts.
//
// Test scripts are programs, read by goja's parser and never run. Statements like those of
// Postman's snippets become expectations and captures; every other one is listed, and the suite
// claims nothing that it could contradict.
//
// Goals: the suite sends the same requests as a run of the collection. Non-goals: running
// JavaScript; version 1 of the format.
//
// A map of the files:
//
//	postman.go    Read: a collection, its folders
//	variables.go  {{names}} as references
//	environment.go Postman's environments
//	request.go    a request: address, headers, body
//	settings.go   switches of a request, and its disabled parts
//	auth.go       credentials
//	script.go     scripts read as JavaScript, and those that run before a request
//	tests.go      statements of tests, a finding for each test
//	subject.go    the parts of the answer that expressions denote
//	chai.go       pm.response, pm.expect and conditions
//	predicate.go  chai's words as predicates
//	literal.go    literals, and chains of names and calls
package postman

import (
	"assay/runner/internal/importer"
	"assay/runner/internal/importer/jsontree"
	"assay/runner/internal/source"
)

// Options gives the suite's name, the API's base URL, and the environments.
type Options struct {
	Suite, Target string
	// Environments are Postman's files of values for variables, the default first.
	Environments []*source.File
}

// Read makes a draft of a collection. The error is a source.Problems.
func Read(from *source.File, o Options) (*importer.Draft, error) {
	root, err := jsontree.Parse(from)
	if err != nil {
		return nil, err
	}
	if inner := root.Get("collection"); inner != nil {
		root = inner
	}
	if root.Get("item") == nil {
		return nil, refused(from, root)
	}
	if o.Suite == "" {
		o.Suite = root.Get("info").Get("name").Text()
	}
	r := &reader{Draft: importer.New(from, o.Suite), secret: map[string]bool{}, refs: map[string]string{}, values: map[string]string{}}
	r.Target = o.Target
	r.secretNames(root)
	r.variables(root.Get("variable"))
	if err := r.environments(o.Environments); err != nil {
		return nil, err
	}
	r.Shared.Set("redirects", 10)
	var whole importer.Probe
	r.settings(&whole, root.Get("protocolProfileBehavior"), "the collection")
	for _, o := range whole.Options {
		r.Shared.Set(o.Key, o.Value)
	}
	r.folder(root, scope{auth: root.Get("auth"), events: root.Get("event").All()})
	if len(r.Probes) == 0 {
		return nil, refused(from, root)
	}
	r.Sequence()
	if len(r.Probes) > 1 {
		r.Shared.Set("jar", "session")
	}
	return r.Draft, nil
}

func refused(from *source.File, root *jsontree.Node) error {
	var ps source.Problems
	at := source.Pos{File: from, Line: 1, Col: 1}
	switch {
	case root.Get("requests") != nil:
		ps.Add(at, "it is a collection of version 1").Next = "export it as Collection v2.1"
	case root.Get("values") != nil:
		ps.Add(at, "it is an environment of Postman, no collection").Next = "import the collection, and give this file by --environment"
	default:
		ps.Add(at, "it is no collection with requests").Next = "export the collection as Collection v2.1"
	}
	return ps
}

type reader struct {
	*importer.Draft
	secret map[string]bool   // variables used in credentials
	values map[string]string // values of the variables that are secrets
	refs   map[string]string // variables to their references
}

// scope holds what requests inherit from a folder.
type scope struct {
	names  []string
	auth   *jsontree.Node
	events []*jsontree.Node
}

// folder reads the requests and folders below a node.
func (r *reader) folder(n *jsontree.Node, in scope) {
	for _, item := range n.Get("item").All() {
		below := in
		if auth := item.Get("auth"); auth != nil && auth.Value == nil && (auth.Object || auth.List) {
			below.auth = auth
		}
		if item.Get("item") != nil {
			below.names = append(append([]string(nil), in.names...), item.Get("name").Text())
			below.events = append(append([]*jsontree.Node(nil), in.events...), item.Get("event").All()...)
			r.folder(item, below)
			continue
		}
		r.request(item, below)
	}
}
