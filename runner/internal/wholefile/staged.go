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

// Staged is a new file, whole, that has not taken the old one's name yet. One of
// Commit and Drop ends it.
type Staged struct {
	place string
	file  *os.File // open while it has no name
	name  string   // its name until it takes the old one's; "" when it has none
	sync  bool     // bring it to the disk first
	err   error
}

// Stage writes text to a new file that is to take the place of the one at place (see
// [Place]). It is called with the folder's [Lock] held. What went wrong is told by Commit.
func Stage(place string, text []byte) *Staged {
	return stage(place, newMode, true, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
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

// Commit lets the new file take the old one's name. Where it cannot, or where writing
// it failed, the error says so and the old file is as it was.
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

// Drop takes the new file away.
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
	return fmt.Errorf("a new file has no place in %s: %w", filepath.Dir(place), err)
}

// unfinished is the pattern of a new file's name until it takes the old one's.
func unfinished(place string) string {
	return "." + filepath.Base(place) + ".*.tmp"
}

// removeUnfinished takes away what processes that were killed while writing have left.
// It is called with the lock held, so that none of them is still at it.
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

// modeOf is the permissions of the new file: those of the old one, mode where there is
// none. The error says why the old one may not give way.
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

// syncDir makes a rename last through a power cut, where folders can be synced. The
// new file is in place either way.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		d.Close()
	}
}
