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

// Options say how recorded answers are handed out. The zero of it hands them out
// at once, as they were.
type Options struct {
	// Timed gives streams their recorded pace, and other answers the time that
	// they took.
	Timed bool
	// Faults are met by the requests that they name, in this order. See [Fault].
	Faults []Fault
	// Matches says for all entries what a request must share with them, as `# matches:` of an
	// entry does: "method, url, header Authorization, body". Empty: what each entry says.
	Matches string
	// Host leaves only the entries recorded from this host ("llm.chutes.ai"), for a
	// server in front of a file with several. Empty: where the client's Host is
	// none of the recorded ones, all of them are asked.
	Host string
	// Log, when not nil, is told of every request as its answer begins, from many
	// goroutines.
	Log func(Asked)
}

// The headers by which a request asks for something out of turn.
const (
	// ProbeHeader names the probe whose entries alone may answer.
	ProbeHeader = "Assay-Probe"
	// FaultHeader asks for a fault, as [ParseFault] reads it.
	FaultHeader = "Assay-Fault"
)

// Fixtures are recorded answers. They are an http.RoundTripper and an
// http.Handler, for many goroutines.
type Fixtures struct {
	index   *fixture.Index
	entries int
	matches *fixture.Matches  // of all entries; nil: what each says
	hosts   map[string]string // recorded, lower case, and the scheme of each
	words   map[string]bool   // the parts of the recorded paths
	opts    Options
	turns   turns
	gate    *redact.Redactor
}

// Open reads the fixture file at path, .http or .har. The error has every mistake of the
// file with its place, or says that it cannot be read ([io/fs.ErrNotExist]), that no
// entry is from o.Host, or what is wrong with o.Matches.
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

// of hands out the entries of f.
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

// onlyFrom is f with the entries of one host.
func onlyFrom(f *fixture.File, host string) *fixture.File {
	out := &fixture.File{Path: f.Path}
	for _, e := range f.Entries {
		if origin.Host(e.Observation.Request.URL) == host {
			out.Entries = append(out.Entries, e)
		}
	}
	return out
}

// Client is a client that has these answers and no network.
func (f *Fixtures) Client() *http.Client { return &http.Client{Transport: f} }

// Entries is how many answers are handed out.
func (f *Fixtures) Entries() int { return f.entries }

// Rewind starts samples, alternatives and the counts of faults anew.
func (f *Fixtures) Rewind() { f.turns.rewind() }

// Miss is why a request has no recorded answer.
type Miss struct {
	// Why is nil where an entry was found and holds no answer to give.
	why  *fixture.Miss
	text string
}

// Error is the miss in one or more lines: what was asked, the nearest entry, what
// differs, and what to do. It holds no credential of the request.
func (m *Miss) Error() string { return m.text }

// mostBody bounds what is read of a request's body.
const mostBody = 64 << 20

// request is an application's request as entries are held against it.
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

// reply finds the answer to a request. sameHost tells that its host is the
// recorded one's own. The error is a *Miss, or one of the request itself.
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

// missed is a miss with the next step, and the last gate of what it shows.
func (f *Fixtures) missed(m *fixture.Miss, ask fixture.Asking) *Miss {
	text := m.Error()
	if ask.Probe != "" {
		text += fmt.Sprintf("\nonly entries of %q were looked at (header %s)", ask.Probe, ProbeHeader)
	}
	if m.Nearest == nil {
		text += "\nrecord it: a probe of a suite that sends this request, and assay run --record"
	} else {
		text += "\nrecord it, or say what of a request counts: `# matches: method, url` in the entry"
	}
	return &Miss{why: m, text: f.gate.String(text)}
}
