package redact

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/exchange/sse"
)

// Observation masks secrets in every part of o, in place. It must be called before o is passed on,
// and before its body is parsed. It does not write to slices and maps that o shares with others.
// If the body contained a secret, Size, SHA256 and the headers about them become those of the new
// body (see replaceBody), and so do offsets of stream events.
//
// The request is unchanged: it is as planned, secrets not filled in, and the identity of a
// recorded entry. [Redactor.Scan] finds keys written into the suite itself.
func (r *Redactor) Observation(o *exchange.Observation) {
	if r == nil || r.matcher == nil || o == nil {
		return
	}
	o.Missing = o.Missing.Masked(r.answered)
	if f := o.Failure; f != nil {
		o.Failure = &exchange.Failure{Kind: f.Kind, Message: r.answered(f.Message), Proxy: r.answered(f.Proxy)}
	}
	o.Reason, o.Base = r.answered(o.Reason), r.answered(o.Base)
	o.Header, o.Trailer = r.header(o.Header), r.header(o.Trailer)
	r.bodyOf(o)
	o.Hops = r.hops(o.Hops)
	o.Odd, o.GaveUp = r.texts(o.Odd), r.answered(o.GaveUp)
	if t := o.TLS; t != nil {
		o.TLS = &exchange.TLS{Version: t.Version, Subject: r.String(t.Subject), Issuer: r.String(t.Issuer), NotAfter: t.NotAfter}
	}
	o.Provenance.From, o.Provenance.Note = r.from(o.Provenance.From), r.String(o.Provenance.Note)
	o.CaptureError = r.answered(o.CaptureError)
	if len(o.Captured) > 0 {
		o.Captured, _ = r.Value(o.Captured).(map[string]any)
	}
	for _, s := range o.Samples {
		if s != o {
			r.Observation(s)
		}
	}
}

// from returns an address that was asked, which is that of many, without secrets.
func (r *Redactor) from(address string) string {
	if address == "" {
		return ""
	}
	f := exchange.Field{Value: address} // no header has a field without a name
	if r.isClean(f) {
		return address
	}
	out := r.String(address)
	if out == address {
		r.noteClean(f)
	}
	return out
}

// texts is all without secrets; what is shared with others is not written to.
func (r *Redactor) texts(all []string) []string {
	if len(all) == 0 {
		return all
	}
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = r.answered(s)
	}
	return out
}

// answered returns a text from an answer without secrets and without what the server gave out.
func (r *Redactor) answered(s string) string {
	if s == "" {
		return s
	}
	return replaced(s, merged(r.findAnswered(s)))
}

// bodyOf takes secrets out of the body and, with it, the stream.
func (r *Redactor) bodyOf(o *exchange.Observation) {
	if o.Stream == nil {
		r.text(o)
		return
	}
	if len(o.Body) == 0 {
		o.Stream = r.stream(o.Stream)
		return
	}
	if b := r.pieces(r.events(o.Body)); !bytes.Equal(b, o.Body) {
		replaceBody(o, b)
		o.Stream = again(b, o.Stream)
	}
}

// text takes secrets out of a body in the charset that it is in.
func (r *Redactor) text(o *exchange.Observation) {
	was := exchange.Decode(o.Body, o.Header.Get("Content-Type"))
	now := r.pieces(r.body(was.Text))
	if bytes.Equal(was.Text, now) {
		return
	}
	if body, err := was.Encode(now); err == nil {
		replaceBody(o, body)
		return
	}
	replaceBody(o, now) // it contained bytes invalid in its charset; masking matters more
}

// events is a stream's body without secrets, line by line, so that JSON data stays
// JSON, and then as a whole, for what spans lines.
func (r *Redactor) events(b []byte) []byte {
	if s := string(b); len(r.rules.json) == 0 && len(r.findAnswered(s)) == 0 {
		return b
	}
	out := make([]byte, 0, len(b))
	for rest := b; len(rest) > 0; {
		line, end := rest, len(rest)
		if i := bytes.IndexAny(rest, "\r\n"); i >= 0 {
			line, end = rest[:i], i+1
		}
		field, value := line[:0], line
		if bytes.HasPrefix(line, []byte("data:")) {
			n := len(line) - len(bytes.TrimPrefix(line[len("data:"):], []byte(" ")))
			field, value = line[:n], line[n:]
		}
		out = append(append(out, field...), r.body(value)...)
		out = append(out, rest[len(line):end]...)
		rest = rest[end:]
	}
	return []byte(r.String(string(out)))
}

// again reads a stream's new body; times are those that its events had.
func again(body []byte, old *exchange.Stream) *exchange.Stream {
	p := sse.NewReader(old.Framing, func() time.Duration { return 0 })
	_, _ = p.Write(body)
	s := p.Close(old.Cut)
	s.Silence, s.Closing = old.Silence, old.Closing
	for i := range s.Events {
		if n := len(old.Events); n > 0 {
			s.Events[i].At = old.Events[min(i, n-1)].At
		}
	}
	for i := range s.Stray {
		if n := len(old.Stray); n > 0 {
			s.Stray[i].At = old.Stray[min(i, n-1)].At
		}
	}
	return s
}

// stream is a stream whose body was not kept.
func (r *Redactor) stream(s *exchange.Stream) *exchange.Stream {
	c := *s
	c.Events = slices.Clone(s.Events)
	for i, e := range s.Events {
		c.Events[i].ID, c.Events[i].Type, c.Events[i].Data = r.answered(e.ID), r.answered(e.Type), string(r.body([]byte(e.Data)))
	}
	c.Stray = slices.Clone(s.Stray)
	for i, line := range s.Stray {
		c.Stray[i].Text = string(r.body([]byte(line.Text)))
	}
	c.Unfinished = r.answered(s.Unfinished)
	return &c
}

// header is h without secrets, h itself when it has none.
func (r *Redactor) header(h exchange.Header) exchange.Header {
	changed := false
	for i, f := range h {
		if r.isClean(f) {
			continue
		}
		name, value := f.Name, f.Value
		if hits := issuedIn(name, value, r.findAnswered(value)); len(hits) > 0 {
			value = replaced(value, merged(hits))
		}
		if r.learned != nil || r.matcher.secrets {
			name = r.String(name)
		}
		if r.rules.headers != nil && r.rules.headers[strings.ToLower(f.Name)] {
			value = "${redacted:header}"
		}
		if name == f.Name && value == f.Value {
			r.noteClean(f)
			continue
		}
		if !changed {
			h, changed = append(exchange.Header(nil), h...), true
		}
		h[i] = exchange.Field{Name: name, Value: value}
	}
	return h
}

func (r *Redactor) hops(hops []exchange.Hop) []exchange.Hop {
	if len(hops) == 0 {
		return hops
	}
	out := make([]exchange.Hop, len(hops))
	for i, h := range hops {
		out[i] = exchange.Hop{Status: h.Status, URL: r.answered(h.URL), Location: r.answered(h.Location), Header: r.header(h.Header)}
	}
	return out
}

// Value returns a JSON value from an answer without secrets and without what the server gave out.
// A number that is a secret becomes a string.
func (r *Redactor) Value(v any) any {
	if r == nil || r.matcher == nil {
		return v
	}
	switch v := v.(type) {
	case string:
		return r.answered(v)
	case json.Number:
		if s := r.String(v.String()); s != v.String() {
			return s
		}
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = r.Value(v[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, member := range v {
			out[r.String(k)] = r.member(k, member)
		}
		return out
	}
	return v
}

// member returns the value of a member of an object, as [Redactor.Value] does.
func (r *Redactor) member(name string, v any) any {
	v = r.Value(v)
	s, ok := v.(string)
	if !ok || strings.Contains(s, "${") {
		return v
	}
	if kind := kindAt(name, bare(s)); kind != "" {
		return s[:schemeOf(s)] + issuedMask(kind, bare(s))
	}
	return v
}
