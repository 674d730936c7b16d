package mock

import (
	"crypto/tls"
	"errors"
	"net"
	"os"
	"syscall"

	"assay/runner/internal/exchange"
)

// failure is a recorded transport error in its own words; to errors.Is and errors.As it is the
// error of a real connection.
type failure struct {
	message string
	cause   error
}

func (f *failure) Error() string { return f.message }

func (f *failure) Unwrap() error { return f.cause }

// Timeout implements net.Error: it reports whether the failure is a timeout.
func (f *failure) Timeout() bool { return errors.Is(f.cause, os.ErrDeadlineExceeded) }

// Temporary implements net.Error; it is always false.
func (f *failure) Temporary() bool { return false }

func errorOf(f *exchange.Failure, host string) error {
	out := &failure{message: f.Message}
	switch f.Kind {
	case exchange.Timeout:
		out.cause = &net.OpError{Op: "read", Net: "tcp", Err: os.ErrDeadlineExceeded}
	case exchange.DNS:
		out.cause = &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	case exchange.Refused:
		out.cause = &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	case exchange.Reset:
		out.cause = &net.OpError{Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET)}
	case exchange.TLSError:
		out.cause = &tls.CertificateVerificationError{Err: errors.New(f.Message)}
	default:
		out.cause = errors.New(f.Message)
	}
	if out.message == "" {
		out.message = out.cause.Error()
	}
	return out
}
