//go:build !linux

package cli

// slacken does nothing: only Linux asks how late timers may be.
func slacken() {}

// slackenNext does nothing, likewise.
func slackenNext() (ok bool, unlock func()) { return false, func() {} }
