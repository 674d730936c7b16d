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
	written atomic.Uint64 // bytes, in all
	before  atomic.Uint64 // of them, those written at the last look
	closing sync.Once
	ignored atomic.Bool // set when closed: see Ignored
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
// reader.
func (s *socket) look() state {
	s.before.Store(s.written.Load())
	found, _ := s.peek(false)
	return found
}

// Idle reports whether nothing has come over a connection on which nothing is expected: neither its
// end nor a byte. It does not wait, and does not read. It is true if the system does not say.
func Idle(c net.Conn) bool { return (&socket{Conn: c}).look() == quiet }

// Close closes the connection, and records its state before.
func (s *socket) Close() error {
	s.closing.Do(func() {
		found, acked := s.peek(true)
		s.ignored.Store(found == ended && acked > 0 && acked <= s.before.Load()+1) // and the SYN
	})
	return s.Conn.Close()
}

// Ignored reports whether the peer ended a closed connection without acknowledging any byte written
// since the last look, so that it has read none. It is false if the system does not say.
func (s *socket) Ignored() bool { return s.ignored.Load() }

// peek returns the state and, if asked for, the number of bytes that the peer has acknowledged; 0
// if the system does not say.
func (s *socket) peek(count bool) (found state, acked uint64) {
	holder, ok := s.Conn.(syscall.Conn)
	if !ok {
		return quiet, 0
	}
	raw, err := holder.SyscallConn()
	if err != nil {
		return ended, 0
	}
	err = raw.Control(func(fd uintptr) {
		if found = peek(fd); count {
			acked = acknowledged(fd)
		}
	})
	if err != nil {
		return ended, 0
	}
	return found, acked
}
