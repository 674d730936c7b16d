//go:build !linux

package transport

// acknowledged returns 0, "unknown": only Linux is supported.
func acknowledged(uintptr) uint64 { return 0 }
