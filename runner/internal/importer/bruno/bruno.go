// Package bruno makes drafts of suites from collections of Bruno: folders of .bru files, and
// OpenCollection, the same in YAML. Asserts become expectations, variables after a response
// captures, environments the suite's environments.
//
// There is no Go library for the language of .bru files; this reader knows its three kinds of
// blocks: pairs, texts and lists. A YAML file is read into the same blocks.
//
// Goals: the suite sends the same requests as bru run, in the same order; each assert and each
// statement of a script is carried over or listed. Non-goals: running scripts; gRPC, WebSocket.
//
// A map of the files:
//
//	bruno.go           Read: a folder to its requests, in order
//	blocks.go          a .bru text to blocks
//	opencollection.go  a YAML file to the same blocks
//	request.go         a request: address, headers, settings
//	body.go            bodies
//	auth.go            credentials, and what they inherit
//	variables.go       {{names}} as references, by their scopes
//	places.go          environments
//	assert.go          asserts, and the operators of chai that tests share with them
//	script.go          scripts and tests
package bruno

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"assay/runner/internal/importer"
	"assay/runner/internal/source"
)

// Options gives the suite's name, the API's base URL, and access to files.
type Options struct {
	Suite, Target string
	// Folder is the folder of the collection. Nil for a request alone.
	Folder fs.FS
	// Path converts a path below the folder to the suite's spelling.
	Path func(path string) string
}

// Entries are the files that make a folder a collection.
var Entries = []string{"bruno.json", "opencollection.yml"}

// Read makes a draft of a collection: from is its bruno.json or opencollection.yml, or a request
// alone. The error is a source.Problems.
func Read(from *source.File, o Options) (*importer.Draft, error) {
	r := &reader{Draft: importer.New(from, o.Suite), options: o, captured: map[string]string{}}
	r.names = importer.NamesOf(r.Draft)
	r.Target = o.Target
	r.Shared.Set("redirects", mostRedirects)
	r.ending = ".bru"
	switch filepath.Base(from.Name) {
	case Entries[1]:
		r.ending = ".yml"
		r.collection(from)
	case Entries[0]:
		r.collection(nil)
	default:
		r.alone(from)
	}
	if len(r.Probes) == 0 {
		return nil, r.Empty("there is no request in it", "give the folder of a collection, its bruno.json or opencollection.yml, or a .bru file of a request")
	}
	r.Sequence()
	if len(r.Probes) > 1 {
		r.Shared.Set("jar", "session") // bru run keeps cookies
	}
	return r.Draft, nil
}

// mostRedirects is how many redirects Bruno follows.
const mostRedirects = 5

type reader struct {
	*importer.Draft
	options  Options
	ending   string // of the files: .bru or .yml
	names    *importer.Names
	captured map[string]string // variables of a run to their references
	filled   map[string]string // variables of the scopes to their references; "" while one is made
	scopes   []*scope          // of the current request, the collection first
}

// scope is what requests inherit: of the collection, of a folder, of the request itself.
type scope struct {
	name   string
	blocks blocks
}

// alone reads the file of a request without a collection.
func (r *reader) alone(from *source.File) {
	if strings.HasSuffix(from.Name, ".yml") || strings.HasSuffix(from.Name, ".yaml") {
		r.ending = ".yml"
	}
	r.scopes = []*scope{{}}
	if b, ok := r.parse(from); ok {
		r.request(b)
	}
}

// collection reads a folder.
func (r *reader) collection(root *source.File) {
	if r.options.Folder == nil {
		r.Drop(source.Pos{File: r.From}, "give the folder of the collection", "the files of the collection are not at hand")
		return
	}
	top := &scope{}
	if root == nil {
		root, _ = r.read("collection.bru")
	}
	if root != nil {
		top.blocks, _ = r.parse(root)
	}
	r.places()
	r.scopes = []*scope{top}
	r.folder(".")
}

// mostDeep limits the depth of folders.
const mostDeep = 50

// item is a request or a folder below a folder.
type item struct {
	name, path string
	seq        int
	scope      *scope // of a folder
	blocks     blocks // of a request
}

// folder reads the folders below a folder, then its requests, as bru run does.
func (r *reader) folder(dir string) {
	entries, err := fs.ReadDir(r.options.Folder, dir)
	if err != nil || len(r.scopes) > mostDeep {
		r.Drop(source.Pos{File: r.From}, "import the folder by itself", "the folder %s is left out: it cannot be read", dir)
		return
	}
	var folders, requests []item
	for _, e := range entries {
		at := path.Join(dir, e.Name())
		switch {
		case e.IsDir() && (at == "environments" || e.Name() == ".git" || e.Name() == "node_modules"):
		case e.IsDir():
			one := item{name: e.Name(), path: at, scope: &scope{name: e.Name()}}
			if file, err := r.read(path.Join(at, "folder"+r.ending)); err == nil {
				one.scope.blocks, _ = r.parse(file)
				one.seq, _ = strconv.Atoi(one.scope.blocks.get("meta", "seq"))
				if name := one.scope.blocks.get("meta", "name"); name != "" {
					one.scope.name = name
				}
			}
			folders = append(folders, one)
		case r.isRequest(e.Name()):
			file, err := r.read(at)
			if err != nil {
				r.Drop(source.Pos{File: r.From}, "import it by itself", "the file %s is left out: %v", at, err)
				continue
			}
			if b, ok := r.parse(file); ok {
				seq, _ := strconv.Atoi(b.get("meta", "seq"))
				requests = append(requests, item{name: e.Name(), path: at, seq: seq, blocks: b})
			}
		}
	}
	for _, one := range inSequence(folders) {
		r.scopes = append(r.scopes, one.scope)
		r.folder(one.path)
		r.scopes = r.scopes[:len(r.scopes)-1]
	}
	slices.SortStableFunc(requests, func(a, b item) int { return a.seq - b.seq })
	for _, one := range requests {
		r.request(one.blocks)
	}
}

// isRequest reports whether a file of a folder holds a request.
func (r *reader) isRequest(name string) bool {
	return path.Ext(name) == r.ending && name != "collection.bru" && name != "folder"+r.ending && name != Entries[1]
}

// inSequence puts folders at the places that their numbers say, the others by their names.
func inSequence(folders []item) []item {
	var out, numbered []item
	for _, f := range folders {
		if f.seq > 0 {
			numbered = append(numbered, f)
		} else {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(numbered, func(a, b item) int { return a.seq - b.seq })
	for _, f := range numbered {
		out = slices.Insert(out, min(f.seq-1, len(out)), f)
	}
	return out
}

// read reads a file of the collection.
func (r *reader) read(name string) (*source.File, error) {
	if r.options.Folder == nil {
		return nil, fs.ErrNotExist
	}
	info, err := fs.Stat(r.options.Folder, name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular() || info.Size() > source.MostRecording:
		return nil, errors.New("it is no file of a readable size")
	}
	text, err := fs.ReadFile(r.options.Folder, name)
	return &source.File{Name: filepath.Join(filepath.Dir(r.From.Name), name), Text: text}, err
}

// parse reads the blocks of a file; false for a file that it lists instead.
func (r *reader) parse(file *source.File) (blocks, bool) {
	read := blocksOf
	if r.ending == ".yml" {
		read = blocksOfYAML
	}
	b, problem := read(file)
	if problem != nil {
		r.Drop(problem.Pos, "mend it, and import it again", "the file %s is left out: %s", file.Name, problem.Message)
		return nil, false
	}
	return b, true
}
