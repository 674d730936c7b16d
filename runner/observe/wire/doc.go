// Package wire sends one filled request and gives what came back. It is the only
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
// is always that of the body; an idempotent request that met a pooled connection
// which the server had closed is sent again on a new one, as RFC 9110, section
// 9.2.2 allows.
//
// A map of the files:
//
//	client.go     Options, Client, Do: one request from start to end
//	exchange.go   the sends that one request takes: redirects, a digest challenge
//	request.go    from an exchange.Request to an http.Request
//	redirect.go   what the next request of a redirect keeps
//	auth.go       basic, digest and AWS credentials
//	digest.go     which digest challenge is answered, and how
//	jar.go        named cookie jars
//	transport.go  transports pooled by how they connect; dialing
//	proxy.go      which proxy, the environment's included
//	tls.go        TLS options in, TLS facts out
//	answer.go     from an http.Response to an exchange.Observation
//	body.go       reading a body up to its limit, its deadline or its loss
//	decode.go     Content-Encoding: gzip, deflate, br, zstd, stacked
//	stream.go     reading a body as server-sent events
//	failure.go    transport errors by cause, in words
package wire
