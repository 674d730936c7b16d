package transport

import (
	"net"
	"sync"
	"sync/atomic"
	"syscall"
)

// socket is a connection below TLS and proxies, which can be looked at from outside
// while net/http reads it.
type socket struct {
	net.Conn
	acked   atomic.Uint64 // bytes that the other side had acknowledged when last looked at
	closing sync.Once
	ignored atomic.Bool // set when closed: see Ignored
}

// state is that of a connection between two requests.
type state int

const (
	quiet   state = iota // nothing came
	talking              // bytes came that nobody asked for
	ended                // its end came
)

// look reports what came, without taking it and without waiting. Nobody reads an idle
// connection of HTTP/1.1.
func (s *socket) look() state {
	found, acked := s.peek()
	s.acked.Store(acked)
	return found
}

// Close closes the connection, and notes before how it was left.
func (s *socket) Close() error {
	s.closing.Do(func() {
		found, acked := s.peek()
		s.ignored.Store(found == ended && acked > 0 && acked == s.acked.Load())
	})
	return s.Conn.Close()
}

// Ignored reports, of a closed connection, that the other side ended it and had
// acknowledged by then no byte of what was written since the last look: nobody there
// has read any. False also where the system does not tell.
func (s *socket) Ignored() bool { return s.ignored.Load() }

// peek is what came, and how many bytes the other side has acknowledged; 0 where the
// system does not tell.
func (s *socket) peek() (found state, acked uint64) {
	holder, ok := s.Conn.(syscall.Conn)
	if !ok {
		return quiet, 0
	}
	raw, err := holder.SyscallConn()
	if err != nil {
		return ended, 0
	}
	if err := raw.Control(func(fd uintptr) { found, acked = peek(fd), acknowledged(fd) }); err != nil {
		return ended, 0
	}
	return found, acked
}
