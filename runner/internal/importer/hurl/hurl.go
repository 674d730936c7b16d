// Package hurl makes drafts of suites from Hurl files: a probe for each entry,
// captures as captures, and asserts as expectations of its finding.
//
// There is no Go library for Hurl's line format; this reader knows the whole outline of an entry,
// and those queries, filters and predicates that a suite has equivalents for. It lists the others.
//
// Goals: the suite sends the same requests as Hurl; each check of Hurl's is carried over or listed.
// Non-goals: Hurl's filters as such.
//
// A map of the files:
//
//	hurl.go       Read: a text to entries to probes
//	entry.go      the outline of an entry: request, sections, response
//	body.go       where bodies start and end
//	request.go    a request's lines and sections
//	options.go    [Options]
//	tokens.go     a line of asserts or captures as words and values
//	escape.go     the escapes of texts
//	assert.go     the expectation of an entry
//	capture.go    captures
//	query.go      an assert: its query, its filters
//	predicate.go  predicates, their negation, the types that they judge
//	jsonvalue.go  asserts on one JSON value, and the filters that a suite has words for
//	nodes.go      asserts on paths with several values, by the rules of Hurl 7 or 8
//	fields.go     asserts on headers, bodies and cookies
//	numbers.go    asserts on the status, the duration, redirects and known variables
//	xpath.go      asserts on XPath expressions
//	bytes.go      asserts on bytes, and digests
package hurl

import (
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// Options gives the suite's name, the API's base URL, and access to files.
type Options struct {
	Suite, Target string
	// Version is Hurl's major version, 7 or 8; 0 is 8.
	Version int
	// Alone reports that no file can be written next to the suite.
	Alone bool
	// ReadFile reads a file that a request sends. May be nil.
	ReadFile func(path string) ([]byte, error)
	// Path converts a path of the file to the suite's spelling.
	Path func(path string) string
}

// Read makes a draft of a Hurl file. The error is a source.Problems.
func Read(from *source.File, o Options) (*importer.Draft, error) {
	lines := strings.Split(strings.ReplaceAll(strings.TrimPrefix(string(from.Text), "\ufeff"), "\r\n", "\n"), "\n")
	p := &outline{from: from, lines: lines}
	entries := p.entries()
	if err := p.problems.Err(); err != nil {
		return nil, err
	}
	r := &reader{Draft: importer.New(from, o.Suite), options: o, refs: map[string]string{}, values: map[string]string{}, scalars: map[string]string{}}
	r.Target = o.Target
	for _, e := range entries {
		r.entry(e)
	}
	if len(r.Probes) == 0 {
		var ps source.Problems
		ps.Add(source.Pos{File: from, Line: 1, Col: 1}, "there is no request in it").Next = "an entry starts with a line like GET https://…"
		return nil, ps
	}
	r.Sequence()
	if len(r.Probes) > 1 {
		r.Shared.Set("jar", "session") // Hurl shares cookies across the requests of a file
	}
	return r.Draft, nil
}

type reader struct {
	*importer.Draft
	options Options
	refs    map[string]string // variables to their references
	values  map[string]string // the values of those that the file sets
	scalars map[string]string // of these the numbers, booleans and null, as JSON

	captured map[string][]token // captures of the current entry, and their queries
	follows  bool               // the current entry follows redirects
}

// at returns the place of a line.
func (r *reader) at(line int) source.Pos { return source.Pos{File: r.From, Line: line, Col: 1} }

// entry adds a probe and a finding for an entry.
func (r *reader) entry(e *entry) {
	if e.option("skip") == "true" {
		r.Drop(r.at(e.line), "take skip: true away and import it again", "the entry %s %s is skipped, and left out", e.method, e.address)
		return
	}
	p := &importer.Probe{At: r.at(e.line), Above: strings.Join(e.comments, "\n"), Request: importer.Request{Method: e.method}}
	r.captured = map[string][]token{}
	r.early(e)
	r.follows = r.known(e.option("location")) == "true" || r.known(e.option("location-trusted")) == "true"
	r.request(p, e)
	r.Add(p, e.method, importer.PathWords(p.URL))
	left := len(r.Left)
	expect := r.asserts(p, e)
	r.late(p, e, expect)
	what := e.method + " " + importer.ShownPath(p.URL)
	switch n, isStatus := expect.Get("status").(int); {
	case isStatus:
		r.Expect(p, importer.Claim(e.method, importer.ShownPath(p.URL), n), expect)
	case len(expect) == 0:
		f := r.Expect(p, what+" is answered in time", inTime(p))
		f.Above = "Nothing else is asserted of it: say what must hold."
		if len(r.Left) > left {
			f.Above = "Its asserts are not carried over: say what must hold."
		}
	default:
		r.Expect(p, what+" is answered as asserted", expect)
	}
}

// inTime expects what Hurl does of any response, whatever its status: that it comes within
// max-time.
func inTime(p *importer.Probe) importer.Map {
	most := p.Options.Get("timeout")
	if most == nil {
		most = "5m"
	}
	return importer.MapOf("duration", importer.MapOf("le", most))
}

var template = source.Pattern(`\{\{\s*([A-Za-z_][A-Za-z0-9_-]*)\s*\}\}`)

// text converts the {{variables}} of a text to references.
func (r *reader) text(s string) string {
	return importer.Filled(s, template(), r.reference)
}

// reference returns the replacement for a variable: a capture, a value that the file sets, or one
// from the environment (HURL_name, as in Hurl itself).
func (r *reader) reference(name string) string {
	if ref, ok := r.refs[name]; ok {
		return ref
	}
	switch name {
	case "newUuid":
		return "${uuid}"
	case "newDate":
		return "${now}"
	}
	r.refs[name] = r.EnvVar(name, "HURL_"+name)
	return r.refs[name]
}
