package suite

import (
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

// Suite is one loaded document: everything checked, vars filled in, included documents merged, in
// document order.
type Suite struct {
	File *source.File
	Dir  string // the folder of relative paths

	Name, About string
	Target      string // --target and ASSAY_TARGET already applied
	// DeclaredTarget is the document's own target, without the command line's.
	DeclaredTarget string
	// Environments are the names of the environments that the document can run against, the
	// default first; Environment is that of this run. Empty if it declares none.
	Environments []string
	Environment  string
	Fixtures     string // path, resolved against Dir; "" none

	Vars    []Var
	Secrets []Secret
	// RunUsed reports whether anything refers to ${run}.
	RunUsed bool
	// VarCredentials are the vars that requests use as credentials.
	VarCredentials []VarUse
	Limits         Limits
	Answers        []*Answer
	OpenAPI        string     // path, resolved; "" none
	OpenAPIAt      source.Pos // where it is named
	// Shared is the data that the document's expectations share, such as the OpenAPI document.
	Shared *expect.Shared
	// Reads are the files that it names and that exist, besides those that Shared was read from:
	// included documents, tables of rows, bodies. Paths as the suite resolves them, sorted.
	Reads      []string
	Volatile   exchange.Volatile
	Redact     Redact
	Ignore     []*Ignored // mutation.ignore
	Probes     []*Probe
	Findings   []*Finding
	Hypotheses []*Hypothesis
	Checklist  []*Item

	// ForeignVars are the sorted names of [Options].Vars that the document does not declare;
	// always empty without [Options].SharedVars.
	ForeignVars []string
	// Warnings holds the loader's warnings; a suite with errors is never returned.
	Warnings source.Problems
}

// LetGo lets go of the requests of probes once they are planned: a plan has them in another form.
// It keeps those of a probe that sends a file, whose path the plan does not have.
func (s *Suite) LetGo() {
	sendsFile := func(r *Request) bool { return r != nil && r.Body != nil && r.Body.Kind == "file" }
	for _, p := range s.Probes {
		if sendsFile(p.Request) || slices.ContainsFunc(p.Rows, func(r Row) bool { return sendsFile(r.Request) }) {
			continue
		}
		p.Request = nil
		for i := range p.Rows {
			p.Rows[i].Request = nil
		}
	}
}

// Var is a named scalar: string, json.Number, bool or nil.
type Var struct {
	Name     string
	Value    any // in force: --var, --vars and the environment applied
	Declared any // as the document has it
	// Given reports whether Value, or a part of it, comes from --var, --vars or the environment.
	Given bool
	Env   string
	// Make is the text that each run makes a value from, with ${run} and ${uuid} not yet filled
	// in; "" if the var has a value. Like a secret, such a var stays a reference until a request
	// is sent. If Given is set, Value is used instead.
	Make string
	At   source.Pos
}

// Secret is a name for an environment variable. Only a live run reads its value, which is stored
// nowhere else.
type Secret struct {
	Name, Env string
	At        source.Pos
}

// Limits bound a live run. Zero values mean the default.
type Limits struct {
	Requests    int           // maximum per run; 0: no limit
	Rate        float64       // requests per second and host; 0: no limit
	Concurrency int           // in flight per host; default 8
	Timeout     time.Duration // per request; default 30s
	Judge       time.Duration // of one expectation; default 10s
	Body        int64         // maximum bytes read per response; default 10 MiB
	Cooldown    *Cooldown
	// AskWrites keeps probes with risk: writes, and those that depend on them, from being sent
	// unless the person who runs the suite allows it.
	AskWrites bool
	// PerVantage applies the limits to each vantage of a fleet by itself, not to all together.
	PerVantage bool
}

// Cooldown pauses a host after a certain answer.
type Cooldown struct {
	On   *expect.Expectation // a status or an answer
	Wait time.Duration       // 0 if Told is set
	Told bool                // wait for the time that the response names,
	// AtMost limits the wait, and Else applies if the response names no time.
	AtMost, Else time.Duration
	At           source.Pos
}

// Lasts returns how long to send nothing after a response whose limit resets after told; ok is
// false if it names no time.
func (c *Cooldown) Lasts(told time.Duration, ok bool) time.Duration {
	switch {
	case !c.Told:
		return c.Wait
	case ok:
		return max(0, min(told, c.AtMost))
	}
	return c.Else
}

// Redact lists values to mask in addition to the secrets.
type Redact struct {
	Headers []string
	JSON    []string
	Regex   []string
}

// Ignored declares changes of responses that do not matter to this contract: it explains a
// surviving mutant that matches all of its selectors.
type Ignored struct {
	Because   string   // the reason; never ""
	Probes    []Ref    // ids and globs; none: of any probe
	Operators []string // of [MutationOperators]; none: any
	Headers   []string // names
	JSON      []string // JSONPaths: the selected values and those below them
	At        source.Pos
}

// Answer is a named kind of response of the API.
type Answer struct {
	ID     string
	Expect *expect.Expectation
	At     source.Pos
}

// Probe is a declared request, before its rows are planned.
type Probe struct {
	ID, About string
	At        source.Pos
	Request   *Request // with the defaults of request: merged in; see [Suite.LetGo]
	Rows      []Row    // each or matrix; nil for a plain probe
	Capture   []Capture
	After     []Ref
	Repeat    *Repeat
	Until     *Until
	Retry     *Retry
	When      *When // nil: no condition
	Wait      *Wait
	Cleanup   bool    // sent last and always, see plan.Plan.Cleanups
	Elsewhere string  // the reason why it does not apply in this environment; "" if it applies
	Cost      float64 // default 1
	Risk      string  // "none", "bans", "writes"; default "none"
	// Token reports whether the probe is not declared, but fetches a token for auth.oauth2. Globs
	// do not match it.
	Token bool
}

// Row is one of several probes that an `each` or a `matrix` makes.
type Row struct {
	Name    string // "basic", or "a,b" of a matrix
	Vars    map[string]any
	Request *Request // the probe's request with the row's overlay; nil: no overlay
	At      source.Pos
}

// Ref is an id as written, with its position.
type Ref struct {
	ID string
	At source.Pos
}

// Request is a declared request: its strings may hold any ${reference}.
type Request struct {
	At        source.Pos
	Method    string
	Path, URL string
	// DeclaredURL is the URL (joined to the target) by the document alone, if --target, --var or
	// the environment changed it; otherwise "".
	DeclaredURL string
	Query       []Param
	Headers     []Param // Removed: true removes one
	Cookies     []Param
	Body        *Body
	Auth        *Auth
	Jar         string
	Redirects   int
	Timeout     time.Duration
	Stream      bool
	Framing     exchange.Framing // of the stream
	Proxy       string
	HTTP        string
	Unix        string
	ConnectTo   map[string]string
	TLS         *exchange.TLSOptions
}

// Param is a name with one or several values.
type Param struct {
	Name    string
	Values  []string
	Removed bool
	At      source.Pos
}

// Body is a declared body. Kind is the key it was declared with.
type Body struct {
	Kind  string // "json", "form", "multipart", "body", "file", "graphql"
	Text  string // json and graphql: compact JSON, keys in document order; body: the text; file: the path, resolved
	Form  []Param
	Parts []Part
	At    source.Pos
}

// Part is one part of a multipart body.
type Part struct {
	Name, Value, File, Type, Filename string
	At                                source.Pos
}

// Auth is declared credentials.
type Auth struct {
	Scheme                       string // "basic", "bearer", "digest", "aws_sigv4"; OAuth 2.0: "bearer"
	User, Password, Token        string
	Region, Service, Key, Secret string
	Session                      string
	FormEncoded                  bool // basic: both are form-encoded first (RFC 6749, section 2.3.1)
	OAuth2                       *OAuth2
	At                           source.Pos
}

// Capture extracts a value from a response for other probes.
type Capture struct {
	Name string
	// From is "json", "header", "regex", "status", "cookie" or "body"; Arg its argument.
	From, Arg string
	// Part is a regular expression whose first group selects a part of the text found; "": all of
	// it.
	Part string
	// Secret reports whether requests use the value as a credential, or it is a token of an
	// authorization server: it is masked as ${probe.name}.
	Secret bool
	// Token reports whether requests use it as an OAuth 2.0 access token (auth.oauth2). A replay
	// needs none.
	Token bool
	// Text captures the value as text: a number's digits, the JSON of a list.
	Text bool
	At   source.Pos
}

// CapturesSecret reports whether p captures a value that is used as a credential.
func (p *Probe) CapturesSecret() bool {
	return slices.ContainsFunc(p.Capture, func(c Capture) bool { return c.Secret })
}

// GivesToken reports whether requests use this capture of p as an OAuth 2.0 token.
func (p *Probe) GivesToken(capture string) bool {
	return slices.ContainsFunc(p.Capture, func(c Capture) bool { return c.Token && c.Name == capture })
}

// Repeat requests several samples of the same request.
type Repeat struct {
	Times       int
	Concurrency int // default 1
	Every       time.Duration
}

// Until polls: the last response is the observation.
type Until struct {
	Expect  *expect.Expectation
	Every   time.Duration // default 1s
	For     time.Duration // default 1m
	Backoff float64       // factor on the wait after every poll; default 1
	At      source.Pos
}

// When is a condition on another probe's response for sending this one.
type When struct {
	Probe  Ref
	Expect *expect.Expectation
	At     source.Pos
}

// Retry resends on transport errors only.
type Retry struct {
	Times int
	Every time.Duration
}

// Finding is a claim about observations.
type Finding struct {
	ID      string
	Claim   string // default: the id in words
	Probes  []Ref  // ids and globs, as written
	Expect  *expect.Expectation
	Unless  *expect.Expectation // nil: none
	Control *Ref                // nil: none
	Labels  []string
	Source  string
	Breaks  []string // whom a breach hurts, and how
	Pending string   // a reason; "" if the finding is judged
	At      source.Pos
}

// Hypothesis is a possible explanation of the findings.
type Hypothesis struct {
	ID, Claim, Then string
	Predicts        []Prediction
	Needs           Needs
	Within          time.Duration
	At              source.Pos
}

// Prediction says that, if the hypothesis is true, the response to a probe (or to each that a glob
// names) meets one of the expectations.
type Prediction struct {
	Probe Ref
	Any   []*expect.Expectation
	At    source.Pos
}

// Needs says what a run must vary to test a hypothesis.
type Needs struct {
	Vantage string
	After   time.Duration
	Secret  string
	Checked string
}

// Item is a question that only a person can answer.
type Item struct {
	ID, Ask, Where string
	Answers        []ItemAnswer
	At             source.Pos
}

// ItemAnswer is a possible answer to an item and its consequences.
type ItemAnswer struct {
	Answer   string
	Refutes  []Ref // hypotheses
	Supports []Ref
	At       source.Pos
}

// Options are the values that the command line and the environment add to a document.
type Options struct {
	Target string
	// Environment names the environment to run against, one that the document declares; "" means
	// that of ASSAY_ENV, otherwise the first.
	Environment string
	Vars        map[string]string // --var overrides --vars, which overrides the document
	// Offered are the values of a Postman environment by their names there, for the vars of that
	// name (userId for user_id); others are passed over. Vars override them.
	Offered map[string]string
	// Secrets names the environment variables of secrets, by their names in the document, over those
	// that it names. A name that it does not declare is passed over.
	Secrets map[string]string
	// SharedVars says that Vars are for several documents: one that this document does not declare
	// is not an error, but one of [Suite].ForeignVars.
	SharedVars bool
	Env        func(string) (string, bool) // nil: the process environment
	// Unsaved returns the text of a document that an editor has changed and not written yet; false
	// for any other path. May be nil.
	Unsaved func(path string) ([]byte, bool)
	// Shared holds what earlier readings of the document have read already. May be nil.
	Shared *expect.Shared
}
