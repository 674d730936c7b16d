package exchange

import (
	"regexp"
	"slices"
	"strings"
	"time"
)

// Observation is what came back for one probe: an answer, a transport error, or
// the reason why nothing was asked. Exactly one of the three:
//
//	Missing         nothing was asked or recorded; it says why
//	Failure != nil  asked, and no whole answer came
//	otherwise       Status and what follows
//
// An observation is read by many judges at once and is not changed after it was
// made; the parsed forms of its body are made once, on first use.
type Observation struct {
	Probe   string   // probe id, with its row: "other-method[basic]"
	Request *Request // as planned: references to secrets unfilled
	Sample  int      // 1-based among the samples of a repeat; 0 without repeat

	Missing Missing
	Failure *Failure

	Status int
	Reason string // reason phrase of the status line
	Proto  string // "HTTP/1.1", "HTTP/2.0"
	Header Header
	Body   []byte // content-decoded (gzip, br, zstd), secrets taken out
	// Size is the number of bytes of the decoded body; SHA256 is over the same
	// bytes, lower-case hex. Where secrets were taken out they are of what was left:
	// those of the body as it came would tell how long a secret is, and let a short
	// one be guessed.
	Size   int64
	SHA256 string
	Cut    Cut // why the body is not whole; "" when it is
	// Odd says, in words for reports, what of the answer is not as its standard has
	// it and was passed over, as browsers do: bytes behind the end of a gzip body, a
	// Location that leads nowhere. Nothing judges it.
	Odd    []string
	Stream *Stream // with Request.Stream
	Hops   []Hop   // redirects followed, first to last
	// Base is what a relative Location starts from: the URL that was asked, captures
	// filled in. Empty: that of Request.
	Base string
	TLS  *TLS

	Sent      time.Time // zero: not known
	Duration  time.Duration
	FirstByte time.Duration
	Attempts  int // sends that this observation took: retries, polls; 0 in replay
	// GaveUp says, in words for reports, why a probe with `until` stopped asking before the
	// answer was the one that it waits for; "" in replay.
	GaveUp string

	// Captured are the values that other probes refer to as ${id.name}, with
	// their types. CaptureError names the first that could not be taken.
	Captured     map[string]any
	CaptureError string

	// Samples are every answer of a repeat, in order of sending; the
	// observation itself is the first.
	Samples []*Observation

	Provenance Provenance
	// Masking says which secrets are known to be masked in it; nil: no expectation of
	// the suite compares with one, or all are.
	Masking *Masking
	// Reported, when not nil, limits what is known of a transcribed answer.
	Reported *Reported

	parsed parsed
}

// Hop is one answer on the way through redirects.
type Hop struct {
	Status   int
	URL      string
	Location string
	Header   Header
}

// TLS is what is known of the connection's security.
type TLS struct {
	Version  string // "1.2", "1.3"
	Subject  string
	Issuer   string
	NotAfter time.Time
}

// Provenance says where an observation comes from.
type Provenance struct {
	Kind string    // "live", "captured", "transcribed"
	At   time.Time // when it was captured; zero when not known
	From string    // the address asked, or the document transcribed from
	Tool string    // version that captured it
	Note string    // reason given with --accept, or a remark of the author
}

// Reported lists what the source of a transcribed answer reported. Everything
// else of the answer is unknown, and an expectation on it is inconclusive.
type Reported struct {
	Status bool
	// StatusAny are the alternatives where the source did not say which:
	// an expectation holds if every one meets it. Empty: Status is the one.
	StatusAny []int
	Body      bool     // the whole body
	JSON      []string // JSONPaths, as written ("$.detail")
	// Headers are the names whose presence, value or absence was reported,
	// lower case; "*" all of them.
	Headers []string
	// HeaderPatterns are the /regex/ names reported, without slashes.
	HeaderPatterns []string
	Timing         bool
}

// KnowsHeader reports whether the source reported the header of that name, its
// presence or its absence. An answer without limits (nil) knows all of them.
func (r *Reported) KnowsHeader(name string) bool {
	if r == nil {
		return true
	}
	name = strings.ToLower(name)
	if slices.Contains(r.Headers, name) || slices.Contains(r.Headers, "*") {
		return true
	}
	return slices.ContainsFunc(r.HeaderPatterns, func(pattern string) bool {
		re, err := regexp.Compile("(?i)" + pattern)
		return err == nil && re.MatchString(name)
	})
}

// Known reports whether an answer came or was recorded.
func (o *Observation) Known() bool { return o != nil && o.Missing.None() && o.Failure == nil }
