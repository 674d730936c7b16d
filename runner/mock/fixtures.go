package mock

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/origin"
	"assay/runner/internal/secret/redact"
)

// Options says how recorded responses are served. The zero value serves them at once and unchanged.
type Options struct {
	// Timed serves streams at their recorded pace, and other responses after their recorded duration.
	Timed bool
	// Faults are applied in this order. See [Fault].
	Faults []Fault
	// Matches names the parts of a request that must match, for all entries, like `# matches:` of an
	// entry: "method, url, header Authorization, body". If empty, each entry's own applies.
	Matches string
	// Host selects the entries recorded from this host ("llm.chutes.ai"), for a file with several. If
	// empty, and the client's Host is not a recorded one, all entries may match.
	Host string
	// AnyHost lets the RoundTripper return responses whatever scheme and host a request names, as the
	// handler does: for a file recorded at one host and a client that is built for another.
	AnyHost bool
	// Otherwise, if not nil, handles a request that has no recorded response in place of the handler's
	// 501; it can read the request's body. The RoundTripper ignores it.
	Otherwise http.Handler
	// Log, if not nil, is called for every request as its response begins, from many goroutines.
	Log func(Asked)
}

// The headers by which a request selects a response or a fault.
const (
	// ProbeHeader names the only probe whose entries may match.
	ProbeHeader = "Assay-Probe"
	// FaultHeader asks for a fault, as [ParseFault] reads it.
	FaultHeader = "Assay-Fault"
)

// Fixtures holds recorded responses. It is an http.RoundTripper and an http.Handler, safe for
// concurrent use.
type Fixtures struct {
	index   *fixture.Index
	entries int
	matches *fixture.Matches  // of all entries; nil means each entry's own
	hosts   map[string]string // recorded, lower case, and the scheme of each
	words   map[string]bool   // the parts of the recorded paths
	opts    Options
	turns   turns
	gate    *redact.Redactor
}

// Open reads the fixture file at path, a recording (.fixture) or a HAR. The error has every error
// of the file with its place, or says that it cannot be read ([io/fs.ErrNotExist]), that no entry
// is from o.Host, or what is wrong with o.Matches.
func Open(path string, o Options) (*Fixtures, error) {
	f, err := fixture.Open(path)
	if err != nil {
		return nil, err
	}
	var matches *fixture.Matches
	if o.Matches != "" {
		if matches, err = fixture.ParseMatches(o.Matches); err != nil {
			return nil, err
		}
	}
	return of(f, o, matches)
}

// of returns Fixtures with the entries of f.
func of(f *fixture.File, o Options, matches *fixture.Matches) (*Fixtures, error) {
	hosts, words := map[string]string{}, map[string]bool{}
	for _, e := range f.Entries {
		u := e.Observation.Request.URL
		path, _, _ := strings.Cut(pathOf(u), "?")
		for part := range strings.SplitSeq(path, "/") {
			words[part] = true
		}
		if host := origin.Host(u); hosts[host] == "" {
			hosts[host], _, _ = strings.Cut(u, "://")
		}
	}
	if o.Host != "" {
		if hosts[o.Host] == "" {
			return nil, fmt.Errorf("no entry was recorded from the host %q; the hosts are: %v", o.Host, slices.Sorted(maps.Keys(hosts)))
		}
		f = onlyFrom(f, o.Host)
	}
	gate, err := redact.New(nil, redact.Rules{})
	if err != nil {
		return nil, err
	}
	return &Fixtures{
		index: fixture.NewIndex(f), entries: len(f.Entries), matches: matches,
		hosts: hosts, words: words, opts: o, gate: gate,
	}, nil
}

// onlyFrom returns f with the entries of one host only.
func onlyFrom(f *fixture.File, host string) *fixture.File {
	out := &fixture.File{Path: f.Path}
	for _, e := range f.Entries {
		if origin.Host(e.Observation.Request.URL) == host {
			out.Entries = append(out.Entries, e)
		}
	}
	return out
}

// Client returns a client that gets these responses and uses no network.
func (f *Fixtures) Client() *http.Client { return &http.Client{Transport: f} }

// Entries returns the number of recorded responses.
func (f *Fixtures) Entries() int { return f.entries }

// Rewind restarts samples, alternatives and the counts of faults.
func (f *Fixtures) Rewind() { f.turns.rewind() }

// Miss is why a request has no recorded response.
type Miss struct {
	// Why is nil if an entry was found but has no response.
	why  *fixture.Miss
	text string
}

// Error describes the miss in one or more lines: the request, the nearest entry, what differs, and
// what to do. It contains no credential of the request.
func (m *Miss) Error() string { return m.text }

// mostBody is the maximum number of bytes read of a request's body.
const mostBody = 64 << 20

// request converts an application's request for the comparison with entries.
func request(r *http.Request, origin string) (*exchange.Request, error) {
	out := &exchange.Request{Method: r.Method, URL: origin + r.URL.RequestURI()}
	if out.Method == "" {
		out.Method = http.MethodGet
	}
	for _, name := range slices.Sorted(maps.Keys(r.Header)) {
		if name == ProbeHeader || name == FaultHeader {
			continue
		}
		for _, v := range r.Header[name] {
			out.Header = append(out.Header, exchange.Field{Name: name, Value: v})
		}
	}
	if r.Body == nil {
		return out, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, mostBody+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("reading the request's body: %w", err)
	case len(body) > mostBody:
		return nil, fmt.Errorf("the request's body is longer than %d MiB", mostBody>>20)
	}
	out.Body = bytes.Clone(body)
	return out, nil
}

// reply finds the response to a request. sameHost reports that its host is the recorded one. The
// error is a *Miss, or an error of the request itself.
func (f *Fixtures) reply(r *http.Request, asked *exchange.Request, sameHost bool) (*reply, error) {
	ask := fixture.Asking{Probe: r.Header.Get(ProbeHeader), Origin: sameHost, Matches: f.matches}
	entries, miss := f.index.Answers(asked, ask)
	if miss != nil {
		return nil, f.missed(miss, ask)
	}
	faults, err := f.faults(r, entries[0].Probe)
	if err != nil {
		return nil, err
	}
	turn := f.turns.next(entries)
	out := replyOf(turn, faults, f.opts.Timed)
	if out.status == 0 && out.failure == nil {
		return nil, &Miss{text: fmt.Sprintf("never recorded: the entry %q says of its answer neither a status nor an error\n"+
			"record it, or let its response start with HTTP/1.1 and the status", turn.entry.Title())}
	}
	return out, nil
}

// missed returns a miss with the next step, after a last check of what it shows.
func (f *Fixtures) missed(m *fixture.Miss, ask fixture.Asking) *Miss {
	text := m.Error()
	if ask.Probe != "" {
		text += fmt.Sprintf("\nonly entries of %q were looked at (header %s)", ask.Probe, ProbeHeader)
	}
	switch {
	case m.Nearest == nil:
		text += "\nrecord it: a probe of a suite that sends this request, and assay run --record"
	case m.OtherHost && len(m.Differs) == 1:
		text += "\nrecord it at this host, or let any host be met: mock.Options{AnyHost: true}"
	default:
		text += "\nrecord it, or say what of a request counts: `# matches: method, url` in the entry"
	}
	return &Miss{why: m, text: f.gate.String(text)}
}
