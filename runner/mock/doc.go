// Package mock gives an application the recorded answers of an API: in Go as an
// http.RoundTripper or an http.Handler, and through `assay serve` in any language.
//
//	recorded, err := mock.Open("fixtures/shop.http", mock.Options{})
//	client := recorded.Client()                // answers without any network
//	server := httptest.NewServer(recorded)     // or over a real connection
//
// The requests are the application's own, not those of probes: which entry answers
// one, and that any key meets ${api_key}, is [fixture.Index.Answers]. What was
// never recorded is an error of the RoundTripper and a 501 of the handler, with
// the nearest entry and what differs; it is never an answer that looks like the
// API's.
//
// Samples of a repeat, and the alternatives of an answer whose source did not say
// which ("401 or 429"), are handed out in turn; after the last one the last stays.
// A stream comes event by event, at once or at its recorded pace. A recorded
// transport error is met as what it was: as the same kind of error from the
// RoundTripper; over a connection as silence (timeout) or as a reset.
//
// Goals: a client's tests meet what the API really said, and faults on demand.
// Non-goals: judging; answering what nobody recorded.
//
// A map of the files:
//
//	fixtures.go   Fixtures and Options: from a request to its reply
//	turns.go      whose turn it is: samples, alternatives, faults that end
//	fault.go      Fault: delay, cut, reset, and how they are written
//	reply.go      a reply as a value: status, headers, pieces, how it ends
//	transport.go  a reply as the answer of an http.RoundTripper
//	handler.go    a reply as the answer of an http.Handler
//	failure.go    recorded transport errors as errors of package net
//	log.go        Asked: one line for each request
package mock
