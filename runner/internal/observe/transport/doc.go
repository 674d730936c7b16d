// Package transport sends one filled request and gives what came back. It is the only
// package that opens connections.
//
// Goals: whatever a server does becomes an observation. An answer is kept as far
// as it came, a transport error is told by its cause, and what could not be sent
// at all says why. Connections are pooled by how they are made, so that a plain
// request costs what net/http costs. Non-goals: when, how often and whether to
// send, filling references, redaction; those are package observe's.
//
// What net/http decides, and a suite therefore cannot: header fields are sent and
// kept sorted by name (the values of one name keep their order); Content-Length
// is always that of the body.
//
// What it does not decide is when to send again: it would, on its own account,
// without a word, and over HTTP/2 without end. Which connection a request takes, and
// whether it may go out once more, is in conns.go and exchange.go. Every send after
// the first needs the leave of the caller, who counts.
//
// Nor does it print: its transport writes to Go's standard logger what a server sends
// out of turn, the secrets in it too, and a library must not take that logger over. So
// of HTTP/1.1 only its readers and writers of messages are used (http1.go), and the
// frames of HTTP/2 are looked at before it sees them (http2.go).
//
// A map of the files:
//
//	client.go     Options, Client, Do: one request from start to end
//	exchange.go   the sends that one request takes: redirects, a digest challenge,
//	              a connection that was lost
//	request.go    from an exchange.Request to an http.Request
//	address.go    URLs with percent signs that escape nothing
//	redirect.go   what the next request of a redirect keeps
//	auth.go       basic, digest and AWS credentials
//	digest.go     which digest challenge is answered, and how
//	jar.go        named cookie jars
//	transport.go  routes, pooled by how they connect; dialing
//	open.go       one connection: through a proxy, secured
//	conns.go      the connections of a route: kept, shared, dialed anew
//	http1.go      one connection of HTTP/1.1: a request, its answer, and no more
//	http2.go      the frames of HTTP/2 that net/http is to see
//	patient.go    a connection that is read although it cannot be written to
//	socket.go     a connection looked at from outside: has it ended, was it read
//	socket_peek.go, socket_blind.go, acked_linux.go, acked_other.go
//	              what the system tells of it
//	version.go    which HTTP the server speaks, and statuses that are none
//	proxy.go      which proxy, the environment's included
//	tls.go        TLS options in, TLS facts out
//	answer.go     from an http.Response to an exchange.Observation
//	body.go       reading a body up to its limit, its deadline or its loss
//	decode.go     Content-Encoding: gzip, deflate, br, zstd, stacked
//	members.go    where a gzip or zstd body ends
//	stream.go     reading a body as server-sent events
//	failure.go    transport errors by cause, in words
package transport
