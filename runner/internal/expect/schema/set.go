package schema

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/jsonschema"
)

// schemaSet compiles JSON Schemas (2020-12 unless a $schema names another) and keeps them: the same
// text in the same folder, or the same file, is compiled once for all expectations that refer to
// it.
type schemaSet struct {
	mu      sync.Mutex
	folders map[string]*schemaFolder
}

// schemasOf returns the schemas of a suite.
func schemasOf(s *compile.Shared) *schemaSet {
	set, _ := compile.Cached(s, "schemas", "", func(string) (*schemaSet, error) { return &schemaSet{}, nil })
	return set
}

// schemaFolder has the schemas of one folder: a single compiler, so that a file to which several of
// them refer is read and compiled once.
type schemaFolder struct {
	*Folder
	compiler *jsonschema.Compiler
	compiled map[string]*compiledSchema
}

// compiledSchema is a schema, or the error of compiling it.
type compiledSchema struct {
	schema *jsonschema.Schema
	err    error
}

// in returns the schemas of dir. Callers hold the lock of the set.
func (s *schemaSet) in(dir string) *schemaFolder {
	if f := s.folders[dir]; f != nil {
		return f
	}
	f := &schemaFolder{Folder: NewFolder(dir), compiled: map[string]*compiledSchema{}}
	f.compiler = NewCompiler(f.Load)
	if s.folders == nil {
		s.folders = map[string]*schemaFolder{}
	}
	s.folders[dir] = f
	return f
}

// Files lists the files that the schemas were read from.
func (s *schemaSet) Files() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, f := range s.folders {
		out = append(out, f.Files()...)
	}
	return out
}

// NewCompiler returns a compiler with the settings for suites' schemas. If load is nil, it rejects
// references to other documents.
func NewCompiler(load func(address string) (any, error)) *jsonschema.Compiler {
	c := jsonschema.NewCompiler()
	c.Load, c.Pattern = load, schemaPattern
	return c
}

// inline compiles a schema in the suite; a relative $ref starts from the suite's folder.
func (s *schemaSet) inline(dir string, value any) (*jsonschema.Schema, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("the schema is no JSON value: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.in(dir)
	return f.once(string(text), func() (*jsonschema.Schema, error) {
		at := FileURL(f.dir) + fmt.Sprintf("/inline-schema-%d", len(f.compiled)+1)
		if err := f.compiler.Add(at, value); err != nil {
			return nil, err
		}
		return f.compiler.Compile(at)
	})
}

// file compiles a schema file of the folder; name may end in a #fragment.
func (s *schemaSet) file(dir, name string) (*jsonschema.Schema, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.in(dir)
	return f.once("file "+name, func() (*jsonschema.Schema, error) { return f.compile(name) })
}

func (f *schemaFolder) compile(name string) (*jsonschema.Schema, error) {
	path, fragment, _ := strings.Cut(name, "#")
	path, err := f.Path(path)
	if err != nil {
		return nil, err
	}
	if d := f.Open(path); d.Err != nil {
		return nil, fmt.Errorf("%s: %w", f.Show(path), d.Err)
	}
	at := FileURL(path)
	if fragment != "" {
		at += "#" + fragment
	}
	return f.compiler.Compile(at)
}

func (f *schemaFolder) once(key string, compile func() (*jsonschema.Schema, error)) (*jsonschema.Schema, error) {
	if known := f.compiled[key]; known != nil {
		return known.schema, known.err
	}
	c := &compiledSchema{}
	f.compiled[key] = c
	c.schema, c.err = compile()
	return c.schema, c.err
}
