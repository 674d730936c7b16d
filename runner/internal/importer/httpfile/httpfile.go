// Package httpfile makes drafts of suites from request files (.http, .rest) of JetBrains' HTTP
// client, VS Code's REST Client and httpyac: a probe for each request, asserts of httpyac and the
// usual lines of response handlers as expectations and captures.
//
// The three tools agree on the outline and differ in details; where they part, the reader goes by
// httpyac, and lists what another tool would read in another way.
//
// Goals: the suite sends the same requests as the tools; each assert and each statement of a
// handler is carried over or listed. Non-goals: running scripts; gRPC, WebSocket, MQTT and AMQP.
//
// A map of the files:
//
//	httpfile.go   Read: regions to probes and findings
//	outline.go    a text to regions: requests, variables, scripts
//	request.go    address, headers, credentials
//	body.go       bodies: text, files, forms, parts, GraphQL
//	meta.go       the # @… lines
//	variables.go  {{names}} as references
//	answers.go    {{name.response.body.…}} as captures
//	places.go     environment files
//	assert.go     ?? asserts of httpyac
//	subject.go    the part of an answer that is judged or captured
//	handler.go    response handlers
package httpfile

import (
	"bytes"
	"strings"

	"assay/runner/internal/fixture"
	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// Options gives the suite's name, the API's base URL, environments, and access to files.
type Options struct {
	Suite, Target string
	// Environments are files of values for variables, the default environment first.
	Environments []*source.File
	// ReadFile reads a file that a request sends. May be nil.
	ReadFile func(path string) ([]byte, error)
	// Path converts a path of the file to the suite's spelling.
	Path func(path string) string
}

// Read makes a draft of a request file. The error is a source.Problems.
func Read(from *source.File, o Options) (*importer.Draft, error) {
	if recorded(from) {
		return nil, refused(from, "it holds recorded answers (fixtures), not requests to import", "name it under fixtures: of a suite; assay run replays it")
	}
	r := &reader{Draft: importer.New(from, o.Suite), options: o, later: map[string]pair{}, named: map[string]*importer.Probe{}, resolving: map[string]bool{}}
	r.names = importer.NamesOf(r.Draft)
	r.Target = o.Target
	regions := regionsOf(string(from.Text))
	for _, g := range regions {
		for _, v := range g.vars {
			if _, known := r.later[v.key]; !known {
				r.later[v.key] = v
			}
		}
	}
	if err := r.places(o.Environments); err != nil {
		return nil, err
	}
	r.Shared.Set("redirects", mostRedirects)
	for _, g := range regions {
		r.region(g)
	}
	if len(r.Probes) == 0 {
		return nil, r.Empty("there is no request in it", "a request starts with a line like GET https://…, and ### parts two")
	}
	r.Sequence()
	if len(r.Probes) > 1 {
		r.Shared.Set("jar", "session") // the tools keep cookies
	}
	return r.Draft, nil
}

// mostRedirects is how many redirects httpyac follows.
const mostRedirects = 10

// recorded reports whether a file holds recorded answers.
func recorded(from *source.File) bool {
	if bytes.HasPrefix(bytes.TrimPrefix(from.Text, []byte("\ufeff")), []byte("# assay: recorded answers")) {
		return true
	}
	file, err := fixture.Parse(from.Name, from.Text)
	if err != nil {
		return false
	}
	for _, e := range file.Entries {
		if e.Observation != nil && e.Observation.Status > 0 {
			return true
		}
	}
	return false
}

func refused(from *source.File, why, next string) error {
	var ps source.Problems
	ps.Add(source.Pos{File: from, Line: 1, Col: 1}, "%s", why).Next = next
	return ps
}

type reader struct {
	*importer.Draft
	options   Options
	names     *importer.Names
	later     map[string]pair // the first definition of each variable
	resolving map[string]bool // variables whose definition is being read
	named     map[string]*importer.Probe
	last      *importer.Probe // of the request before
}

// at returns the place of a line.
func (r *reader) at(line int) source.Pos { return source.Pos{File: r.From, Line: line, Col: 1} }

// region reads a region: its variables, and its request.
func (r *reader) region(g *region) {
	switch n := len(g.unknown); n {
	case 0:
	case 1:
		r.Drop(r.at(g.unknown[0].at), "make it a comment with #, or write a request: GET https://…", "the line %q is no request, and is left out", g.unknown[0].text)
	default:
		r.Drop(r.at(g.unknown[0].at), "make them comments with #, or write a request: GET https://…", "%d lines from %q to line %d are no request, and are left out", n, g.unknown[0].text, g.unknown[n-1].at)
	}
	for _, l := range g.unclosed {
		r.Drop(r.at(l.at), "end it with %}", "a script has no end, and is left out")
	}
	for _, v := range g.vars {
		r.declare(v, g.request == 0)
	}
	r.before(g)
	if g.request == 0 {
		r.elsewhere(g)
		return
	}
	if !r.sendable(g) {
		return
	}
	p := &importer.Probe{At: r.at(g.request), Above: g.remarks()}
	r.request(p, g)
	r.metas(p, g)
	name := g.name()
	if name != "" {
		r.Add(p, name)
	} else {
		r.Add(p, p.Method, importer.PathWords(p.URL))
	}
	r.finding(p, g, name)
	r.know(name, p)
}

// name returns the request's name: of # @name, or behind ###.
func (g *region) name() string {
	if m, ok := g.meta("name"); ok && m.value != "" {
		return strings.TrimSpace(strings.TrimPrefix(m.value, "="))
	}
	return g.title
}

// remarks returns the comments in front of a request.
func (g *region) remarks() string {
	var all []string
	for _, c := range g.comments {
		all = append(all, c.text)
	}
	return strings.Join(all, "\n")
}

// elsewhere lists what a region without a request asks for.
func (r *reader) elsewhere(g *region) {
	for _, m := range g.metas {
		if m.key == "import" || m.key == "ref" || m.key == "force-ref" {
			r.otherFile(m)
		}
	}
	for _, s := range g.scripts {
		if !s.before {
			r.Drop(r.at(s.at), "say what must hold under expect:", "a script that belongs to no request is left out")
		}
	}
}

// finding adds the finding about the answer to p.
func (r *reader) finding(p *importer.Probe, g *region, name string) {
	h := &handler{reader: r, probe: p}
	for _, a := range g.asserts {
		h.assert(a)
	}
	unclear := h.scripts(g) || h.left
	what := p.Method + " " + importer.ShownPath(p.URL)
	if name != "" {
		what = importer.Literal(name)
	}
	switch status, isCode := h.expect.Get("status").(int); {
	case len(h.expect) == 0 && unclear:
		f := r.Expect(p, what+" passes its tests", importer.MapOf("status", importer.MapOf("lt", 500)))
		f.More = importer.MapOf("pending", "its tests are not carried over: say what must hold")
	case len(h.expect) == 0:
		r.Expect(p, what+" is answered with success", importer.MapOf("status", "2xx"))
	case isCode && len(h.expect) == 1 && name == "":
		r.Expect(p, importer.Claim(p.Method, importer.ShownPath(p.URL), status), h.expect)
	default:
		r.Expect(p, what+" is answered as asserted", h.expect)
	}
}
