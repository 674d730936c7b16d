package transport

import (
	"net"
	"sync"
	"sync/atomic"
	"syscall"
)

// socket is a connection below TLS and proxies, which can be inspected while net/http reads it.
type socket struct {
	net.Conn
	raw     syscall.RawConn // nil: the system does not say anything of it
	looking peeked          // of look
	written atomic.Uint64   // bytes, in all
	before  atomic.Uint64   // of them, those written at the last look
	closing sync.Once
	ignored atomic.Bool // set when closed: see Ignored
}

func newSocket(c net.Conn) *socket {
	s := &socket{Conn: c}
	if holder, ok := c.(syscall.Conn); ok {
		s.raw, _ = holder.SyscallConn()
	}
	return s
}

// Write writes b, and counts it.
func (s *socket) Write(b []byte) (int, error) {
	n, err := s.Conn.Write(b)
	s.written.Add(uint64(n)) //nolint:gosec // never negative
	return n, err
}

// state is the state of a connection between two requests.
type state int

const (
	quiet   state = iota // nothing came
	talking              // bytes came without a request
	ended                // its end came
)

// look returns the state without reading and without waiting. An idle HTTP/1.1 connection has no
// reader. It is called by one goroutine at a time.
func (s *socket) look() state {
	s.before.Store(s.written.Load())
	return s.looking.at(s.raw)
}

// Idle reports whether nothing has come over a connection on which nothing is expected: neither its
// end nor a byte. It does not wait, and does not read. It is true if the system does not say.
func Idle(c net.Conn) bool { return newSocket(c).look() == quiet }

// Close closes the connection, and records its state before.
func (s *socket) Close() error {
	s.closing.Do(func() {
		p := peeked{count: true}
		s.ignored.Store(p.at(s.raw) == ended && p.acked > 0 && p.acked <= s.before.Load()+1) // and the SYN
	})
	return s.Conn.Close()
}

// Ignored reports whether the peer ended a closed connection without acknowledging any byte written
// since the last look, so that it has read none. It is false if the system does not say.
func (s *socket) Ignored() bool { return s.ignored.Load() }

// peeked is the state of a socket and, if asked for, the number of bytes that the peer has
// acknowledged; 0 if the system does not say. It is used again: each look has a request before it.
type peeked struct {
	count bool
	found state
	acked uint64
	fill  func(fd uintptr)
}

// at returns the state of a socket now.
func (p *peeked) at(raw syscall.RawConn) state {
	if raw == nil {
		return quiet
	}
	if p.fill == nil {
		p.fill = func(fd uintptr) {
			if p.found = peek(fd); p.count {
				p.acked = acknowledged(fd)
			}
		}
	}
	if err := raw.Control(p.fill); err != nil {
		p.acked = 0
		return ended
	}
	return p.found
}
