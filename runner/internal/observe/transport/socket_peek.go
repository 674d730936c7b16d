//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package transport

import (
	"errors"
	"syscall"
)

// peek returns the state of a socket.
func peek(fd uintptr) state {
	var one [1]byte
	n, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	switch {
	case n > 0:
		return talking
	case errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EINTR):
		return quiet
	}
	return ended
}
