package proxy_test

import (
	"bufio"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// A kept connection that the API has closed is replaced before anything is written, whatever the
// method, and the body is sent whole: short, or longer than the buffers.
func TestAConnectionThatTheAPIHasClosed(t *testing.T) {
	for _, size := range []int{0, 100, 40 << 10, 1 << 20} {
		closed := make(chan bool)
		f, b := startFickle(t, func(_ int, c net.Conn, _ *bufio.Reader) {
			end(t, c)
			closed <- true
		})
		body := strings.Repeat("x", size)
		c, in := b.dial()
		for n := range 3 {
			if got := post(c, in, body); got != fmt.Sprint(n+1) {
				t.Errorf("%d bytes, request %d: %s", size, n+1, got)
			}
			<-closed
		}
		for _, came := range f.bodies {
			if came != body {
				t.Errorf("%d of %d bytes came", len(came), size)
			}
		}
		if f.asked != 3 {
			t.Errorf("%d requests came", f.asked)
		}
	}
}

// finWait2 is the state of a TCP connection whose end the other side has (RFC 9293, section 3.3.2).
const finWait2 = 5

// end ends a connection for the other side, and returns when it has arrived there.
func end(t *testing.T, c net.Conn) {
	tcp := c.(*net.TCPConn)
	raw, err := tcp.SyscallConn()
	if err == nil {
		err = tcp.CloseWrite()
	}
	for state := uint8(0); err == nil && state != finWait2; runtime.Gosched() {
		_ = raw.Control(func(fd uintptr) {
			var info *unix.TCPInfo
			if info, err = unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
				state = info.State
			}
		})
		if state > finWait2 { // the other side has closed it, too
			return
		}
	}
	if err != nil {
		t.Error(err)
	}
}
