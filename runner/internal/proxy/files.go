package proxy

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"assay/runner/internal/fixture"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/wholefile"
)

// Edited says what becomes of a file of the recording that does not go on.
type Edited struct {
	Path string
	Next string // the suite in which the recording goes on
	// Masked is set where the file held a secret that is known only now. Err says why that still
	// stands there.
	Masked bool
	// Unread is set where the file was left before, and secrets are no longer looked for in it; Err
	// says why.
	Unread bool
	// Removed is set where the recording removed both files, as a secret that is known only now
	// stands in all that it could write.
	Removed bool
	Err     error
}

// files are the two files of a recording, and those that it left to somebody who changed them.
type files struct {
	suite string // its path
	// The texts that this recording wrote last; nil: it wrote none yet.
	suiteText, fixturesText *digest

	former   []*former
	standing bool     // a secret stands in one that cannot be written now, which was told
	events   []Edited // not told yet
}

// former is a file of the recording that is somebody else's now.
type former struct {
	path    string
	failing bool // it could not be read, or a secret in it not be masked, which was told
}

// digest identifies a text.
type digest [sha256.Size]byte

func (f *files) fixtures() string { return fixturesOf(f.suite) }

// forWrite returns a copy for another goroutine. The original is not used until that has ended.
func (f *files) forWrite() files {
	out := *f
	out.former = slices.Clone(f.former)
	return out
}

// told returns the events that were not told yet.
func (f *files) told() []Edited {
	out := f.events
	f.events = nil
	for i := range out {
		out[i].Next = f.suite // another one than was free at first, if that was taken
	}
	return out
}

// own returns the files that this recording wrote, with the texts.
func (f *files) own() map[string]*digest {
	out := map[string]*digest{f.suite: f.suiteText, f.fixtures(): f.fixturesText}
	maps.DeleteFunc(out, func(_ string, text *digest) bool { return text == nil })
	return out
}

// remove removes the files that this recording wrote.
func (f *files) remove() error {
	own := f.own()
	for path := range own {
		if err := os.Remove(wholefile.Place(path)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing %s, which shows a secret: %w", path, err)
		}
	}
	if len(own) > 0 {
		f.events = append(f.events, Edited{Path: f.suite, Removed: true})
	}
	f.suiteText, f.fixturesText = nil, nil
	return nil
}

// save writes the texts of both files. It replaces only what this recording wrote: where one of
// the files is another's, or was changed, the error wraps [fs.ErrExist].
func (f *files) save(fixtures, document []byte) error {
	if err := f.changed(); err != nil {
		return err
	}
	first := f.fixturesText == nil
	if err := put(f.fixtures(), &f.fixturesText, fixtures); err != nil {
		return fmt.Errorf("writing fixtures %s: %w", f.fixtures(), err)
	}
	err := put(f.suite, &f.suiteText, document)
	switch {
	case err == nil:
		f.standing = false
		return nil
	case first && errors.Is(err, fs.ErrExist):
		if left := os.Remove(f.fixtures()); left != nil {
			return left
		}
		f.fixturesText = nil
		return err
	}
	return fmt.Errorf("writing the suite %s: %w", f.suite, err)
}

// changed returns an error that wraps [fs.ErrExist] if somebody changed one of the files.
func (f *files) changed() error {
	for path, was := range f.own() {
		if !was.isOf(path) {
			return fmt.Errorf("%w: %w", wholefile.ErrChanged, fs.ErrExist)
		}
	}
	return nil
}

// put writes a text to a path, where there is no file or still the text that was written last.
// Otherwise the error wraps [fs.ErrExist].
func put(path string, last **digest, text []byte) error {
	was, now := *last, digest(sha256.Sum256(text))
	var err error
	if was == nil {
		err = wholefile.Create(path, text)
	} else if err = wholefile.ReplaceIf(path, was.isOf, text); errors.Is(err, wholefile.ErrChanged) {
		err = fmt.Errorf("%w: %w", err, fs.ErrExist)
	}
	if err == nil {
		*last = &now
	}
	return err
}

// isOf reports whether the file at path has this text, or is not there.
func (d *digest) isOf(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	defer file.Close()
	h := sha256.New()
	_, err = io.Copy(h, file)
	return err == nil && bytes.Equal(h.Sum(nil), d[:])
}

// move leaves both files as they are, and goes on with others.
func (f *files) move(next string) {
	own := f.own()
	for _, path := range []string{f.suite, f.fixtures()} {
		if own[path] != nil {
			f.former = append(f.former, &former{path: path})
		}
	}
	if path := f.suite; len(own) > 0 {
		if was := own[path]; was == nil || was.isOf(path) {
			path = f.fixtures()
		}
		f.events = append(f.events, Edited{Path: path})
	}
	f.suite, f.suiteText, f.fixturesText = next, nil, nil
}

// mask masks the secrets in the files that the recording left, if they hold any.
func (s *snapshot) mask() {
	for _, f := range s.former {
		found, err := maskIn(f.path, s.masks, s.foreignIn(f.path))
		if found && err == nil || err != nil && !f.failing {
			s.events = append(s.events, Edited{Path: f.path, Masked: found, Unread: !found, Err: err})
		}
		f.failing = err != nil
	}
}

// stand tells of secrets that stand in the files of the recording, which cannot be written now.
func (s *snapshot) stand(why error) {
	if s.standing {
		return
	}
	own := s.own()
	for _, path := range []string{s.suite, s.fixtures()} {
		text, err := os.ReadFile(path)
		if err == nil && own[path] != nil && len(s.masks.Scan(s.foreignIn(path)(text))) > 0 {
			s.events = append(s.events, Edited{Path: path, Masked: true, Err: why})
			s.standing = true
		}
	}
}

// foreignIn returns the function that returns what is foreign in the text of a file.
func (s *snapshot) foreignIn(path string) func(text []byte) []byte {
	if strings.HasSuffix(path, fixture.Ending) {
		return fixture.Foreign
	}
	return func(text []byte) []byte { return s.foreign(text, s.masks) }
}

// maskIn masks the secrets in the file at path, and reports whether it found any. Those in what is
// not foreign are no secrets.
func maskIn(path string, r *redact.Redactor, foreign func([]byte) []byte) (found bool, err error) {
	for {
		text, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		leaking := r.Scan(foreign(text))
		if len(leaking) == 0 {
			return false, nil
		}
		masked := maskLines(text, leaking, r)
		if len(r.Scan(foreign(masked))) > 0 { // one goes over several lines
			masked = []byte(r.String(string(text)))
		}
		if err := wholefile.Replace(path, text, masked); !errors.Is(err, wholefile.ErrChanged) {
			return true, err
		}
	}
}

// maskLines masks the secrets in the lines that hold one.
func maskLines(text []byte, leaking []redact.Leak, r *redact.Redactor) []byte {
	var out []byte
	number := 0
	for line := range bytes.Lines(text) {
		number++
		if slices.ContainsFunc(leaking, func(l redact.Leak) bool { return l.Line == number }) {
			line = []byte(r.String(string(line)))
		}
		out = append(out, line...)
	}
	return out
}
