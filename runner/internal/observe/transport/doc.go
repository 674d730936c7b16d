// Package transport sends one filled request and returns its observation. Apart from package
// proxy, it is the only one that opens connections.
//
// Goals: every behavior of a server becomes an observation. A response is kept as far as it came, a
// transport error has its cause, and an unsendable request its reason. Connections are pooled by
// their options, so that a plain request costs the same as with net/http. Non-goals: when, how
// often and whether to send, filling references, redaction; package observe does those.
//
// Because of net/http, a suite cannot choose the order of header fields: they are sent and kept
// sorted by name (the values of one name keep their order); nor the Content-Length: it is always
// that of the body.
//
// This package, not net/http, decides when to resend: net/http would do so silently, and over
// HTTP/2 without limit. conns.go and exchange.go choose the connection of a request and whether to
// resend it. Every send after the first needs permission from the caller, who counts.
//
// Nor does net/http print: its transport writes unexpected bytes of a server, with any secrets in
// them, to Go's standard logger, which a library must not reconfigure. So for HTTP/1.1 this package
// only uses its readers and writers of messages (http1.go), and checks HTTP/2 frames before it sees
// them (http2.go).
//
// A map of the files:
//
//	client.go     Options, Client, Do: one request from start to end
//	reuse.go      the state of a send, in the place of an earlier one's
//	exchange.go   the sends of one request: redirects, a digest challenge,
//	              a lost connection
//	request.go    from an exchange.Request to an http.Request
//	address.go    URLs with stray percent signs
//	redirect.go   the next request of a redirect
//	auth.go       basic credentials, and those of AWS if its signer is linked
//	digest.go     answers to digest challenges
//	jar.go        named cookie jars
//	transport.go  routes, pooled by connection options; dialing
//	open.go       opens a connection: through a proxy, with TLS
//	conns.go      the connections of a route: kept, shared, new
//	conn.go       one of them, and how far an exchange over it came
//	http1.go      an HTTP/1.1 connection: one request and response at a time
//	http2.go      filters HTTP/2 frames for net/http
//	patient.go    a connection that is read after writing fails
//	socket.go     the state of a connection: whether it ended or was read
//	socket_peek.go, socket_blind.go, acked_linux.go, acked_other.go
//	              system calls for it
//	version.go    the server's HTTP version, and invalid statuses
//	proxy.go      the proxy of a request, the environment's included
//	tls.go        TLS options and facts
//	answer.go     from an http.Response to an exchange.Observation
//	body.go       reading a body up to its limit, its deadline or its loss
//	limited.go    the context of one send
//	callers.go    what ends it: the end of its caller, and its deadline
//	decode.go     Content-Encoding: gzip, deflate, and by an import br, zstd; stacked
//	gzip.go       the end of a gzip body
//	stream.go     reading a body as server-sent events
//	failure.go    transport errors by cause, with messages
package transport
