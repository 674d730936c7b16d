package importer

import (
	"assay/runner/internal/fixture"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// Draft is a suite in the making. Texts that go into the document are in its
// syntax: a literal "${" is written by [Literal].
type Draft struct {
	From  *source.File // what is imported
	About string       // the comment at the top: what it was made from

	Suite    string
	Target   string // settled from the probes where it is empty
	Fixtures string // as the document names it; "" none
	OpenAPI  string
	Vars     []Var
	Secrets  []Secret
	Probes   []*Probe
	Findings []*Finding
	// Environments are the places to run against, the default first.
	Environments []*Environment

	// Left is what could not be carried over.
	Left source.Problems
	// Recorded are answers that came with the probes, by their ids.
	Recorded map[string]*fixture.Entry

	// Files are to be written beside the suite, by name.
	Files []File
	// RedactJSON are the paths of answers that are masked.
	RedactJSON []string

	// Shared are options of every request: redirects, jar…
	Shared Map

	shared Request // request:

	ids       map[string]int
	values    []knownValue        // of secrets, which must not be written
	typed     map[string]bool     // references that keep their value's type
	refusedAt map[source.Pos]bool // lines of which something was taken out
	named     map[string]string   // variables of the file, and their names in the suite
}

// File is a file that a suite needs beside it.
type File struct {
	Name string
	Text []byte
}

// Var is a var of the suite.
type Var struct {
	Name  string
	Value any
	Env   string // the environment variable that sets it; "" none
	// InPlace: its value was written where it is used, so it may go.
	InPlace bool
	Above   string
}

// Environment is a place to run against: what it says over the suite.
type Environment struct {
	Name    string
	Target  string // settled from Vars; "" that of the suite
	Vars    Map
	Secrets Map // names to environment variables
}

// Secret is a name for an environment variable.
type Secret struct{ Name, Env, Above string }

// Probe is a probe of the suite.
type Probe struct {
	ID, About string
	Above     string // comment in front of it
	At        source.Pos
	Request
	Capture Map // name to source
	More    Map // further keys of a probe, in order: after, until, retry…
}

// Request is what a probe sends.
type Request struct {
	Method  string
	URL     string // with its query where that has no place in Query
	Query   Map
	Headers Map // nil takes a header away
	Cookies Map
	Auth    any    // Map; nil: none said; NoAuth: none
	Body    *Entry // json, form, multipart, body, file or graphql
	Options Map    // further keys of a request: redirects, timeout, tls…
}

// NoAuth is the Auth of a probe that sends no credentials whatever the others do.
var NoAuth = struct{}{}

// Finding is a finding of the suite.
type Finding struct {
	ID, Claim string
	Above     string
	Probe     any // an id or a list of them
	Expect    Map
	More      Map
}

// New starts a draft of a suite of that name.
func New(from *source.File, suite string) *Draft {
	return &Draft{From: from, Suite: suite, ids: map[string]int{}, typed: map[string]bool{}, named: map[string]string{}, refusedAt: map[source.Pos]bool{}, Recorded: map[string]*fixture.Entry{}}
}

// Drop notes what could not be carried over: what and why, and what to do.
func (d *Draft) Drop(at source.Pos, next, format string, args ...any) {
	for _, p := range d.Left {
		if p.Pos == at && p.Next == next && len(args) == 0 && p.Message == format {
			return
		}
	}
	d.Left.Warn(at, format, args...).Next = next
}

// Add adds a probe, giving it an id of the words.
func (d *Draft) Add(p *Probe, words ...string) *Probe {
	p.ID = d.ID(words...)
	d.Probes = append(d.Probes, p)
	return p
}

// Expect adds the finding that judges p, with the probe's own id.
func (d *Draft) Expect(p *Probe, claim string, expect Map) *Finding {
	f := &Finding{ID: p.ID, Claim: claim, Probe: p.ID, Expect: expect}
	d.Findings = append(d.Findings, f)
	return f
}

// SetVar declares a var, or gives it another value. Where its name is a secret's by
// now, the value is one too.
func (d *Draft) SetVar(v Var) {
	if d.isSecret(v.Name) {
		d.Secret(v.Name, subst.Text(v.Value))
		return
	}
	for i := range d.Vars {
		if d.Vars[i].Name == v.Name {
			d.Vars[i] = v
			return
		}
	}
	d.Vars = append(d.Vars, v)
}
