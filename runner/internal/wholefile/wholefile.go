// Package wholefile writes files whole or not at all: whenever a process dies, a
// file is the old one or the new one, and nothing is left beside it.
//
// The new text is written to a file without a name where the system has such (Linux),
// otherwise to a hidden one beside the old, brought to the disk, and only then takes the
// old one's name. Permissions of an old file are kept, and a symbolic link
// keeps pointing at it.
//
// Goals: one way to write a file, for everything that Assay writes. Non-goals:
// appending, databases, what is no regular file.
//
// A map of the files:
//
//	wholefile.go      Write, Writable, Lock
//	staged.go         a new file that has not taken the old one's name yet
//	unnamed_*.go      files without a name
//	lock_*.go         one writer at a time in a folder
package wholefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write puts text in the place of the file at path, on the disk before it takes the old
// one's name. A new file gets mode 0644.
func Write(path string, text []byte) error {
	return write(path, newMode, true, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

// WriteFrom is Write for a text that fill makes and that can be made again, such as a
// report: it is left to the system when it reaches the disk. What cannot be replaced, a
// pipe or /dev/stdout, is written to. An error of fill is returned as it is, and the
// old file stays.
func WriteFrom(path string, fill func(io.Writer) error) error {
	if InPlace(path) {
		return writeInPlace(path, fill)
	}
	return write(path, newMode, false, fill)
}

// InPlace reports whether at path is a pipe or a device, which a new file cannot replace
// and [WriteFrom] writes to.
func InPlace(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

func writeInPlace(path string, fill func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(fill(f), f.Close())
}

const newMode fs.FileMode = 0o644

func write(path string, mode fs.FileMode, sync bool, fill func(io.Writer) error) error {
	place := Place(path)
	unlock := Lock(filepath.Dir(place))
	defer unlock()
	return stage(place, mode, sync, fill).Commit()
}

// Writable finds out, leaving nothing behind, whether a [Write] to path has a chance; the
// error is what it would fail with. Folders that are missing above path do not
// count where mkdir says that they will be made.
func Writable(path string, mkdir bool) error {
	place := Place(path)
	if _, err := modeOf(place, newMode); err != nil {
		return err
	}
	dir := filepath.Dir(place)
	for {
		info, err := os.Stat(dir)
		if err == nil && !info.IsDir() {
			return fmt.Errorf("%s is no folder", dir)
		}
		if above := filepath.Dir(dir); mkdir && errors.Is(err, fs.ErrNotExist) && above != dir {
			dir = above
			continue
		}
		break
	}
	tmp, err := os.CreateTemp(dir, unfinished(place))
	if err != nil {
		return noPlace(filepath.Join(dir, filepath.Base(place)), err)
	}
	name := tmp.Name()
	err = tmp.Close()
	if gone := os.Remove(name); gone != nil && !errors.Is(gone, fs.ErrNotExist) { // a Write at the same time may remove it too
		err = errors.Join(err, gone)
	}
	return err
}

// Lock waits until no other process writes files whole in this folder. Between it and
// unlock [Stage] may be used. The lock is the folder's own and ends with the process;
// where a file system has no locks, there is none, and the last of two writers wins.
func Lock(dir string) (unlock func()) { return lock(dir) }

// Place is the file that is written for path: what a symbolic link points at,
// whether that exists or not.
func Place(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	if to, err := os.Readlink(path); err == nil {
		if filepath.IsAbs(to) {
			return to
		}
		return filepath.Join(filepath.Dir(path), to)
	}
	return path
}
