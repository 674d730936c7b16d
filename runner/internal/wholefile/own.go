package wholefile

import (
	"errors"
	"os"
)

// ErrOwned is the error of [Own] for a file that another process owns.
var ErrOwned = errors.New("another process writes to it")

// Own opens the file at path for a writer that adds line after line for long, and empties it. The
// process owns a regular file until it closes it or ends: for others, Own returns ErrOwned and
// leaves the file as it is. On a system or file system without locks anybody may own it. A new file
// gets mode 0644. A pipe or a device is opened, and owned by nobody.
func Own(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, newMode)
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return f, err
	}
	if !own(f) {
		return nil, errors.Join(ErrOwned, f.Close())
	}
	return f, f.Truncate(0)
}

// Inherit calls f if the regular file at path was owned by a process that has ended, and owns it
// meanwhile. On a system without locks nobody knows, and nothing is called.
func Inherit(path string, f func()) {
	info, err := os.Lstat(path)
	if !locks || err != nil || !info.Mode().IsRegular() {
		return
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer file.Close()
	if own(file) {
		f()
	}
}
