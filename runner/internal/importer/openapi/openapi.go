// Package openapi makes drafts of suites from OpenAPI 3.0, 3.1 and 3.2 documents: a probe for each
// operation, with the examples of the document for its parameters and body, and a finding that the
// answer conforms to the document.
//
// Goals: values from the document take precedence over values generated from a schema, and the
// latter are listed. Non-goals: judging answers (package expect does, by openapi: true); every
// combination of parameters.
//
// A map of the files:
//
//	openapi.go    Read: a document to operations
//	document.go   a document and the files that its $refs lead to
//	file.go       one file as nodes with places
//	operation.go  an operation as a probe
//	body.go       request bodies
//	checks.go     findings, and what the document's own schemas refuse
//	security.go   security schemes as credentials
//	style.go      lists and objects as a parameter's style writes them
//	example.go    examples of parameters and bodies, given or generated
package openapi

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// Options names the document and the API.
type Options struct {
	Suite  string
	Path   string // of the document, as the suite names it
	Target string // instead of the document's server
	// Beside receives each file that the document leads to, with its path relative to the document's
	// folder. May be nil.
	Beside func(path string, text []byte)
}

// Read makes a draft of a document in a file; its $refs lead to files in the same folder. The error
// is a source.Problems.
func Read(from *source.File, o Options) (*importer.Draft, error) {
	doc, err := open(from, o.Beside)
	if err != nil {
		return nil, wrong(from, "it is no OpenAPI document: %v", err)
	}
	r := &reader{Draft: importer.New(from, o.Suite), doc: doc, toldFlows: map[string]bool{}}
	if !strings.HasPrefix(doc.at("openapi").text(), "3.") {
		return nil, unfit(from, doc)
	}
	r.OpenAPI = o.Path
	r.target(o.Target)
	for _, op := range r.operations() {
		r.operation(op)
	}
	if len(r.Probes) == 0 {
		return nil, unfit(from, doc)
	}
	r.whole()
	r.doc = part{} // its memory is for what comes
	r.check()
	return r.Draft, nil
}

type reader struct {
	*importer.Draft
	doc       part
	chosen    bool            // the target is not the document's
	madeUp    []string        // the places of one operation's generated values
	toldFlows map[string]bool // security schemes already listed as needing a person
	tokens    int             // security schemes with a bearer token; 0 not counted yet
	values    []exampleCheck
	claims    []claimCheck
}

func wrong(from *source.File, format string, args ...any) error {
	var ps source.Problems
	ps.Add(source.Pos{File: from, Line: 1, Col: 1}, format, args...).Next = "check it with the tool that it comes from"
	return ps
}

// unfit returns the reason against a document that was read.
func unfit(from *source.File, doc part) error {
	var ps source.Problems
	pos := source.Pos{File: from, Line: 1, Col: 1}
	switch {
	case doc.at("swagger").there():
		ps.Add(pos, "it is a Swagger 2.0 document").Next = "convert it to OpenAPI 3 first"
	case doc.at("openapi").text() == "":
		ps.Add(pos, "it has no key openapi: it is no OpenAPI document").Next = "an OpenAPI document starts with openapi: 3.…"
	default:
		ps.Add(pos, "it has no operations under paths:").Next = "there is nothing to probe"
	}
	for _, g := range doc.in.gone {
		ps.Add(g.place(from), "%s", g).Next = mendRef
	}
	return ps
}

// target sets the first server as the target, with its variables at their defaults.
func (r *reader) target(chosen string) {
	pos := source.Pos{File: r.From}
	servers := r.doc.at("servers").items()
	switch {
	case chosen != "":
		r.Target, r.chosen = strings.TrimSuffix(chosen, "/"), true
		return
	case len(servers) == 0:
		r.Target = "http://localhost"
		r.Drop(pos, "set target: to the base URL, or pass --target", "the document names no server")
		return
	}
	address, ok := serverAddress(servers[0])
	if !ok {
		r.Target = "http://localhost" + strings.TrimSuffix("/"+strings.Trim(address, "/"), "/")
		r.Drop(pos, "set target: to the base URL, or pass --target", "the server %q is no absolute URL", servers[0].at("url").text())
		return
	}
	r.Target = strings.TrimSuffix(address, "/")
	if n := len(servers) - 1; n > 0 {
		r.Drop(pos, "ask them with --target", "the other servers (%d) are left out", n)
	}
}

// serverAddress returns the address of a server with its variables at their defaults; false if it
// is no absolute URL.
func serverAddress(server part) (address string, absolute bool) {
	address = server.at("url").text()
	for _, v := range server.at("variables").entries() {
		address = strings.ReplaceAll(address, "{"+v.name()+"}", v.at("default").text())
	}
	u, err := url.Parse(address)
	return address, err == nil && u.Host != ""
}

// ownServer returns the address of the first server of an operation or its path, "" for the
// document's.
func (r *reader) ownServer(op operation) string {
	servers := op.at("servers").items()
	if len(servers) == 0 {
		servers = op.item.at("servers").items()
	}
	if len(servers) == 0 {
		return ""
	}
	name := op.method + " " + op.path
	address, absolute := serverAddress(servers[0])
	switch {
	case r.chosen:
		r.Drop(op.place, "write url: where the operation has another host", "%s: its own server %s is left out for the target", name, address)
		return ""
	case !absolute:
		r.Drop(op.place, "write url: with the address", "%s: its own server %q is left out: it is no absolute URL", name, address)
		return ""
	case len(servers) > 1:
		r.Drop(op.place, "write url: with their addresses", "%s: its other servers (%d) are left out", name, len(servers)-1)
	}
	return importer.Literal(strings.TrimSuffix(address, "/"))
}

// operation is one method of one path.
type operation struct {
	path, method string
	item         part
	part
	place source.Pos
}

// methods are the keys of a path that are operations (OpenAPI 3.2, section 4.9).
var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

// operations lists the operations in document order.
func (r *reader) operations() []operation {
	var out []operation
	for _, path := range r.doc.at("paths").entries() {
		if strings.HasPrefix(path.name(), "x-") {
			continue
		}
		item := path.followed()
		for _, op := range item.entries() {
			switch {
			case slices.Contains(methods, op.name()):
				out = append(out, r.found(path, item, op, strings.ToUpper(op.name())))
			case op.name() == "additionalOperations":
				for _, other := range op.entries() {
					out = append(out, r.found(path, item, other, other.name()))
				}
			}
		}
	}
	return out
}

// found returns an operation of a path; its place is its key's, if that is in the document itself.
func (r *reader) found(path, item, op part, method string) operation {
	o := operation{path: path.name(), method: method, item: item, part: op, place: path.pos()}
	if op.path == r.doc.path {
		o.place = op.pos()
	}
	return o
}

// whole lists the parts of the document as a whole that a suite lacks.
func (r *reader) whole() {
	pos := source.Pos{File: r.From}
	if n := len(r.doc.at("webhooks").entries()); n > 0 {
		r.Drop(pos, "an API calls them: nothing can be sent", "webhooks (%d) are left out", n)
	}
	for _, g := range r.doc.in.gone {
		r.Drop(g.place(r.From), mendRef, "%s: what it stands for is left out", g)
	}
}

// mendRef is the next step for a $ref that leads nowhere.
const mendRef = "mend the $ref, or put the file beside the document"

func (g gone) String() string {
	if g.in != "" {
		return fmt.Sprintf("%s, line %d: $ref %s: %v", g.in, g.at.Line, g.ref, g.why)
	}
	return fmt.Sprintf("$ref %s: %v", g.ref, g.why)
}

// place returns the place in the document itself; its start for a $ref in another file.
func (g gone) place(doc *source.File) source.Pos {
	if g.in != "" {
		return source.Pos{File: doc, Line: 1, Col: 1}
	}
	return g.at
}
