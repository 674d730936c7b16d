package fleet

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Bundle is the files of a suite, by their slashed path below the folder that it may read.
type Bundle struct {
	Paths []string // sorted
	Texts [][]byte
}

// MostBundled is the maximum size of a suite's files together.
const MostBundled = 64 << 20

// BundleOf reads the files that a document needs to be sent from another machine, and returns its
// own path among them. Fixtures are none of them. The private key of a client's certificate stays
// where it is: a suite that has one is an error.
func BundleOf(d *pipeline.Document) (b *Bundle, file string, err error) {
	root := suite.Project(d.Suite.Dir)
	paths := map[string]bool{d.Suite.File.Name: true}
	for _, path := range d.Suite.Reads {
		paths[path] = true
	}
	if d.Suite.Shared != nil {
		for _, path := range d.Suite.Shared.Files() {
			paths[path] = true
		}
	}
	for _, p := range d.Plan.Probes {
		if p.Request == nil || p.Request.TLS == nil {
			continue
		}
		if p.Request.TLS.Key != "" {
			return nil, "", fmt.Errorf("%s: %s has the private key of a certificate (tls.key), which is sent to no agent", p.At, p.ID)
		}
		if p.Request.TLS.CA != "" {
			paths[p.Request.TLS.CA] = true
		}
	}
	b = &Bundle{}
	size := 0
	names := map[string]string{}
	for path := range paths {
		name, err := below(root, path)
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", d.Suite.File.Name, err)
		}
		names[name] = path
		if path == d.Suite.File.Name {
			file = name
		}
	}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		text, err := source.ReadFile(names[name], MostBundled)
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", names[name], source.Reason(err))
		}
		if size += len(text); size > MostBundled {
			return nil, "", fmt.Errorf("%s: its files have more than %d MB together, too much for an agent", d.Suite.File.Name, MostBundled>>20)
		}
		b.Paths, b.Texts = append(b.Paths, name), append(b.Texts, text)
	}
	return b, file, nil
}

// below returns the slashed path of a file below a folder, links followed.
func below(root, path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err == nil {
		abs, err = filepath.EvalSymlinks(abs)
	}
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, source.Reason(err))
	}
	rel, err := filepath.Rel(root, abs)
	if err != nil || !filepath.IsLocal(rel) {
		return "", fmt.Errorf("%s lies outside of %s, the folder of the suite's project", path, root)
	}
	return filepath.ToSlash(rel), nil
}

// Bytes returns the bundle for a message, and its hash, which names it.
func (b *Bundle) Bytes() (raw []byte, hash string, err error) {
	var out bytes.Buffer
	if err := gob.NewEncoder(&out).Encode(b); err != nil {
		return nil, "", fmt.Errorf("the files of a suite: %w", err)
	}
	return out.Bytes(), hashOf(out.Bytes()), nil
}

func hashOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:16])
}

// ReadBundle returns the bundle of a message. The error is a HashError if it is not the one that
// hash names, and a CountError or a PathError if its files cannot be those of a suite.
func ReadBundle(raw []byte, hash string) (*Bundle, error) {
	if got := hashOf(raw); got != hash {
		return nil, HashError{got, hash}
	}
	b := &Bundle{}
	if err := gob.NewDecoder(bytes.NewReader(raw)).Decode(b); err != nil {
		return nil, fmt.Errorf("the files of the suite: %w", err)
	}
	if len(b.Paths) != len(b.Texts) {
		return nil, CountError{len(b.Paths), len(b.Texts)}
	}
	for _, name := range b.Paths {
		if path := filepath.FromSlash(name); !filepath.IsLocal(path) || strings.EqualFold(path, projectFile) {
			return nil, PathError{name}
		}
	}
	return b, nil
}

// HashError is the error of a bundle that is not the one that its hash names.
type HashError struct{ Got, Want string }

func (e HashError) Error() string {
	return fmt.Sprintf("the files of the suite have the hash %s, expected %s", e.Got, e.Want)
}

// CountError is the error of a bundle that has not a text for each path.
type CountError struct{ Paths, Texts int }

func (e CountError) Error() string {
	return fmt.Sprintf("the files of the suite are %d names and %d texts", e.Paths, e.Texts)
}

// PathError is the error of a bundle with a path out of the suite's folder.
type PathError struct{ Path string }

func (e PathError) Error() string { return fmt.Sprintf("%q is no path of a suite's file", e.Path) }

// projectFile makes its folder the one that the suites below it may read.
const projectFile = "go.mod"

// Bound makes a folder one that the suites below it may read, and no other.
func Bound(folder string) error {
	return writeNew(filepath.Join(folder, projectFile), []byte("module suite\n"))
}

// Write writes the files below a folder, which must be empty, and bounds it. They are not flushed
// to the disk: the folder is a temporary one.
func (b *Bundle) Write(folder string) error {
	if err := Bound(folder); err != nil {
		return err
	}
	for i, name := range b.Paths {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return err
		}
		if err := writeNew(path, b.Texts[i]); err != nil {
			return err
		}
	}
	return nil
}

// writeNew writes a file into a folder that nobody reads before it is whole, and that does not
// outlive the process: it is neither staged nor flushed to the disk.
func writeNew(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Close())
}
