// Package exchange holds the two values that every stage hands on: a [Request],
// which is what a probe sends, and an [Observation], which is what came back.
//
// Both are plain data. A request is complete but for the references that only a
// run can fill (secrets, captures, ${uuid}…), so its text is also its identity
// in a fixture file. An observation is judged, recorded, replayed, compared and
// reported, always the same value; secrets never stand in one, because observe
// takes them out at the door.
//
// A map of the files:
//
//	request.go      Request: method, URL, headers, body, how to connect
//	origin.go       whom a request asks
//	call.go         Call: a request on its way, and the leave for what it takes after that
//	observation.go  Observation: the answer, its timing, what is known of it
//	missing.go      Missing: why there is no observation, and its kinds
//	masking.go      Masking: the secrets that are known to be taken out, or not
//	parsed.go       the body as JSON, parsed once
//	charset.go      a body in its own charset, as text in UTF-8
//	reason.go       a reason on one line
//	copy.go         an observation like another, to be changed
//	header.go       Header: ordered fields, looked up without case
//	cookie.go       the cookies that a header sets
//	cut.go          Cut: why a body is not whole, and who ended it
//	stream.go       Stream and Event: server-sent events with arrival times
//	failure.go      Failure: a transport error and its kind
//	volatile.go     Volatile: the parts that change on every request
package exchange
