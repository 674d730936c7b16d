package report

// The values of Finding.Verdict.
const (
	Holds        = "holds"
	Broken       = "broken"
	Inconclusive = "inconclusive"
	Pending      = "pending"
)

// Version of the JSON result. It changes if a reader of the old one would be misled.
const Version = 1

// Result is a run as a value: all reports are made from it, and --json writes it. A kept result
// suffices to make any report again.
type Result struct {
	Version    int     `json:"version"`
	Tool       string  `json:"tool,omitempty"` // "assay 0.1.0"
	Mode       string  `json:"mode"`           // replay, live, record, drift
	Started    string  `json:"started"`        // RFC 3339
	DurationMS float64 `json:"duration_ms"`
	Requests   int     `json:"requests"` // sent on the network
	Vantage    string  `json:"vantage,omitempty"`
	Job        *Job    `json:"job,omitempty"` // of the CI server that ran it
	Strict     bool    `json:"strict,omitempty"`
	Shard      *Shard  `json:"shard,omitempty"` // the part of a run that this is; nil: the whole
	// Interrupted reports that the run ended early: Ctrl-C, or a panic in Assay itself.
	Interrupted bool `json:"interrupted,omitempty"`
	// FailedFast reports that it stopped at the first broken finding (--fail-fast).
	FailedFast bool `json:"failed_fast,omitempty"`
	// NotSelected counts the findings that --focus, --skip or --label-filter left out, NotRun those
	// that were left out by an early end.
	NotSelected int     `json:"not_selected,omitempty"`
	NotRun      int     `json:"not_run,omitempty"`
	Suites      []Suite `json:"suites"`
}

// Job is a job of a CI server, as its environment names it.
type Job struct {
	Server    string `json:"server"` // "GitHub Actions", "GitLab CI"
	URL       string `json:"url,omitempty"`
	Commit    string `json:"commit,omitempty"` // its hash, whole
	CommitURL string `json:"commit_url,omitempty"`
}

// EndedEarly reports whether findings were left out because the run ended before them.
func (r *Result) EndedEarly() bool { return r.Interrupted || r.FailedFast }

// early says how a run ended early, to precede its result; "" if it did not.
func (r *Result) early() string {
	switch {
	case r.Interrupted:
		return "interrupted: "
	case r.FailedFast:
		return "stopped at the first broken finding (--fail-fast): "
	}
	return ""
}

// where returns the suite's file, the mode of the run, and its target.
func (s *Suite) where(mode string) string {
	where := s.File + ", " + mode
	for _, more := range []string{s.Environment, s.Target} {
		if more != "" {
			where += ", " + more
		}
	}
	return where
}

// Suite is one document of a run.
type Suite struct {
	Suite        string        `json:"suite"`
	About        string        `json:"about,omitempty"`
	File         string        `json:"file"`
	Target       string        `json:"target,omitempty"`
	Environment  string        `json:"environment,omitempty"` // of those that the suite declares
	Fixtures     string        `json:"fixtures,omitempty"`
	Findings     []Finding     `json:"findings"`
	Observations []Observation `json:"observations"`
	Hypotheses   []Hypothesis  `json:"hypotheses,omitempty"`
	Next         []Next        `json:"next,omitempty"`
	// Alike holds groups of standing hypotheses that no experiment of the suite distinguishes.
	Alike [][]string `json:"alike,omitempty"`
	// Together holds those of them that do not contradict each other: all may be true.
	Together [][]string `json:"together,omitempty"`
	// Answers holds the suite's names for answers, if hypotheses use them.
	Answers []NamedAnswer `json:"answers,omitempty"`
	// Stopped says why a live diagnosis ended before it was decided.
	Stopped   string     `json:"stopped,omitempty"`
	Drift     []Drift    `json:"drift,omitempty"`
	Standings []Standing `json:"standings,omitempty"`
	// DriftOf is how many probes were compared with their fixtures.
	DriftOf   int          `json:"drift_of,omitempty"`
	Checklist []Item       `json:"checklist,omitempty"`
	OpenAPI   *APICoverage `json:"openapi,omitempty"`
	Mutation  *Mutation    `json:"mutation,omitempty"`
	History   *History     `json:"history,omitempty"`
	// Cleanup lists the cleanup probes that failed.
	Cleanup []Cleanup `json:"cleanup,omitempty"`
	// Notes are sentences about the run as a whole: fixtures older than
	// --max-age, what was left out of comparisons.
	Notes []string `json:"notes,omitempty"`

	Counts *Tally `json:"-"` // of Findings, most of which are left out: see Options.Counted
	// Each, if not nil, calls write with all observations in their order, as JSON has them; then
	// Observations leaves out those that were let go of: see pipeline.Run.Outlines.
	Each func(write func(any)) `json:"-"`
}

// Cleanup is a probe with cleanup: true that failed: what it should remove may still exist.
type Cleanup struct {
	Probe string `json:"probe"`
	At    Place  `json:"at,omitzero"`
	Why   string `json:"why"` // "answered 500 Internal Server Error", "not sent: …"
}

// Sentence says what failed.
func (c *Cleanup) Sentence() string { return "the cleanup " + c.Probe + " failed: " + c.Why }

// Finding is one spec's verdict.
type Finding struct {
	ID      string `json:"id"` // finding id; the row of a matrix is in Probe
	Claim   string `json:"claim"`
	Probe   string `json:"probe,omitempty"` // "id" or "id[row]"
	Control string `json:"control,omitempty"`
	// Order is the position among the specs of the suite, from 1; 0, left out, where the result has
	// them in their order.
	Order   int      `json:"order,omitempty"`
	At      Place    `json:"at,omitzero"` // file:line:col
	Labels  []string `json:"labels,omitempty"`
	Source  string   `json:"source,omitempty"`
	Breaks  []string `json:"breaks,omitempty"` // whom a breach hurts, and how
	Verdict string   `json:"verdict"`          // holds, broken, inconclusive, pending
	Reason  string   `json:"reason,omitempty"`
	Kind    string   `json:"kind,omitempty"`   // code of the reason: unmet, never_recorded, …
	Decide  string   `json:"decide,omitempty"` // what would turn inconclusive into a verdict
	// Expectations holds the parts of the expectation with their outcomes; empty if only the verdict
	// is shown.
	Expectations []Expectation `json:"expectations,omitempty"`
	Failures     []Failure     `json:"failures,omitempty"`
}

// The values of Expectation.Outcome.
const (
	Met     = "met"
	Unmet   = "unmet"
	Unknown = "unknown"
)

// Expectation is one part of what a finding expects.
type Expectation struct {
	Text    string `json:"text"`             // "status 404"
	Outcome string `json:"outcome"`          // met, unmet, unknown
	Why     string `json:"why,omitempty"`    // why it is unknown
	Failed  int    `json:"failed,omitempty"` // how many of the finding's failures are its own
}

// Failure is one unmet expectation.
type Failure struct {
	At       Place  `json:"at,omitzero"`
	Kind     string `json:"kind,omitempty"` // the key of the unmet expectation: "status", "json"
	Code     string `json:"code,omitempty"` // what is wrong: "absent", "type", "value"
	Path     string `json:"path,omitempty"` // where in the JSON, a normalized path (RFC 9535, section 2.7): "$['detail']"
	Subject  string `json:"subject"`        // in words: "status", "json $.detail"
	Expected string `json:"expected"`
	Actual   string `json:"actual"`
	Detail   string `json:"detail,omitempty"`
	Next     string `json:"next,omitempty"`
	// Fixture is the fixture's value of the same subject if that differs from Actual.
	Fixture string `json:"fixture,omitempty"`
}

// Observation is one probe's exchange for reports; secrets are ${name}.
type Observation struct {
	Probe      string   `json:"probe"`
	Order      int      `json:"order,omitempty"` // as that of a finding, among the probes
	About      string   `json:"about,omitempty"` // the probe's own words
	Request    *Message `json:"request,omitempty"`
	Curl       string   `json:"curl,omitempty"`       // pastes into a shell, secrets as $NAME
	CurlNeeds  []string `json:"curl_needs,omitempty"` // what Curl refers to except secrets
	Status     int      `json:"status,omitempty"`
	Reason     string   `json:"reason,omitempty"`
	Proto      string   `json:"proto,omitempty"`
	Headers    []Field  `json:"headers,omitempty"`
	Trailers   []Field  `json:"trailers,omitempty"`
	Body       string   `json:"body,omitempty"` // cut at 64 KiB; base64 when BodyEncoding says so
	BodyCoding string   `json:"body_encoding,omitempty"`
	BodyCut    string   `json:"body_cut,omitempty"` // why the body is not whole here
	Odd        []string `json:"odd,omitempty"`      // see exchange.Observation
	Size       int64    `json:"size,omitempty"`
	Framing    string   `json:"framing,omitempty"` // of a stream: ndjson, or none where it is server-sent events
	Events     []Event  `json:"events,omitempty"`  // of a long stream the first 100 and the last
	// EventsTotal is how many events and stray lines came, where Events leaves some out.
	EventsTotal int `json:"events_total,omitempty"`
	// SilenceMS is the longest time without a byte of the stream, comments included, SilenceAfter how
	// many events came before it.
	SilenceMS    float64 `json:"silence_ms,omitempty"`
	SilenceAfter int     `json:"silence_after,omitempty"`
	// ClosedMS is how long the response stayed open after the stream's end mark; with StillOpen it was
	// still open then.
	ClosedMS   float64  `json:"closed_ms,omitempty"`
	StillOpen  bool     `json:"still_open,omitempty"`
	Answer     string   `json:"answer,omitempty"`
	Missing    string   `json:"missing,omitempty"`
	Kind       string   `json:"kind,omitempty"`       // code of Missing: never_recorded, no_secret, …
	Error      string   `json:"error,omitempty"`      // kind: timeout, dns, …
	ErrorText  string   `json:"error_text,omitempty"` // the error's own words
	DurationMS float64  `json:"duration_ms,omitempty"`
	FirstByte  float64  `json:"first_byte_ms,omitempty"`
	Sent       string   `json:"sent,omitempty"` // RFC 3339 with milliseconds
	Attempts   int      `json:"attempts,omitempty"`
	GaveUp     string   `json:"gave_up,omitempty"` // why until stopped polling
	Told       *Told    `json:"told,omitempty"`    // the reset of a limit; of samples the latest
	Shared     bool     `json:"shared,omitempty"`  // a token that another suite of the run requested
	Samples    int      `json:"samples,omitempty"`
	Provenance string   `json:"provenance,omitempty"`   // live, captured, transcribed
	Recorded   string   `json:"recorded,omitempty"`     // when captured
	From       string   `json:"from,omitempty"`         // URL, or document transcribed from
	Reported   string   `json:"reported,omitempty"`     // what is known of a transcribed response
	NotMasked  []string `json:"not_masked,omitempty"`   // secrets compared with that had no value when it came
	At         Place    `json:"at,omitzero"`            // of the probe in the suite
	TLS        string   `json:"tls,omitempty"`          // "1.3, issued by …, until …"
	FromCache  bool     `json:"from_history,omitempty"` // taken over from an earlier run
	// Fixture is what was recorded for the same request, if a finding that does not hold judges a live
	// response.
	Fixture *FixtureAnswer `json:"fixture,omitempty"`
}

// Told is the time of a limit's reset that a response names; see docs/limits.md.
type Told struct {
	Header  string  `json:"header"`
	Reading string  `json:"reading"`      // the value with its unit
	WaitMS  float64 `json:"wait_ms"`      // from the response on; negative for the past; at most 292 years either way
	At      string  `json:"at,omitempty"` // by the clock here; left out if the response has no time
}

// FixtureAnswer is a recorded response, to be compared with the live one.
type FixtureAnswer struct {
	Status     int     `json:"status,omitempty"`
	Reason     string  `json:"reason,omitempty"`
	Headers    []Field `json:"headers,omitempty"`
	Trailers   []Field `json:"trailers,omitempty"`
	Body       string  `json:"body,omitempty"` // as Observation.Body
	BodyCoding string  `json:"body_encoding,omitempty"`
	BodyCut    string  `json:"body_cut,omitempty"`
	Error      string  `json:"error,omitempty"`      // recorded transport error: its kind
	Provenance string  `json:"provenance,omitempty"` // captured, transcribed
	Recorded   string  `json:"recorded,omitempty"`   // when captured
	From       string  `json:"from,omitempty"`
	Reported   string  `json:"reported,omitempty"` // what is known of a transcribed response
}

// Message is a request for reports.
type Message struct {
	Method  string  `json:"method"`
	URL     string  `json:"url"`
	Headers []Field `json:"headers,omitempty"`
	Body    string  `json:"body,omitempty"`
}

// Field is a header line.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Event is one event of a stream.
type Event struct {
	AtMS float64 `json:"at_ms"`
	Type string  `json:"type,omitempty"`
	Data string  `json:"data"` // cut at 4 KiB
	// Number is its number among all events and stray lines, from 1, if some are left out.
	Number int `json:"number,omitempty"`
	// Stray reports that it is a stray line: not part of an event stream.
	Stray bool `json:"stray,omitempty"`
}

// Hypothesis is one explanation and its status.
type Hypothesis struct {
	ID      string    `json:"id"`
	Claim   string    `json:"claim"`
	Status  string    `json:"status"` // refuted, supported, consistent, untested
	Because []Because `json:"because,omitempty"`
	// Untold holds predictions that a response neither meets nor contradicts.
	Untold []Untold `json:"untold,omitempty"`
	// Unconfirmed holds unobserved predictions of a standing hypothesis, and why.
	Unconfirmed []Untold `json:"unconfirmed,omitempty"`
	Needs       string   `json:"needs,omitempty"` // what a run must still vary to test it
	Then        string   `json:"then,omitempty"`
	Warning     string   `json:"warning,omitempty"` // observations far apart in time, or of unknown time
	At          Place    `json:"at,omitzero"`
}

// The values of Hypothesis.Status.
const (
	Refuted    = "refuted"
	Supported  = "supported"
	Consistent = "consistent"
	Untested   = "untested"
)

// Because compares one prediction with what came.
type Because struct {
	Probe     string `json:"probe,omitempty"`
	Item      string `json:"item,omitempty"`
	Predicted string `json:"predicted"`
	Came      string `json:"came"`
	Agrees    bool   `json:"agrees"`
	// Vantage, When and Provenance say where, when and how it was observed.
	Vantage    string `json:"vantage,omitempty"`
	When       string `json:"when,omitempty"`
	Provenance string `json:"provenance,omitempty"`
	At         Place  `json:"at,omitzero"` // of the prediction in the suite
}

// NamedAnswer is a suite's name for an answer, with an example.
type NamedAnswer struct {
	ID      string `json:"id"`
	Example string `json:"example,omitempty"` // "429, Content-Type: text/html, body …"
}

// Untold is a prediction that a response leaves open.
type Untold struct {
	Probe string `json:"probe"`
	Why   string `json:"why"`
}

// Next is a proposed experiment.
type Next struct {
	Probe string `json:"probe,omitempty"`
	// With lists the probes sent with it, because it is compared with them or depends on them.
	With     []string `json:"with,omitempty"`
	Request  string   `json:"request,omitempty"` // method and URL of Probe
	Ask      string   `json:"ask,omitempty"`     // question of Item
	Where    string   `json:"where,omitempty"`
	Item     string   `json:"item,omitempty"`
	Vary     string   `json:"vary,omitempty"` // "another network", "24h later", "a second key"
	Requests int      `json:"requests"`
	Cost     float64  `json:"cost,omitempty"`
	Risk     string   `json:"risk,omitempty"` // bans, writes, unauthenticated
	// If is the outcome assumed for the preceding experiment.
	If     string   `json:"if,omitempty"`
	Splits []string `json:"splits"` // hypotheses that it distinguishes
	// Outcomes says what each response would refute.
	Outcomes []NextOutcome `json:"outcomes,omitempty"`
}

// NextOutcome is one possible outcome of an experiment.
type NextOutcome struct {
	Answer  string   `json:"answer"`
	Refutes []string `json:"refutes"`
	Leaves  []string `json:"leaves"`
}

// Drift is one difference between a fixture and a live response.
type Drift struct {
	Probe string `json:"probe"`
	Class string `json:"class"` // breaking, additive, value, volatile, timing
	Path  string `json:"path"`  // "status", "header X-Y", "$.detail"
	Was   string `json:"was"`
	Is    string `json:"is"`
	Note  string `json:"note,omitempty"`
}

// Standing is a finding, its fixture and a live response that do not agree.
type Standing struct {
	Finding string        `json:"finding"`
	Claim   string        `json:"claim"`
	Probe   string        `json:"probe,omitempty"`
	At      Place         `json:"at,omitzero"`
	So      string        `json:"so"` // contract broken, fixture stale, both, never held
	Rows    []StandingRow `json:"rows"`
}

// StandingRow is one point of their disagreement.
type StandingRow struct {
	Path    string `json:"path"`
	Says    string `json:"says,omitempty"` // the finding; empty: nothing
	Fixture string `json:"fixture"`
	Now     string `json:"now"`
}

// Item is a checklist item.
type Item struct {
	ID       string `json:"id"`
	Ask      string `json:"ask"`
	Where    string `json:"where,omitempty"`
	Answer   string `json:"answer,omitempty"`
	Answered string `json:"answered,omitempty"` // RFC 3339
	At       Place  `json:"at,omitzero"`
}
