package schema

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/source"
)

// Folder reads the JSON and YAML documents of one folder, each once. It reads nothing outside the
// folder, not even through a symbolic link, and fetches nothing, so that a suite means the same on
// every machine.
type Folder struct {
	dir string
	// Convert, if not nil, is applied to each value read.
	Convert func(any) any
	mu      sync.Mutex
	Read    map[string]*Document
}

// Document is a parsed file of a folder.
type Document struct {
	Value any
	Err   error
}

// NewFolder returns a reader of dir; "" is the working directory.
func NewFolder(dir string) *Folder {
	abs, err := filepath.Abs(dir)
	if err != nil {
		abs = dir
	}
	return &Folder{dir: abs, Read: map[string]*Document{}}
}

// Path resolves a path as written in a document, and rejects one that leaves the folder.
func (f *Folder) Path(name string) (string, error) {
	path := filepath.FromSlash(name)
	if !filepath.IsAbs(path) {
		path = filepath.Join(f.dir, path)
	}
	path = filepath.Clean(path)
	if !within(f.dir, path) {
		return "", f.outside(path)
	}
	if target, err := filepath.EvalSymlinks(path); err == nil && !within(followed(f.dir), target) {
		return "", f.outside(path)
	}
	return path, nil // reading reports a missing file
}

// followed returns the target of symbolic links.
func followed(path string) string {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		return target
	}
	return path
}

func (f *Folder) outside(path string) error {
	name := path
	if rel, err := filepath.Rel(f.dir, path); err == nil && strings.Count(rel, "..") < 5 {
		name = filepath.ToSlash(rel)
	}
	return fmt.Errorf("%s leads out of the folder %s: only files of that folder are read", name, filepath.Base(f.dir))
}

func within(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// Open returns the document at an absolute path, from an earlier call if there was one.
func (f *Folder) Open(path string) *Document {
	f.mu.Lock()
	defer f.mu.Unlock()
	if d := f.Read[path]; d != nil {
		return d
	}
	d := &Document{}
	d.Value, d.Err = ReadDocument(path)
	if f.Convert != nil && d.Err == nil {
		d.Value = f.Convert(d.Value)
	}
	f.Read[path] = d
	return d
}

// Files lists the files that were read, and those of the folder that they refer to by $ref, whether
// read or not.
func (f *Folder) Files() []string {
	f.mu.Lock()
	left := slices.Collect(maps.Keys(f.Read))
	f.mu.Unlock()
	var out []string
	seen := map[string]bool{}
	for len(left) > 0 {
		path := left[len(left)-1]
		left = left[:len(left)-1]
		if seen[path] {
			continue
		}
		seen[path] = true
		if d := f.Open(path); d.Err == nil {
			out = append(out, path)
			left = f.referred(left, filepath.Dir(path), d.Value)
		}
	}
	return out
}

// referred appends the files of the folder that v refers to; a relative $ref starts from dir.
func (f *Folder) referred(to []string, dir string, v any) []string {
	switch v := v.(type) {
	case []any:
		for _, one := range v {
			to = f.referred(to, dir, one)
		}
	case map[string]any:
		for key, one := range v {
			ref, isText := one.(string)
			if key != "$ref" || !isText {
				to = f.referred(to, dir, one)
				continue
			}
			if u, err := url.Parse(ref); err == nil && u.Path != "" && (u.Scheme == "" || u.Scheme == "file") {
				name := filepath.FromSlash(u.Path)
				if !filepath.IsAbs(name) {
					name = filepath.Join(dir, name)
				}
				if path, err := f.Path(name); err == nil {
					to = append(to, path)
				}
			}
		}
	}
	return to
}

// Load resolves a $ref for the schema compiler: a file URL within the folder; anything else is an
// error.
func (f *Folder) Load(ref string) (any, error) {
	u, err := url.Parse(ref)
	if err != nil {
		return nil, fmt.Errorf("%s is no reference: %w", ref, err)
	}
	if u.Scheme != "file" {
		return nil, fmt.Errorf("%s is not fetched: a $ref may lead to files of the suite's folder only; put a copy of it there", ref)
	}
	path, err := f.Path(u.Path)
	if err != nil {
		return nil, err
	}
	d := f.Open(path)
	if d.Err != nil {
		return nil, fmt.Errorf("%s: %w", f.Show(path), d.Err)
	}
	return d.Value, nil
}

// FileURL returns the address of a path for the schema compiler.
func FileURL(path string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(path)}).String()
}

// FilePath returns the path of a file for its address, with or without a fragment.
func FilePath(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return filepath.FromSlash(u.Path)
}

// Show returns a path for messages: relative to the folder.
func (f *Folder) Show(path string) string {
	if rel, err := filepath.Rel(f.dir, path); err == nil && within(f.dir, path) {
		return filepath.ToSlash(rel)
	}
	return path
}

// ReadDocument reads a JSON or YAML file as a JSON value.
func ReadDocument(path string) (any, error) {
	raw, err := source.ReadFile(path, source.MostText)
	if err != nil {
		return nil, unreadable(err)
	}
	return ParseDocument(path, raw)
}

// ParseDocument reads the text of a file as a JSON value. One whose name ends in .json is JSON,
// others are YAML, which includes JSON.
func ParseDocument(path string, text []byte) (any, error) {
	if strings.EqualFold(filepath.Ext(path), ".json") {
		return exchange.ParseJSON(text)
	}
	if bytes.HasPrefix(bytes.TrimLeft(text, exchange.JSONSpace), []byte("{")) { // many times faster
		if value, err := exchange.ParseJSON(text); err == nil {
			return value, nil
		}
	}
	var node yaml.Node
	if err := yaml.Unmarshal(text, &node); err != nil {
		return nil, fmt.Errorf("not YAML: %w", err)
	}
	if node.Kind == yaml.DocumentNode && len(node.Content) == 1 {
		return compile.JSON(node.Content[0])
	}
	return nil, errors.New("the file is empty")
}

// unreadable returns a reading error without the path, which the message contains already.
func unreadable(err error) error {
	var p *os.PathError
	if errors.As(err, &p) {
		return fmt.Errorf("cannot be read: %w", p.Err)
	}
	return err
}
