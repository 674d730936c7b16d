package transport

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// errVersion is the error of a TLS server that did not agree (RFC 7301) to the only version that
// the request allows.
type errVersion struct{ agreed string }

func (e errVersion) Error() string {
	if e.agreed == "" {
		return "it negotiated no version"
	}
	return fmt.Sprintf("it negotiated %q", e.agreed)
}

// onlyHTTP2 rejects a connection whose server did not agree to HTTP/2. net/http would continue with
// HTTP/1.1.
func onlyHTTP2(s tls.ConnectionState) error {
	if s.NegotiatedProtocol != "h2" {
		return errVersion{s.NegotiatedProtocol}
	}
	return nil
}

// speaksNot reports whether a server lacks the only version that x allows. The error text of
// net/http depends on what it noticed first.
func (x *send) speaksNot(err error) bool {
	if x.r.HTTP == "" {
		return false
	}
	if _, ok := errors.AsType[errVersion](err); ok || errors.Is(err, errEnded) {
		return true
	}
	s := err.Error()
	return strings.Contains(s, "looked like an HTTP/1.1 header") || strings.Contains(s, "unexpected ALPN protocol") ||
		strings.Contains(s, "no application protocol") || strings.Contains(s, "http2: client conn could not be established")
}

// otherVersion returns the version that a suite can use instead.
func otherVersion(version string) string {
	if version == "2" {
		return "ask for http: 1.1, or leave http out"
	}
	return "ask for http: 2, or leave http out"
}

// streamError is the end of an HTTP/2 stream from net/http. Its own type is not exported, but
// converts to a type with these fields.
type streamError struct {
	StreamID uint32
	Code     uint32
	Cause    error
}

func (e streamError) Error() string { return fmt.Sprintf("HTTP/2 stream error, code %#x", e.Code) }

// fromPeer reports whether the server ended the stream (RST_STREAM). Otherwise the
// client did, because of what the server sent.
func (e streamError) fromPeer() bool {
	return e.Cause != nil && e.Cause.Error() == "received from peer" && broken[e.Code] == ""
}

// errStatus is the error of a status that is not three digits (RFC 9110, section 15).
type errStatus struct{ text string }

func (e errStatus) Error() string {
	return fmt.Sprintf("the status %q, which is not three digits (RFC 9110, section 15)", e.text)
}

// checkStatus rejects invalid statuses that net/http accepts: -20 and +20 in HTTP/2, and 000, which
// would look like no status.
func checkStatus(resp *http.Response) error {
	text, _, _ := strings.Cut(resp.Status, " ")
	if text == "" { // the caller's own transport
		text = fmt.Sprintf("%03d", resp.StatusCode)
	}
	if len(text) == 3 && resp.StatusCode > 0 && strings.Trim(text, "0123456789") == "" {
		return nil
	}
	return errStatus{text}
}
