package exchange

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// Observation is what came back for one probe: a response, a transport error, or the reason why
// nothing was sent. It is exactly one of the three:
//
//	Missing         nothing was sent or recorded; it says why
//	Failure != nil  sent, and no complete response came
//	otherwise       Status and what follows
//
// An observation is immutable and may be read from many goroutines; its body is parsed once, on
// first use, and again after Forget.
type Observation struct {
	Probe   string   // probe id, with its row: "other-method[basic]"
	Request *Request // as planned: references to secrets not filled in
	Sample  int      // 1-based among the samples of a repeat; 0 without repeat

	Missing Missing
	Failure *Failure

	Status int
	Reason string // reason phrase of the status line
	Proto  string // "HTTP/1.1", "HTTP/2.0"
	Header Header
	// Trailer holds the fields that came behind the body (RFC 9110, section 6.5), in chunks of
	// HTTP/1.1 or over HTTP/2; none of a body that is not whole.
	Trailer Header
	Body    []byte // content-decoded (gzip, br, zstd), secrets masked
	// Size is the number of bytes of the decoded body; SHA256 is over the same bytes, lower-case hex:
	// of a recording that says so, empty where it is that of Body (see Hash). If secrets were masked,
	// both are of the masked body: those of the original would reveal the length of a secret, and let
	// a short one be guessed.
	Size   int64
	SHA256 string
	Cut    Cut // why the body is not whole; "" when it is
	// Odd lists, in words for reports, where the response departs from its standard and was accepted,
	// as browsers do: bytes after the end of a gzip body, an unusable Location. No finding judges it.
	Odd    []string
	Stream *Stream // with Request.Stream
	Hops   []Hop   // redirects followed, first to last
	// Base is the URL that a relative Location is resolved against: the one requested, captures filled
	// in. If empty, it is that of Request.
	Base string
	TLS  *TLS

	Sent      time.Time // zero: not known
	Duration  time.Duration
	FirstByte time.Duration
	Attempts  int // sends for this observation: retries, polls; 0 in replay
	// GaveUp says, in words for reports, why a probe with `until` stopped polling before its condition
	// was met; "" in replay.
	GaveUp string

	// Shared reports that another document of the run sent the request: a token of OAuth 2.0.
	Shared bool

	// Captured holds the values that other probes refer to as ${id.name}, with their types.
	// CaptureError names the first that could not be captured.
	Captured     map[string]any
	CaptureError string

	// Samples holds every response of a repeat, in order of sending; the observation itself is the
	// first.
	Samples []*Observation

	Provenance Provenance
	// Masking says which secrets are known to be masked in it; nil if no expectation of the suite
	// compares with one, or if all are masked.
	Masking *Masking
	// Reported, if not nil, limits what is known of a transcribed response.
	Reported *Reported

	memo atomic.Pointer[parsed] // may be nil until the body is read; nil once it was forgotten
}

// Released replaces the observation of a probe that nobody reads any more: only findings that hold
// judged it.
var Released = &Observation{}

// Hop is one response in a chain of redirects.
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
	From string    // the address requested, or the document transcribed from
	Tool string    // version that captured it
	Note string    // reason given with --accept, or a remark of the author
}

// Reported lists what the source of a transcribed response reported. Everything else of the
// response is unknown, and an expectation about it is inconclusive.
type Reported struct {
	Status bool
	// StatusAny holds the possible statuses if the source did not say which: an expectation holds if
	// every one meets it. If empty, Status is the status.
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

// Statuses are the alternatives of the status: "401 or 429".
func (r *Reported) Statuses() string {
	out := make([]string, len(r.StatusAny))
	for i, status := range r.StatusAny {
		out[i] = strconv.Itoa(status)
	}
	return strings.Join(out, " or ")
}

// String is what was reported as fixtures have it after "# reported:": "status (401 or 429),
// $.detail, header Retry-After"; "nothing" where no part is known, "" where all are (nil).
func (r *Reported) String() string {
	if r == nil {
		return ""
	}
	var parts []string
	switch {
	case len(r.StatusAny) > 0:
		parts = append(parts, "status ("+r.Statuses()+")")
	case r.Status:
		parts = append(parts, "status")
	}
	parts = append(parts, r.JSON...)
	for _, name := range r.Headers {
		if name == "*" {
			parts = append(parts, "headers")
			continue
		}
		parts = append(parts, "header "+name)
	}
	for _, pattern := range r.HeaderPatterns {
		parts = append(parts, "headers /"+pattern+"/")
	}
	if r.Body {
		parts = append(parts, "body")
	}
	if r.Timing {
		parts = append(parts, "timing")
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// KnowsHeader reports whether the source reported the header of that name, its presence or its
// absence. A nil Reported knows all of them.
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

// Hash returns the SHA-256 of the decoded body, in lower-case hex.
func (o *Observation) Hash() string {
	if o.SHA256 != "" {
		return o.SHA256
	}
	sum := sha256.Sum256(o.Body)
	return hex.EncodeToString(sum[:])
}

// Known reports whether a response came or was recorded.
func (o *Observation) Known() bool { return o != nil && o.Missing.None() && o.Failure == nil }
