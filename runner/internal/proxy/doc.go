// Package proxy stands between a client and one API: it passes every request on, and records what
// passed as a suite and its fixtures.
//
// A client's base URL is swapped for the proxy's. A response goes to the client piece by piece, as
// it arrives; meanwhile it is kept up to a bound, and once it has ended it is decoded, masked and
// written by one goroutine, away from the client. The suite and its fixtures are whole files at any
// time: they are replaced soon after an exchange has ended, at most for a twentieth of the time.
//
// Requests that are equal make one probe. Its recording is the first response, or the first success
// after refusals; what differs in later ones is noted as varying, as it is between two recordings.
//
// Goals: a client notices nothing but the address; no secret in a known place, and none that is
// shaped like a key, reaches the disk; memory is bounded for each exchange. Non-goals: proxies for
// every host (CONNECT), changing what passes, recording what is not HTTP after an upgrade.
//
// A map of the files:
//
//	proxy.go     Proxy: an http.Handler in front of one API
//	forward.go   a request as it goes to the API, and the errors of that
//	upstream.go  the connections to the API
//	roundtrip.go one exchange with the API, observed
//	tap.go       what is kept of a body while it passes
//	exchange.go  what passed, as an observation
//	hold.go      Limits: requests that are held back
//	recorder.go  Recorder: what passed, and when it is written
//	repeats.go   equal requests, and what differs between their responses
//	draft.go     the suite and its fixtures
//	files.go     its files, and what becomes of those that somebody changes
//	gate.go      the last check of both for secrets
//	answers.go   Answers: recorded responses first, the API for the rest
package proxy
