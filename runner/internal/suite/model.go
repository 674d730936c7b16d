package suite

import (
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/source"
)

// Suite is one document, loaded: everything checked, vars filled in, included
// documents merged, document order kept.
type Suite struct {
	File *source.File
	Dir  string // the folder that relative paths start from

	Name, About string
	Target      string // --target and ASSAY_TARGET already applied
	// DeclaredTarget is the document's own target, whatever the command line says.
	DeclaredTarget string
	// Environments are the names of the places that the document can be run against, the
	// default first; Environment is that of this run. Empty where it declares none.
	Environments []string
	Environment  string
	Fixtures     string // path, resolved against Dir; "" none

	Vars    []Var
	Secrets []Secret
	// RunUsed says that something refers to ${run}.
	RunUsed bool
	// VarCredentials are the vars that stand where requests take credentials.
	VarCredentials []VarUse
	Limits         Limits
	Answers        []*Answer
	OpenAPI        string // path, resolved; "" none
	// Shared is what the document's expectations have in common, such as the
	// OpenAPI document once it was read.
	Shared     *expect.Shared
	Volatile   exchange.Volatile
	Redact     Redact
	Ignore     []*Ignored // mutation.ignore
	Probes     []*Probe
	Findings   []*Finding
	Hypotheses []*Hypothesis
	Checklist  []*Item

	// ForeignVars are the names of [Options].Vars that the document does not
	// declare, sorted; always empty without [Options].SharedVars.
	ForeignVars []string
	// Warnings of loading; errors never leave Load.
	Warnings source.Problems
}

// Var is a named scalar: string, json.Number, bool or nil.
type Var struct {
	Name     string
	Value    any // in force: --var, --vars and the environment applied
	Declared any // as the document has it
	// Given says that Value, or a part of it, is not the document's own: it came by
	// --var, --vars or the environment.
	Given bool
	Env   string
	// Make is the text that each run makes a value of, with ${run} and ${uuid} still to
	// fill in; "" where the var has a value. Such a var is referred to by its name
	// until a request is sent, as a secret is; Given says that Value is used instead.
	Make string
	At   source.Pos
}

// Secret is a name for an environment variable. Its value is read only by a
// live run and stands in no other place.
type Secret struct {
	Name, Env string
	At        source.Pos
}

// Limits bound a live run. Zero values mean the default.
type Limits struct {
	Requests    int           // most requests of a run; 0 no bound
	Rate        float64       // requests per second and host; 0 no bound
	Concurrency int           // in flight per host; default 8
	Timeout     time.Duration // per request; default 30s
	Judge       time.Duration // of one expectation; default 10s
	Body        int64         // most bytes read per response; default 10 MiB
	Cooldown    *Cooldown
	// AskWrites keeps probes with risk: writes, and what comes after them, from being
	// sent unless the person who runs the suite allows it.
	AskWrites bool
}

// Cooldown is an answer after which not to ask again for a while.
type Cooldown struct {
	On   *expect.Expectation // a status or an answer
	Wait time.Duration       // 0 where Told is the one
	Told bool                // wait as long as the answer tells,
	// AtMost as long as this, and Else where it tells nothing.
	AtMost, Else time.Duration
	At           source.Pos
}

// Lasts is how long nothing is sent after an answer that tells that its limit resets so
// much later; ok is false where it tells nothing.
func (c *Cooldown) Lasts(told time.Duration, ok bool) time.Duration {
	switch {
	case !c.Told:
		return c.Wait
	case ok:
		return max(0, min(told, c.AtMost))
	}
	return c.Else
}

// Redact adds to what is masked beside the secrets.
type Redact struct {
	Headers []string
	JSON    []string
	Regex   []string
}

// Ignored says of changes of answers that they do not matter to this contract:
// a mutant that all selectors given have in common, and that no finding notices,
// is explained.
type Ignored struct {
	Because   string   // the reason; never ""
	Probes    []Ref    // ids and globs; none: of any probe
	Operators []string // of [MutationOperators]; none: any
	Headers   []string // names
	JSON      []string // JSONPaths: what they select, and what is below it
	At        source.Pos
}

// Answer is a name for an answer that the API is known to give.
type Answer struct {
	ID     string
	Expect *expect.Expectation
	At     source.Pos
}

// Probe is a declared request, before its rows are planned.
type Probe struct {
	ID, About string
	At        source.Pos
	Request   *Request // request: defaults merged in
	Rows      []Row    // each or matrix; nil for a plain probe
	Capture   []Capture
	After     []Ref
	Repeat    *Repeat
	Until     *Until
	Retry     *Retry
	When      *When // nil: sent whatever others are answered
	Wait      *Wait
	Cleanup   bool    // sent last and always, see plan.Plan.Cleanups
	Elsewhere string  // why it does not apply in this environment; "" where it does
	Cost      float64 // default 1
	Risk      string  // "none", "bans", "writes"; default "none"
	// Token says that the suite does not declare the probe itself, but a token that it fetches
	// (auth.oauth2). Globs do not mean it.
	Token bool
}

// Row is one of several probes that an `each` or a `matrix` makes.
type Row struct {
	Name    string // "basic", or "a,b" of a matrix
	Vars    map[string]any
	Request *Request // the probe's request with the row's overlay; nil: no overlay
	At      source.Pos
}

// Ref is an id as written, with its place.
type Ref struct {
	ID string
	At source.Pos
}

// Request is a declared request: its strings may hold any ${reference}.
type Request struct {
	At        source.Pos
	Method    string
	Path, URL string
	// DeclaredURL is the URL (joined to the target) as the document alone gives
	// it, where --target, --var or the environment changed that; "" when not.
	DeclaredURL string
	Query       []Param
	Headers     []Param // Removed: true takes one away
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
	Scheme                       string // "basic", "bearer", "digest", "aws_sigv4"; OAuth 2.0 is a bearer token by then
	User, Password, Token        string
	Region, Service, Key, Secret string
	Session                      string
	FormEncoded                  bool // basic: both are form-encoded first (RFC 6749, section 2.3.1)
	OAuth2                       *OAuth2
	At                           source.Pos
}

// Capture takes a value out of an answer for other probes.
type Capture struct {
	Name string
	// From is "json", "header", "regex", "status", "cookie" or "body"; Arg its argument.
	From, Arg string
	// Part is a regular expression of which the first group is taken out of the text that
	// was found; "": all of it.
	Part string
	// Secret says that the value is a credential by what it is used for, or a token
	// that an authorization server gave out: it is masked as ${probe.name}.
	Secret bool
	// Token says that requests take it as an OAuth 2.0 access token (auth.oauth2). A replay
	// needs none.
	Token bool
	// Text takes the value's text: a number's digits, the JSON of a list.
	Text bool
	At   source.Pos
}

// CapturesSecret reports whether p captures what is used as a credential.
func (p *Probe) CapturesSecret() bool {
	return slices.ContainsFunc(p.Capture, func(c Capture) bool { return c.Secret })
}

// GivesToken reports whether requests take this capture of p as an OAuth 2.0 token.
func (p *Probe) GivesToken(capture string) bool {
	return slices.ContainsFunc(p.Capture, func(c Capture) bool { return c.Token && c.Name == capture })
}

// Repeat asks for several samples of the same request.
type Repeat struct {
	Times       int
	Concurrency int // default 1
	Every       time.Duration
}

// Until polls: the last answer is the observation.
type Until struct {
	Expect  *expect.Expectation
	Every   time.Duration // default 1s
	For     time.Duration // default 1m
	Backoff float64       // factor on the wait after every poll; default 1
	At      source.Pos
}

// When is the answer of another probe that this one is sent after.
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
	Pending string // a reason, "" when the finding is judged
	At      source.Pos
}

// Hypothesis is what would explain the findings.
type Hypothesis struct {
	ID, Claim, Then string
	Predicts        []Prediction
	Needs           Needs
	Within          time.Duration
	At              source.Pos
}

// Prediction is what a probe (or each that a glob names) would be answered, were
// the hypothesis true: any one of the expectations.
type Prediction struct {
	Probe Ref
	Any   []*expect.Expectation
	At    source.Pos
}

// Needs is what a run must vary for a hypothesis to be tested.
type Needs struct {
	Vantage string
	After   time.Duration
	Secret  string
	Checked string
}

// Item is what only a person can look up.
type Item struct {
	ID, Ask, Where string
	Answers        []ItemAnswer
	At             source.Pos
}

// ItemAnswer is what one answer to an item would mean.
type ItemAnswer struct {
	Answer   string
	Refutes  []Ref // hypotheses
	Supports []Ref
	At       source.Pos
}

// Options are what the command line and the environment add to a document.
type Options struct {
	Target string
	// Environment names the place to run against, of those that the document declares; ""
	// is what ASSAY_ENV says, else the first.
	Environment string
	Vars        map[string]string // --var, over --vars, over the document
	// SharedVars says that Vars are meant for several documents: one that this
	// document lacks is no mistake, but one of [Suite].ForeignVars.
	SharedVars bool
	Env        func(string) (string, bool) // nil: the process environment
}
