package wholefile

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Staged is a complete new file that has not replaced the old one yet. Call Commit or Drop to end
// it.
type Staged struct {
	place string
	file  *os.File // open while it has no name
	name  string   // its temporary name; "" if it has none
	sync  bool     // flush it to the disk first
	err   error
}

// Stage writes text to a new file that is to replace the one at place (see [Place]). It is called
// with the folder's [Lock] held. Commit returns its error.
func Stage(place string, text []byte) *Staged {
	return stage(place, newMode, true, texts(text))
}

func stage(place string, mode fs.FileMode, sync bool, fill func(io.Writer) error) *Staged {
	s := &Staged{place: place, sync: sync}
	if mode, s.err = modeOf(place, mode); s.err != nil {
		return s
	}
	removeUnfinished(place)
	f := unnamed(place)
	if f == nil {
		if f, s.err = os.CreateTemp(filepath.Dir(place), unfinished(place)); s.err != nil {
			s.err = noPlace(place, s.err)
			return s
		}
		s.name = f.Name()
	}
	s.file = f
	if s.err = fill(f); s.err == nil {
		s.err = f.Chmod(mode)
	}
	if s.err == nil && sync {
		s.err = f.Sync()
	}
	return s
}

// Commit renames the new file to the old one's name. If that fails, or writing it failed, it
// returns the error, and the old file is unchanged.
func (s *Staged) Commit() error {
	if s.err == nil && s.name == "" {
		s.name, s.err = named(s.file, s.place)
	}
	if s.file != nil {
		s.err = errors.Join(s.err, s.file.Close())
		s.file = nil
	}
	if s.err == nil {
		s.err = os.Rename(s.name, s.place)
	}
	if s.err != nil {
		return errors.Join(s.err, s.Drop())
	}
	if s.sync {
		syncDir(filepath.Dir(s.place))
	}
	return nil
}

// Drop removes the new file.
func (s *Staged) Drop() error {
	if s.file != nil {
		s.file.Close()
		s.file = nil
	}
	if s.name == "" {
		return nil
	}
	if err := os.Remove(s.name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func noPlace(place string, err error) error {
	var about *fs.PathError // of a temporary name, which nobody knows
	if errors.As(err, &about) {
		err = about.Err
	}
	return fmt.Errorf("a new file has no place in %s: %w", filepath.Dir(place), err)
}

// unfinished returns the pattern of temporary names.
func unfinished(place string) string {
	return "." + filepath.Base(place) + ".*.tmp"
}

// removeUnfinished removes temporary files of processes that were killed while writing. It is
// called with the lock held, so that no process is still writing them.
func removeUnfinished(place string) {
	if !locks {
		return
	}
	entries, err := os.ReadDir(filepath.Dir(place))
	if err != nil {
		return
	}
	before, after := "."+filepath.Base(place)+".", ".tmp"
	for _, e := range entries {
		if rest, ok := strings.CutPrefix(e.Name(), before); ok && strings.Trim(rest, "0123456789") == after {
			_ = os.Remove(filepath.Join(filepath.Dir(place), e.Name()))
		}
	}
}

// modeOf returns the permissions of the new file: those of the old one, or mode if there is none.
// The error says why the old one must not be replaced.
func modeOf(place string, mode fs.FileMode) (fs.FileMode, error) {
	old, err := os.Stat(place)
	switch {
	case err != nil:
		return mode, nil //nolint:nilerr // there is none yet, or making the new one tells better
	case !old.Mode().IsRegular():
		return 0, fmt.Errorf("it is no regular file (%s)", old.Mode().Type())
	case old.Mode().Perm()&0o200 == 0:
		return 0, fmt.Errorf("it is read-only (%s): %w", old.Mode().Perm(), fs.ErrPermission)
	}
	return old.Mode().Perm(), nil
}

// syncDir makes a rename survive a power failure, if the system can sync folders. The new file is
// in place either way.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}
