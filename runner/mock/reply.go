package mock

import (
	"context"
	"net/http"
	"slices"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
)

// reply is a recorded response to be sent to a client.
type reply struct {
	entry   *fixture.Entry
	status  int
	failure *exchange.Failure
	header  http.Header
	trailer http.Header // sent behind the body if that is whole
	size    int         // of the whole body, -1 if not known
	stream  bool
	pieces  []fixture.Piece // what is sent of it, with the time of each
	ends    ending
	fault   Fault
	start   time.Time
}

// ending is how a reply ends.
type ending int

const (
	whole ending = iota
	cut          // the connection ends before the body does
	reset        // it is reset there
)

// replyOf makes the reply of an entry. Without timed the times of its pieces are ignored.
func replyOf(t turn, fault Fault, timed bool) *reply {
	o := t.entry.Observation
	r := &reply{
		entry: t.entry, status: t.status, failure: o.Failure, header: headerOf(o),
		size: len(o.Body), stream: o.Stream != nil, fault: fault, start: time.Now(),
		pieces: slices.Clone(fixture.Pieces(o)),
	}
	if o.Cut != "" || o.Stream != nil && o.Stream.Cut != "" {
		r.ends, r.size = cut, -1
	}
	if r.stream {
		r.size = -1
	}
	if !timed {
		for i := range r.pieces {
			r.pieces[i].At = 0
		}
	}
	r.cut(fault)
	if len(o.Trailer) > 0 && r.ends == whole {
		r.trailer, r.size = fieldsOf(o.Trailer), -1 // a length allows none
	}
	if s := o.Stream; timed && r.ends == whole && s != nil && s.Closing.After > 0 {
		r.pieces = append(r.pieces, fixture.Piece{At: s.Events[len(s.Events)-1].At + s.Closing.After}) // nothing comes, and it stays open
	}
	return r
}

// cut removes what comes after the place of the fault.
func (r *reply) cut(f Fault) {
	switch {
	case f.Cut == 0 && f.Reset:
		r.failure, r.ends = &exchange.Failure{Kind: exchange.Reset, Message: "connection reset (a fault that was asked for)"}, reset
		return
	case f.Cut == 0:
		return
	case f.Reset:
		r.ends = reset
	default:
		r.ends = cut
	}
	if r.stream {
		n := f.Cut
		if n == Half {
			n = len(r.pieces) / 2
		}
		r.pieces = r.pieces[:min(n, len(r.pieces))]
		return
	}
	if len(r.pieces) == 0 {
		return
	}
	text, n := r.pieces[0].Body, f.Cut
	if n == Half {
		n = len(text) / 2
	}
	r.pieces[0].Body = text[:min(n, len(text))]
}

// connections lists headers about one connection and one encoding of the body, which a replay sets
// itself.
var connections = []string{
	"Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Te", "Trailer", "Upgrade",
	"Content-Length", "Content-Encoding", "Alt-Svc",
}

func headerOf(o *exchange.Observation) http.Header {
	h := fieldsOf(o.Header)
	length := h.Get("Content-Length")
	for _, name := range connections {
		h.Del(name)
	}
	if o.Request.Method == http.MethodHead && length != "" {
		h.Set("Content-Length", length)
	}
	return h
}

func fieldsOf(all exchange.Header) http.Header {
	h := http.Header{}
	for _, f := range all {
		h.Add(f.Name, f.Value)
	}
	return h
}

// until waits until the time of a piece; it returns false if the client is gone.
func (r *reply) until(ctx context.Context, at time.Duration) bool {
	return pause(ctx, time.Until(r.start.Add(at+r.fault.Delay)))
}

func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// first returns when the head of the reply is due.
func (r *reply) first() time.Duration {
	if len(r.pieces) == 0 {
		return 0
	}
	return r.pieces[0].At
}
