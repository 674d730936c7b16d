// Package exchange holds the two values that every stage passes to the next: a [Request], which a
// probe sends, and an [Observation], which came back.
//
// Both are plain data. A request is complete except for the references that only a run can fill
// (secrets, captures, ${uuid}…), so its text is also its identity in a fixture file. The same
// observation is judged, recorded, replayed, compared and reported; it never contains secrets,
// because observe masks them on arrival.
//
// A map of the files:
//
//	request.go      Request: method, URL, headers, body, how to connect
//	origin.go       the origin that a request is sent to
//	call.go         Call: a request on its way, and the permission for further sends
//	observation.go  Observation: the response, its timing, what is known of it
//	missing.go      Missing: why there is no observation, and its kinds
//	masking.go      Masking: which secrets are known to be masked
//	parsed.go       the body as JSON, parsed once
//	charset.go      a body in its own charset, as text in UTF-8
//	reason.go       a reason on one line
//	copy.go         copies of an observation, to be changed
//	reuse.go        observations made in the place of others
//	outline.go      Outline: what is still told of an observation that was let go of
//	same.go         observations that are judged alike
//	header.go       Header: ordered fields, names compared without case
//	cookie.go       the cookies that a header sets
//	cut.go          Cut: why a body is not whole, and who ended it
//	stream.go       Stream and Event: server-sent events with arrival times
//	failure.go      Failure: a transport error and its kind
//	volatile.go     Volatile: the parts that change on every request, and presets of them
package exchange
