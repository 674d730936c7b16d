package suite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/lang"
	"assay/runner/internal/source"
	"assay/runner/internal/subst"
)

// Suffix is the suffix of every suite's file name.
const Suffix = ".suite.yaml"

// world is the folder that a suite may read: its project (the nearest folder above it with a .git
// or a go.mod), or its own folder without one. So a suite from elsewhere can never send a file of
// the person who runs it.
type world struct {
	start  string
	folder string // absolute, links followed; found on first use
	seen   map[string]error
}

func (w *world) root() string {
	if w.folder != "" {
		return w.folder
	}
	own := realPath(w.start)
	w.folder = own
	for dir := own; ; dir = filepath.Dir(dir) {
		if exists(filepath.Join(dir, ".git")) || exists(filepath.Join(dir, "go.mod")) {
			w.folder = dir
			break
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return w.folder
}

// Project returns the folder that suites in the folder dir may read: the nearest one above it with
// a .git or a go.mod, or dir itself. It is absolute, with links followed.
func Project(dir string) string { return (&world{start: dir}).root() }

// MayRead reports whether a suite in the folder dir can read the file at path. The folder need not
// exist yet.
func MayRead(dir, path string) bool { return (&world{start: dir}).allows(path) == nil }

// realPath returns path, absolute, with links followed as far as they resolve.
func realPath(path string) string {
	full, err := filepath.Abs(path)
	if err != nil {
		return path
	}
	for there, rest := full, ""; ; there, rest = filepath.Dir(there), filepath.Join(filepath.Base(there), rest) {
		if real, err := filepath.EvalSymlinks(there); err == nil {
			return filepath.Join(real, rest)
		}
		if there == filepath.Dir(there) {
			return full
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// allows returns the reason why the file at path may not or cannot be read; nil if it can.
func (w *world) allows(path string) error {
	if err, ok := w.seen[path]; ok {
		return err
	}
	if w.seen == nil {
		w.seen = map[string]error{}
	}
	err := w.check(path)
	w.seen[path] = err
	return err
}

// allowed lists the files that were asked about and may be read, sorted.
func (w *world) allowed() []string {
	var out []string
	for path, err := range w.seen {
		if err == nil {
			out = append(out, path)
		}
	}
	slices.Sort(out)
	return out
}

func (w *world) check(path string) error {
	if strings.ContainsRune(path, 0) {
		return errors.New("no path has a zero byte")
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil && !inside(w.start, path) && !inside(w.root(), realPath(path)) {
		return w.outside()
	}
	if err != nil {
		return source.Reason(err)
	}
	if real = realPath(real); !inside(w.root(), real) {
		return w.outside()
	}
	info, err := os.Stat(real)
	switch {
	case err != nil:
		return source.Reason(err)
	case info.IsDir():
		return source.ErrFolder
	case !info.Mode().IsRegular():
		return source.ErrIrregular
	}
	return nil
}

func (w *world) outside() error {
	return fmt.Errorf("it lies outside of %s, the folder that this suite may read", w.root())
}

func inside(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// resolve turns a path of the document into one that can be opened. It fills in vars at the start
// of a path first: their value may be absolute.
func (d *doc) resolve(path string) string {
	if strings.HasPrefix(path, "${") {
		path = subst.Expand(path, d.varValue)
	}
	if path == "" || filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(d.dir, path)
}

// path reads and resolves a path; "" after an error.
func (d *doc) path(n *yaml.Node, key string) string {
	s, ok := d.textFor(n, key, lang.Path.Words)
	if ok && s == "" {
		d.expected(n, key, lang.Path.Words)
	}
	return d.resolve(s)
}

// mustExist reports a file that does not exist or may not be read. It ignores paths that depend on
// a row's value.
func (l *loading) mustExist(at source.Pos, key, path string) bool {
	if path == "" || subst.Has(path) {
		return false
	}
	err := l.world.allows(path)
	if err != nil {
		l.problems.Add(at, "%s: %s cannot be read: %v", key, path, err)
	}
	return err == nil
}
