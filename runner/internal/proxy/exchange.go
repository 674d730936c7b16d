package proxy

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/dialect"
	"assay/runner/internal/exchange/sse"
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/origin"
)

// exchanged is an exchange that has ended.
type exchanged struct {
	request  *exchange.Request // method and URL
	header   http.Header
	sent     *tap
	response *http.Response // nil: none came
	received *tap
	began    time.Time
	first    time.Duration // of the response's head
	took     time.Duration
	cut      exchange.Cut
	failed   error  // why no response came
	skipped  string // why it is not recorded

	once sync.Once
	seen *exchange.Observation
}

// exchange returns what is known at the end. The caller holds the lock.
func (x *passage) exchange(at time.Duration, cut exchange.Cut, err error) *exchanged {
	e := &exchanged{
		request: x.request, header: x.header, sent: x.sent, response: x.response, received: x.received,
		began: x.began, first: x.first, took: at, cut: cut,
	}
	switch {
	case err != nil && x.response == nil:
		e.failed = err
	case x.sent.over():
		e.skipped = longRequest
	case !x.sent.whole:
		e.skipped = halfRequest
	}
	return e
}

// size is about the memory that it takes, with what is kept of every exchange.
func (e *exchanged) size() int {
	n := 2<<10 + len(e.request.URL) + len(e.sent.data) + sizeOf(e.header)
	if e.response != nil {
		n += sizeOf(e.response.Header)
	}
	if e.received != nil {
		n += len(e.received.data)
	}
	return n
}

func sizeOf(h http.Header) int {
	n := 0
	for name, values := range h {
		for _, v := range values {
			n += len(name) + len(v)
		}
	}
	return n
}

// streamEnded reports whether the end of a stream came, its end mark or the event that comes last:
// clients leave after it.
func (e *exchanged) streamEnded() bool {
	if e.response == nil {
		return false
	}
	o := e.observation()
	return o.Stream != nil && ended(o.Stream)
}

func ended(s *exchange.Stream) bool {
	return s.Done || len(s.Events) > 0 && s.Unfinished == "" && dialect.EndEvent(s.Events[len(s.Events)-1].Type)
}

// observation returns what a live run would have observed, secrets included. The caller must not
// change it.
func (e *exchanged) observation() *exchange.Observation {
	e.once.Do(func() { e.seen = e.observe() })
	return e.seen
}

func (e *exchanged) observe() *exchange.Observation {
	r := &exchange.Request{Method: e.request.Method, URL: e.request.URL, Header: transport.Fields(e.header), Body: e.sent.data}
	o := &exchange.Observation{
		Request: r, Sent: e.began, Duration: e.took, FirstByte: e.first, Attempts: 1,
		Provenance: exchange.Provenance{Kind: "captured", At: e.began, From: origin.Of(r.URL)},
	}
	if e.response == nil {
		u, _ := url.Parse(r.URL) // as the API was asked
		o.Failure = transport.Failed(u, e.failed)
		return o
	}
	transport.SetHead(o, e.response)
	if len(e.response.Trailer) > 0 && e.cut == "" {
		o.Trailer = transport.Fields(e.response.Trailer)
	}
	if e.received.over() {
		e.cut = exchange.CutLimit
	}
	o.Cut = e.cut
	e.body(o)
	o.Size = int64(len(o.Body))
	return o
}

// body decodes the body of the response, and reads it as a stream if its Content-Type says so.
func (e *exchanged) body(o *exchange.Observation) {
	raw := &arriving{tap: e.received}
	from := transport.Decode(raw, e.response.Header["Content-Encoding"])
	if closer, ok := from.(io.Closer); ok {
		defer closer.Close()
	}
	var body bytes.Buffer
	events := io.Discard
	framing, stream := exchange.FramingOf(o.Header)
	parser := sse.NewReader(framing, func() time.Duration { return raw.now })
	if stream {
		o.Request.Stream, o.Request.Framing = true, framing
		events = parser
	}
	most := int64(e.received.most)
	_, err := io.Copy(io.MultiWriter(&body, events), io.LimitReader(from, most))
	if err == nil {
		var more [1]byte
		if n, _ := from.Read(more[:]); n > 0 {
			o.Cut = exchange.CutLimit // it decodes to more than is kept
		}
	} else if o.Cut == "" { // it is not in the coding that its header names
		body.Reset()
		body.Write(e.received.data)
		o.Odd = []string{transport.Cause(err)}
		stream = false
	}
	if o.Body = body.Bytes(); stream {
		o.Stream = parser.Close(o.Cut)
		if o.Cut == exchange.CutStopped && ended(o.Stream) {
			o.Cut, o.Stream.Cut = "", "" // the client left after the end
		}
	}
}

// kept reports whether a request header is a part of the request for an API: not one that a client
// sends about itself, or that differs on every request.
func kept(name string) bool {
	lower := strings.ToLower(name)
	return !slices.Contains(exchange.VolatileHeaders, lower) && !slices.Contains(clientHeaders, lower) &&
		!slices.ContainsFunc(clientFamilies, func(prefix string) bool { return strings.HasPrefix(lower, prefix) })
}

// clientHeaders are the headers that clients send about themselves or make anew for each request,
// and clientFamilies the beginnings of more: SDKs say their version, language and platform so.
var (
	clientHeaders = []string{
		"user-agent", "x-user-agent", "x-amz-user-agent", "x-ms-useragent", "x-goog-api-client", "x-client-name",
		"x-stripe-client-user-agent", "x-stripe-client-telemetry", "amz-sdk-request", "amz-sdk-invocation-id",
		"idempotency-key", "x-client-request-id", "x-ms-client-request-id",
		"tracestate", "baggage", "sentry-trace", "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
	}
	clientFamilies = []string{"x-stainless-", "anthropic-client-", "x-fern-", "x-b3-"}
)

// fingerprint is made of the method, the URL, the headers that count, and the body. The boundary of
// a form does not count.
func (e *exchanged) fingerprint() fingerprint {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s\n", e.request.Method, e.request.URL)
	body := e.sent.data
	for _, f := range transport.Fields(e.header) {
		if !kept(f.Name) {
			continue
		}
		if boundary := boundaryOf(f.Value); boundary != "" && strings.EqualFold(f.Name, "Content-Type") {
			f.Value = strings.ReplaceAll(f.Value, boundary, "")
			body = bytes.ReplaceAll(body, []byte(boundary), nil)
		}
		fmt.Fprintf(h, "%q: %q\n", strings.ToLower(f.Name), f.Value)
	}
	h.Write(body)
	var sum fingerprint
	h.Sum(sum[:0])
	return sum
}

// boundaryOf returns the boundary of a multipart Content-Type, "" for any other.
func boundaryOf(contentType string) string {
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil || !strings.HasPrefix(media, "multipart/") {
		return ""
	}
	return params["boundary"]
}
