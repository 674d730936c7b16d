package transport

import (
	"errors"
	"net"
	"sync/atomic"
	"syscall"
)

// patient is a connection whose writing fails no sooner than its reading. A server may
// answer before it has read the request, 413 for instance, and close: then writing fails
// while the answer waits to be read, and whoever looks at the writing first takes the
// connection for lost. So what cannot be written any more is dropped, and reading says how
// the exchange went on: with the answer, or with the loss of the connection.
type patient struct {
	net.Conn
	gone atomic.Bool // the other side takes no more
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

// takesNoMore reports whether the other side ended the connection. Where it did,
// reading ends too, with what it sent before.
func takesNoMore(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.ECONNABORTED)
}
