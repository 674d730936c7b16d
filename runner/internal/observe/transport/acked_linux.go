package transport

import "golang.org/x/sys/unix"

// acknowledged is how many bytes the other side of a TCP socket has acknowledged, its
// opening included; 0 for a socket of another kind.
func acknowledged(fd uintptr) uint64 {
	info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO)
	if err != nil {
		return 0
	}
	return info.Bytes_acked
}
