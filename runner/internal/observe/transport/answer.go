package transport

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"assay/runner/internal/exchange"
)

// answered reads the response to its end, or as far as limits, time and the connection allow.
func (x *send) answered(m *message, resp *http.Response) *exchange.Observation {
	first := x.elapsed()
	o := x.observation()
	o.FirstByte = first
	SetHead(o, resp)
	b := x.readBody(resp, first)
	if b.err != nil {
		failed := x.observation()
		failed.Failure = &exchange.Failure{Kind: exchange.Protocol, Message: fmt.Sprintf(
			"%s answered %s, but %s", m.url.Host, resp.Status, b.err)}
		return failed
	}
	x.whole = b.cut == ""
	if x.whole && len(resp.Trailer) > 0 {
		o.Trailer = Fields(resp.Trailer)
	}
	o.Duration = b.ended
	o.Cut, o.Stream, o.Odd = b.cut, b.stream, slices.Concat(x.odd, b.odd)
	o.Body = b.data
	o.Size = int64(len(b.data))
	return o
}

// SetHead sets what an observation has of the head of a response, and of its connection.
func SetHead(o *exchange.Observation, resp *http.Response) {
	o.Status = resp.StatusCode
	o.Reason = reason(resp)
	o.Proto = resp.Proto
	o.Header = Fields(resp.Header)
	o.TLS = facts(resp.TLS)
}

// reason returns the phrase after the status code. HTTP/2 has none; net/http returns the usual one.
func reason(resp *http.Response) string {
	_, phrase, _ := strings.Cut(resp.Status, " ")
	return phrase
}

// Fields returns h sorted by name, the values of a name in order of arrival.
func Fields(h http.Header) exchange.Header {
	out := make(exchange.Header, 0, len(h))
	for name, values := range h {
		for _, v := range values {
			out = append(out, exchange.Field{Name: name, Value: v})
		}
	}
	slices.SortStableFunc(out, func(a, b exchange.Field) int { return strings.Compare(a.Name, b.Name) })
	return out
}
