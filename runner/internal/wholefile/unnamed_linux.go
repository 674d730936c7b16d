package wholefile

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// unnamed opens a new file for place that has no name and disappears with the process (open(2),
// O_TMPFILE); nil if the file system has no such files.
func unnamed(place string) *os.File {
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		return nil // it could not be given a name
	}
	fd, err := unix.Open(filepath.Dir(place), unix.O_WRONLY|unix.O_TMPFILE|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return nil
	}
	return os.NewFile(uintptr(fd), place)
}

// named gives an unnamed file a name in the folder of place.
func named(f *os.File, place string) (name string, err error) {
	for range 100 {
		name = filepath.Join(filepath.Dir(place), fmt.Sprintf(".%s.%d.tmp", filepath.Base(place), rand.Uint32()))
		err = unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("/proc/self/fd/%d", f.Fd()), unix.AT_FDCWD, name, unix.AT_SYMLINK_FOLLOW)
		if err != unix.EEXIST {
			break
		}
	}
	if err != nil {
		return "", &os.LinkError{Op: "linkat", Old: "a file without a name", New: name, Err: err}
	}
	return name, nil
}
