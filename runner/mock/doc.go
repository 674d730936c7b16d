// Package mock serves the recorded responses of an API to an application: in Go as an
// http.RoundTripper or an http.Handler, and through `assay serve` in any language.
//
//	recorded, err := mock.Open("fixtures/shop.fixture", mock.Options{})
//	client := recorded.Client()                // answers without any network
//	server := httptest.NewServer(recorded)     // or over a real connection
//
// The requests are the application's own, not those of probes: [fixture.Index.Answers] finds the
// entry for one, where any key matches ${api_key}. For a request that was never recorded, the
// RoundTripper returns an error and the handler a 501, with the nearest entry and what differs;
// never a response that looks like the API's.
//
// Samples of a repeat, and the alternatives of a response whose source did not say which ("401 or
// 429"), are returned in turn; the last one is then repeated. A stream comes event by event, at
// once or at its recorded pace. A recorded transport error is reproduced: as the same kind of error
// from the RoundTripper; over a connection as silence (timeout) or as a reset.
//
// Goals: a client's tests get the API's real responses, and faults on demand. Non-goals: judging;
// inventing responses.
//
// A map of the files:
//
//	fixtures.go   Fixtures and Options: from a request to its reply
//	turns.go      turns: samples, alternatives, faults that end
//	fault.go      Fault: delay, cut, reset, and how they are written
//	reply.go      a reply as a value: status, headers, pieces, how it ends
//	transport.go  a reply as the response of an http.RoundTripper
//	handler.go    a reply as the response of an http.Handler
//	failure.go    recorded transport errors as errors of package net
//	log.go        Asked: one line for each request
package mock
