// Package response has the keys that judge one part of a response each: status, headers, body,
// time.
//
// Goals: each key is a file with its compiler and its check. Non-goals: JSON, markup and streams
// (packages of their own).
//
// A map of the files:
//
//	status.go      status
//	headers.go     headers
//	trailers.go    trailers
//	cookies.go     cookies
//	body.go        body
//	size.go        size, sha256
//	duration.go    duration
//	redirect.go    redirect
//	connection.go  tls, proto
//	failing.go     error
package response
