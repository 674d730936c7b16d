package importer

import (
	"fmt"

	"assay/runner/internal/expect"
	"assay/runner/internal/fixture"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// Draft is an unfinished suite. Its texts are in the document's syntax: [Literal] writes a literal
// "${".
type Draft struct {
	From  *source.File // what is imported
	About string       // the comment at the top: its origin

	Suite    string
	Target   string // settled from the probes where it is empty
	Fixtures string // as the document names it; "" none
	OpenAPI  string
	Vars     []Var
	Secrets  []Secret
	Probes   []*Probe
	Findings []*Finding
	// Environments are the APIs to run against, the default first.
	Environments []*Environment

	// Left lists the parts that could not be carried over.
	Left source.Problems
	// Recorded holds the answers that came with the probes, by probe id.
	Recorded map[string]*fixture.Entry

	// Files are the files to write next to the suite.
	Files []File
	// RedactJSON holds the paths to mask in answers.
	RedactJSON []string

	// Shared holds the options of every request: redirects, jar…
	Shared Map
	// Read holds the OpenAPI documents that the importer has read already. May be nil.
	Read *expect.Shared

	shared Request // request:

	ids       map[string]int
	values    known               // of secrets, which must not be written
	typed     map[string]bool     // references that keep their value's type
	refusedAt map[source.Pos]bool // lines with a refused part
	named     map[string]string   // variables of the file, and their names in the suite
	dropped   map[dropped]bool
	sound     *plan.Plan // of soundText
	soundText []byte
}

// File is a file that a suite needs next to it.
type File struct {
	Name  string
	Text  []byte
	About string // what it is, for the person who imports
}

// Var is a var of the suite.
type Var struct {
	Name  string
	Value any
	Env   string // the environment variable that sets it; "" none
	// Unset reports whether Value is a stand-in: live runs need the environment variable.
	Unset bool
	// InPlace reports whether each use has the value itself, so that the var can go.
	InPlace bool
	Above   string
}

// Environment is an API to run against, with the values that replace the suite's.
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
	URL     string // with its query if Query cannot hold it
	Query   Map
	Headers Map // nil removes a header
	Cookies Map
	Auth    any    // Map, NoAuth, or nil if unspecified
	Body    *Entry // json, form, multipart, body, file or graphql
	Options Map    // further keys of a request: redirects, timeout, tls…
}

// NoAuth is the Auth of a probe that sends no credentials even if the others do.
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
	return &Draft{From: from, Suite: suite, ids: map[string]int{}, typed: map[string]bool{}, named: map[string]string{}, refusedAt: map[source.Pos]bool{}, dropped: map[dropped]bool{}, Recorded: map[string]*fixture.Entry{}}
}

// Drop records a part that could not be carried over, the reason and the next step.
func (d *Draft) Drop(at source.Pos, next, format string, args ...any) {
	if key := (dropped{at, next, format}); len(args) == 0 {
		if d.dropped[key] {
			return
		}
		d.dropped[key] = true
	}
	d.drop(at, next, fmt.Sprintf(format, args...), "")
}

// dropped is a part that is listed once.
type dropped struct {
	at            source.Pos
	next, message string
}

func (d *Draft) drop(at source.Pos, next, message, quote string) {
	p := d.Left.Warn(at, "%s", message)
	p.Next, p.Quote = next, quote
}

// Add adds a probe with an id made of the words.
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

// SetVar declares a var, or changes its value. If a secret has its name by now, the value is secret
// too.
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
