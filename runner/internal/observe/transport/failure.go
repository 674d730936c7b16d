package transport

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"

	"assay/runner/internal/exchange"
)

// failure describes a transport error by its cause, without the numbers of ephemeral sockets, so
// that the same failure always reads the same.
func (x *send) failure(u *url.URL, err error) *exchange.Failure {
	switch f := violated(u, err); {
	case f != nil:
		return f
	case x.speaksNot(err):
		return failed(exchange.Protocol, "%s does not speak HTTP/%s; %s", u.Host, x.r.HTTP, otherVersion(x.r.HTTP))
	case errors.Is(x.ctx.Err(), context.DeadlineExceeded) || isTimeout(err):
		return failed(exchange.Timeout, "%s gave no answer within %s", u.Host, x.waited())
	}
	return Failed(u, err)
}

// violated describes an error of HTTP itself; nil for any other.
func violated(u *url.URL, err error) *exchange.Failure {
	var status errStatus
	var breach violation
	var stream streamError
	switch {
	case errors.As(err, &status):
		return failed(exchange.Protocol, "%s answered %s", u.Host, status)
	case errors.As(err, &breach):
		return failed(exchange.Protocol, "%s: %s", u.Host, breach)
	case errors.As(err, &stream) && broken[stream.Code] != "":
		return failed(exchange.Protocol, "%s: %s", u.Host, violation{broken[stream.Code]})
	}
	return nil
}

// Failed describes an error of any transport of net/http by its cause, without the numbers of
// ephemeral sockets.
func Failed(u *url.URL, err error) *exchange.Failure {
	var dns *net.DNSError
	var dial *net.OpError
	switch {
	case errors.As(err, &dns):
		return failed(exchange.DNS, "the name %s does not resolve: %s", dns.Name, dns.Err)
	case isTLS(err):
		return failed(exchange.TLSError, "%s: %s%s", u.Host, Cause(err), remedy(err))
	case isTimeout(err):
		return failed(exchange.Timeout, "%s gave no answer in time: %s", u.Host, Cause(err))
	case errors.As(err, &dial) && (dial.Op == "dial" || dial.Op == "socks connect" || dial.Op == "proxyconnect" && !Lost(err)):
		return refused(dial, u, Cause(err))
	case Lost(err):
		return failed(exchange.Reset, "%s ended the connection before it answered: %s", u.Host, Cause(err))
	}
	return failed(exchange.Protocol, "%s: %s", u.Host, Cause(err))
}

func failed(kind exchange.FailureKind, format string, args ...any) *exchange.Failure {
	return &exchange.Failure{Kind: kind, Message: fmt.Sprintf(format, args...)}
}

// waited returns the time that the request had: its own, or the rest of the caller's deadline.
func (x *send) waited() time.Duration {
	if x.caller.Err() == nil {
		return x.timeout
	}
	return x.elapsed().Round(time.Millisecond)
}

func isTimeout(err error) bool {
	var t net.Error
	var dns *net.DNSError
	return errors.As(err, &t) && t.Timeout() && !errors.As(err, &dns)
}

// isTLS reports whether the TLS handshake failed.
func isTLS(err error) bool {
	var (
		verify  *tls.CertificateVerificationError
		record  tls.RecordHeaderError
		alert   tls.AlertError
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
	)
	if errors.As(err, &verify) || errors.As(err, &record) || errors.As(err, &alert) ||
		errors.As(err, &unknown) || errors.As(err, &name) || errors.As(err, &invalid) {
		return true
	}
	s := err.Error()
	return strings.Contains(s, "tls: ") || strings.Contains(s, "server gave HTTP response to HTTPS client")
}

// remedy returns the suite's options for a certificate that does not verify.
func remedy(err error) string {
	var verify *tls.CertificateVerificationError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &plain):
		return "; does it speak HTTP without TLS there, at http://?"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "; who runs the server must renew it; tls.insecure: true accepts it meanwhile"
	case errors.As(err, &name):
		return "; tls.server_name names another host to expect"
	case errors.As(err, &verify):
		return "; tls.ca names a file of authorities to trust, tls.insecure: true trusts any"
	}
	return ""
}

// Lost reports whether err says that the other side ended the connection.
func Lost(err error) bool {
	for _, lost := range []error{io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed,
		syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED} {
		if errors.Is(err, lost) {
			return true
		}
	}
	s := err.Error()
	var stream streamError
	if errors.As(err, &stream) {
		return stream.fromPeer()
	}
	for _, lost := range []string{"server closed idle connection", "client connection lost", "GOAWAY"} {
		if strings.Contains(s, lost) {
			return true
		}
	}
	return false
}

// refused describes a connection that was not made, to the server or to a proxy.
func refused(e *net.OpError, u *url.URL, cause string) *exchange.Failure {
	var inner *net.OpError
	if e.Op == "proxyconnect" && errors.As(e.Err, &inner) {
		f := failed(exchange.Refused, "no connection to the proxy %s: %s", dialed(inner, u), cause)
		f.Proxy = dialed(inner, u)
		return f
	}
	return failed(exchange.Refused, "no connection to %s: %s", dialed(e, u), cause)
}

// dialed returns the address of a failed connection.
func dialed(e *net.OpError, u *url.URL) string {
	if e.Addr != nil && e.Addr.String() != "" {
		return e.Addr.String()
	}
	return u.Host
}

// Cause returns the text of a transport error without the names of sockets.
func Cause(err error) string {
	var sys syscall.Errno
	var path *fs.PathError
	switch {
	case errors.As(err, &path):
		return path.Error()
	case errors.As(err, &sys):
		return sys.Error()
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Op != "remote error" {
		return op.Err.Error()
	}
	switch {
	case errors.Is(err, io.EOF):
		return "end of file"
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "unexpected end"
	}
	text := err.Error()
	for _, lead := range []string{"net/http: ", "HTTP/1.x transport connection broken: ", "http: "} {
		text = strings.TrimPrefix(text, lead)
	}
	return text
}
