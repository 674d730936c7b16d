//go:build linux

package transport

import (
	"io"
	"net"
	"testing"
)

// A peer that ended a connection has ignored a request if it acknowledged nothing of it: what it
// acknowledged of earlier ones does not count.
func TestIgnored(t *testing.T) {
	for name, c := range map[string]struct {
		receives bool // a byte of the request, and acknowledges it all
		want     bool
	}{
		"ended before": {false, true},
		"ended after":  {true, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, peer := connected(t)
			exchanged(t, s, peer)
			if got := s.look(); got != quiet {
				t.Fatalf("before the request: %d", got)
			}
			if c.receives {
				write(t, s, "second")
				read(t, peer, 1)
				write(t, peer, "x") // with the acknowledgment
				read(t, s, 1)
			}
			peer.Close()
			if !c.receives {
				if n, err := s.Read(make([]byte, 1)); err == nil {
					t.Fatalf("%d bytes came", n)
				}
				write(t, s, "second")
			}
			for { // until the reset
				if _, err := s.Write([]byte("x")); err != nil {
					break
				}
			}
			s.Close()
			if got := s.Ignored(); got != c.want {
				t.Errorf("ignored: %t, want %t", got, c.want)
			}
		})
	}
}

// A connection that its client closes was not ignored.
func TestNotIgnored(t *testing.T) {
	s, peer := connected(t)
	exchanged(t, s, peer)
	s.look()
	s.Close()
	if s.Ignored() {
		t.Error("ignored by a peer that is there")
	}
}

// connected returns a connection and the peer's end of it.
func connected(t *testing.T) (*socket, net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	peer, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { peer.Close() })
	return newSocket(c), peer
}

// exchanged has a first request answered.
func exchanged(t *testing.T, s *socket, peer net.Conn) {
	t.Helper()
	write(t, s, "first")
	read(t, peer, len("first"))
	write(t, peer, "answer")
	read(t, s, len("answer"))
}

func write(t *testing.T, c net.Conn, text string) {
	t.Helper()
	if _, err := io.WriteString(c, text); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, c net.Conn, n int) {
	t.Helper()
	if _, err := io.ReadFull(c, make([]byte, n)); err != nil {
		t.Fatal(err)
	}
}
