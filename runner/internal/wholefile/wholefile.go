// Package wholefile writes files whole or not at all: whenever a process dies, a file is the old
// one or the new one, and no other file is left.
//
// The new text is written to a file without a name if the system has such files (Linux), otherwise
// to a hidden one in the same folder, flushed to the disk, and only then renamed. Permissions of an
// old file are kept, and a symbolic link still points to it.
//
// Goals: one way to write a file, for everything that Assay writes. Non-goals: databases,
// files that are not regular.
//
// A map of the files:
//
//	wholefile.go      Write, Create, Replace, ReplaceIf, Writable, Rename, Lock
//	staged.go         a new file that has not replaced the old one yet
//	own.go            Own, Inherit: a file that one process adds to
//	unnamed_*.go      files without a name
//	lock_flock.go, lock_other.go one writer at a time in a folder
package wholefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Write replaces the file at path by text, flushed to the disk before it is renamed. A new file
// gets mode 0644.
func Write(path string, text []byte) error { return write(path, newMode, true, texts(text)) }

// WritePrivate is Write for what only the user may read: a new file gets mode 0600.
func WritePrivate(path string, text []byte) error {
	return write(path, 0o600, true, texts(text))
}

// Create is Write for a file that must not be there: the error wraps fs.ErrExist if one is, which
// stays as it is.
func Create(path string, text []byte) error {
	defer Lock(filepath.Dir(path))()
	if _, err := os.Lstat(path); err == nil {
		return &fs.PathError{Op: "create", Path: path, Err: fs.ErrExist}
	}
	return Stage(path, text).Commit()
}

// Replace is Write for a file that must still have the text that it was read with: the error wraps
// ErrChanged if it has another one, which stays.
func Replace(path string, was, text []byte) error {
	return ReplaceIf(path, func(place string) bool { return Has(place, was) }, text)
}

// ReplaceIf is Replace for a file of which same reports whether it is still as it was. It is
// asked last, just before the new file takes its place.
func ReplaceIf(path string, same func(path string) bool, text []byte) error {
	place := Place(path)
	defer Lock(filepath.Dir(place))()
	staged := Stage(place, text)
	if !same(place) {
		return errors.Join(ErrChanged, staged.Drop())
	}
	return staged.Commit()
}

// ErrChanged reports a file that has another text than it was read with.
var ErrChanged = errors.New("another program has changed it meanwhile")

// Has reports whether the file at path has exactly this text.
func Has(path string, text []byte) bool {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(text)) {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	room := make([]byte, min(len(text), 64<<10)+1)
	for {
		n, err := file.Read(room)
		rest, same := bytes.CutPrefix(text, room[:n])
		if text = rest; !same || err != nil {
			return same && len(text) == 0 && errors.Is(err, io.EOF)
		}
	}
}

// WriteFrom is Write for a text that fill writes and that can be made again, such as a report: it
// is not flushed to the disk. If the file cannot be replaced, as a pipe or /dev/stdout, WriteFrom
// writes to it. It returns an error of fill unchanged, and the old file stays.
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

// texts returns the function that writes a text.
func texts(text []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	}
}

const newMode fs.FileMode = 0o644

func write(path string, mode fs.FileMode, sync bool, fill func(io.Writer) error) error {
	place := Place(path)
	unlock := Lock(filepath.Dir(place))
	defer unlock()
	return stage(place, mode, sync, fill).Commit()
}

// Writable checks, leaving nothing behind, whether a [Write] to path could succeed; it returns the
// error that Write would. With mkdir, missing folders above path do not count.
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

// Lock waits until no other process holds the lock of this folder. [Stage] may be called until
// unlock. The lock is on the folder itself and ends with the process; on a file system without
// locks it does nothing, and the last of two writers wins.
func Lock(dir string) (unlock func()) { return lock(dir) }

// Rename gives the file at path another name in its folder, and replaces none: the error wraps
// fs.ErrExist if a file of that name is there. It waits for who writes to the folder.
func Rename(path, name string) error {
	defer Lock(filepath.Dir(path))()
	if _, err := os.Lstat(name); err == nil {
		return &fs.PathError{Op: "rename", Path: name, Err: fs.ErrExist}
	}
	return os.Rename(path, name)
}

// Place returns the file that is written for path: the target of a symbolic link, whether that
// exists or not.
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
