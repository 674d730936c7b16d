// Package postman makes drafts of suites from Postman collections, version 2.0 and
// 2.1: folders, variables, credentials with their inheritance, bodies, and the
// usual lines of test scripts.
//
// Scripts are programs, read by goja's parser and never run. Statements like those of Postman's
// snippets become expectations and captures, with what JavaScript and chai mean by them: a value
// that is missing or null, what throws, a chain whose not stays to its end. Every other statement
// is listed, and the suite claims nothing that it could contradict.
//
// Goals: the suite sends the same requests as a run of the collection, and judges the answers
// alike. Non-goals: running JavaScript; version 1 of the format.
//
// A map of the files:
//
//	postman.go    Read: a collection, its folders
//	variables.go  {{names}} as references
//	environment.go Postman's environments
//	scopes.go     variables that scripts set and read
//	request.go    a request: address, query, headers
//	body.go       its body
//	settings.go   switches of a request, and its disabled parts
//	auth.go       credentials
//	script.go     scripts read as JavaScript, and what is listed of them
//	tests.go      the statements of scripts, a finding for each test
//	declare.go    variables and functions of a script
//	branch.go     what is below an if
//	changed.go    variables that a statement which is left out may change
//	subject.go    the parts of the response, and predicates on them
//	operand.go    what an expression denotes
//	call.go       what a call denotes
//	condition.go  booleans made of the response
//	predicate.go  what JavaScript demands of a value, as a suite writes it
//	chai.go       pm.expect(…).to… word by word
//	word.go       chai's words as predicates
//	response.go   pm.response.to…
//	schema.go     JSON Schemas of scripts
//	literal.go    literals, and chains of names and calls
package postman

import (
	"fmt"
	"slices"

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
		return nil, source.Advised(err, "export the collection as Collection v2.1")
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
	r := &reader{
		Draft: importer.New(from, o.Suite), secret: map[string]bool{}, values: map[string]string{}, literals: map[string]any{},
		used: map[string]bool{}, scriptsRead: map[*jsontree.Node]*script{},
	}
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
	r.last, r.behavior = lastOf(root), root.Get("protocolProfileBehavior")
	r.folder(root, inherited{auth: root.Get("auth"), events: eventsOf(root, "the collection", true)})
	if r.last == nil {
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
	case root.Get("item") != nil:
		ps.Add(at, "the collection has no requests").Next = "add one in Postman, and export it again as Collection v2.1"
	default:
		ps.Add(at, "it is no collection with requests").Next = "export the collection as Collection v2.1"
	}
	return ps
}

type reader struct {
	*importer.Draft
	secret   map[string]bool   // variables used in credentials
	values   map[string]string // values of the variables that are secrets
	held     [scopes]map[string]held
	literals map[string]any  // values of vars, by their names in the suite
	used     map[string]bool // references that the suite has
	last     *jsontree.Node  // the last request
	behavior *jsontree.Node  // the settings of the collection

	scriptsRead map[*jsontree.Node]*script
}

// inherited holds what requests inherit from a folder.
type inherited struct {
	names  []string
	auth   *jsontree.Node
	events []event
}

// folder reads the requests and folders below a node.
func (r *reader) folder(n *jsontree.Node, in inherited) {
	for _, item := range n.Get("item").All() {
		below := in
		if auth := item.Get("auth"); auth != nil && auth.Value == nil && (auth.Object || auth.List) {
			below.auth = auth
		}
		if item.Get("item") != nil {
			name := item.Get("name").Text()
			below.names = append(slices.Clone(in.names), name)
			below.events = append(slices.Clone(in.events), eventsOf(item, fmt.Sprintf("the folder %q", name), true)...)
			r.folder(item, below)
			continue
		}
		r.request(item, below)
	}
}

// lastOf returns the last request below a node, nil without one.
func lastOf(n *jsontree.Node) *jsontree.Node {
	for _, item := range slices.Backward(n.Get("item").All()) {
		if item.Get("item") == nil {
			return item
		}
		if last := lastOf(item); last != nil {
			return last
		}
	}
	return nil
}
