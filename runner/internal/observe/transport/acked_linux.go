package transport

import "golang.org/x/sys/unix"

// acknowledged returns the number of bytes that the peer of a TCP socket has acknowledged,
// including the SYN; 0 for another kind of socket.
func acknowledged(fd uintptr) uint64 {
	info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return 0
	}
	return info.Bytes_acked
}
