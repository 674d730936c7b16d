// Package recorded answers calls from fixtures: it has the sender of a replay.
//
// Goals: return an entry as recorded, or Missing with the reason. Nothing can reach the network:
// the transport cannot dial. Non-goals: which entry matches a request (package fixture); samples,
// polls, captures and redaction (package observe).
//
// A map of the files:
//
//	sender.go  Sender: answers a call with the entry recorded for it
package recorded

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"github.com/jarcoal/httpmock"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
)

// Sender returns recorded entries. It is safe for concurrent use.
type Sender struct {
	transport *httpmock.MockTransport
	request   *http.Request // of everything
	fixture   *fixture.Index
	name      string
	masking   *exchange.Masking
}

// everything is the URL that the responder is registered for. One responder serves all entries,
// because httpmock is quadratic in responders; the context of the HTTP request carries the call,
// because fixtures are found by the unfilled text of the planned request.
const everything = "http://fixtures/"

// New returns a sender of the entries of f; nil: nothing was ever recorded. name is the file's
// name in messages, "" if the suite names none. masking describes the secrets that the suite
// compares responses with; nil: it compares with none.
func New(f *fixture.Index, name string, masking *exchange.Masking) *Sender {
	s := &Sender{transport: httpmock.NewMockTransport(), fixture: f, name: name, masking: masking}
	s.transport.RegisterResponder(http.MethodGet, everything, s.respond)
	s.request, _ = http.NewRequestWithContext(context.Background(), http.MethodGet, everything, http.NoBody)
	return s
}

// Send returns the entry recorded for a call: a copy with its Sample and Masking, and the call's
// request. Without an entry it returns Missing. It never sends: the second result is 0.
func (s *Sender) Send(_ context.Context, c exchange.Call) (*exchange.Observation, int) {
	return s.answer(c, s.play), 0
}

// Look is [Sender.Send] without a transport: for who compares with what was recorded, and replays
// nothing.
func (s *Sender) Look(c exchange.Call) *exchange.Observation { return s.answer(c, s.look) }

// answer returns the entry that ask finds for a call.
func (s *Sender) answer(c exchange.Call, ask func(*asked) error) *exchange.Observation {
	if s.fixture == nil {
		return missing(exchange.NeverRecorded, "%s", s.never())
	}
	if !exchange.IsToken(c.Request.Method) {
		return missing(exchange.Unsendable, "the request cannot be sent: net/http: invalid method %q", c.Request.Method)
	}
	a := asking.Get().(*asked) //nolint:forcetypeassert,errcheck // nothing else is in the pool
	defer a.free()
	a.call = c
	switch err := ask(a); {
	case err == nil:
	case a.miss != nil:
		return missing(exchange.NeverRecorded, "%v", a.miss)
	case a.found == nil:
		return missing(exchange.Unsendable, "not replayed: %v", err)
	}
	return a.found.Replayed(a.found.Own(), c.Request, s.masking)
}

// play asks the transport for the entry.
func (s *Sender) play(a *asked) error {
	if a.request == nil {
		a.request = s.request.WithContext(a)
	}
	resp, err := s.transport.RoundTrip(a.request)
	if err == nil {
		resp.Body.Close()
	}
	return err
}

// never says why there are no fixtures at all.
func (s *Sender) never() string {
	if s.name == "" {
		return "never recorded: the suite names no fixtures; let `fixtures:` name a file, then assay run --record"
	}
	return fmt.Sprintf("never recorded: %s does not exist yet; assay run --record writes it", s.name)
}

func missing(kind exchange.MissingKind, format string, args ...any) *exchange.Observation {
	return &exchange.Observation{Missing: exchange.Missing{Kind: kind, Detail: fmt.Sprintf(format, args...)}}
}

// asked is a call, and the entry found for it or the reason why there is none. It is the context
// of its own HTTP request, which never ends: httpmock then starts no goroutines.
type asked struct {
	context.Context
	request  *http.Request
	response http.Response
	call     exchange.Call
	room     fixture.Room
	found    *fixture.Entry
	miss     error
}

var asking = sync.Pool{New: func() any { return &asked{Context: context.Background()} }}

// free gives a back, without what it knows of its call.
func (a *asked) free() {
	a.call, a.found, a.miss = exchange.Call{}, nil, nil
	asking.Put(a)
}

var errNotRecorded = errors.New("not recorded")

// respond is the responder: it returns the response of the entry.
func (s *Sender) respond(req *http.Request) (*http.Response, error) {
	a, ok := req.Context().(*asked)
	if !ok {
		return nil, errors.New("a request that no probe made")
	}
	if err := s.look(a); err != nil {
		return nil, err
	}
	a.response = http.Response{StatusCode: a.found.Observation.Status, Body: http.NoBody, Request: req}
	return &a.response, nil
}

// look finds the entry; the error is that of a recorded failure, too.
func (s *Sender) look(a *asked) error {
	entry, miss := s.fixture.MatchIn(&a.room, a.call.Probe, a.call.Sample, a.call.Request)
	if entry == nil {
		a.miss = miss
		return errNotRecorded
	}
	if a.call.Own && entry.Probe != "" && entry.Probe != a.call.Probe {
		a.miss = fmt.Errorf("never recorded: %q is sent at a time that another answer names, and of its request only the answer to %q is recorded\n"+
			"record it: assay run --record --only '%s'", a.call.Probe, entry.Probe, a.call.Probe)
		return errNotRecorded
	}
	a.found = entry
	if f := entry.Observation.Failure; f != nil {
		return errors.New(f.Message)
	}
	return nil
}
