package transport

import (
	"errors"
	"net"
	"sync/atomic"
	"syscall"
)

// patient is a connection whose writes do not fail before its reads. A server may answer before it
// has read the request, with 413 for instance, and close: then writing fails although there is a
// response to read, and the connection would seem lost. So patient drops bytes that cannot be
// written, and reading shows the result: the response, or the loss of the connection.
type patient struct {
	net.Conn
	gone atomic.Bool // the peer accepts no more
}

func (p *patient) Write(b []byte) (int, error) {
	if p.gone.Load() {
		return len(b), nil
	}
	n, err := p.Conn.Write(b)
	if err != nil && takesNoMore(err) {
		p.gone.Store(true)
		return len(b), nil
	}
	return n, err
}

// takesNoMore reports whether the peer ended the connection. If so, reading ends too, after the
// bytes sent before.
func takesNoMore(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.ECONNABORTED)
}
