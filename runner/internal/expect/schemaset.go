package expect

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
)

// schemaSet compiles JSON Schemas (2020-12 unless a $schema says otherwise) and
// keeps them: the same text in the same folder, or the same file, is compiled
// once however many expectations name it.
type schemaSet struct {
	mu      sync.Mutex
	folders map[string]*schemaFolder
}

// schemaFolder is the schemas of one folder: one compiler, so that a file which
// several of them refer to is read and compiled once.
type schemaFolder struct {
	*folder
	compiler *jsonschema.Compiler
	compiled map[string]*compiledSchema
}

// compiledSchema is a schema, or why it is none.
type compiledSchema struct {
	schema *jsonschema.Schema
	err    error
}

// in gives the schemas of dir. The set is locked by its callers.
func (s *schemaSet) in(dir string) *schemaFolder {
	if f := s.folders[dir]; f != nil {
		return f
	}
	f := &schemaFolder{folder: newFolder(dir), compiled: map[string]*compiledSchema{}}
	f.compiler = newSchemaCompiler(f.folder)
	if s.folders == nil {
		s.folders = map[string]*schemaFolder{}
	}
	s.folders[dir] = f
	return f
}

func newSchemaCompiler(loader jsonschema.URLLoader) *jsonschema.Compiler {
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	c.UseRegexpEngine(schemaPattern)
	for _, f := range strictFormats() {
		c.RegisterFormat(f)
	}
	if loader != nil {
		c.UseLoader(loader)
	}
	return c
}

// inline compiles a schema that stands in the suite; a relative $ref in it
// starts from the suite's folder.
func (s *schemaSet) inline(dir string, value any) (*jsonschema.Schema, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("the schema is no JSON value: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.in(dir)
	return f.once(string(text), func() (*jsonschema.Schema, error) {
		at := fileURL(f.dir) + fmt.Sprintf("/inline-schema-%d", len(f.compiled)+1)
		if err := f.compiler.AddResource(at, value); err != nil {
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
	path, err := f.path(path)
	if err != nil {
		return nil, err
	}
	if d := f.open(path); d.err != nil {
		return nil, fmt.Errorf("%s: %w", f.show(path), d.err)
	}
	at := fileURL(path)
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

// schemaMistake says why a schema does not compile: the instance path of the
// mistake within the schema where that is known, and the sentence.
func schemaMistake(err error) (pointer []string, sentence string) {
	var load *jsonschema.LoadURLError
	if errors.As(err, &load) {
		return nil, fmt.Sprintf("$ref: %v", load.Err)
	}
	var meta *jsonschema.SchemaValidationError
	if errors.As(err, &meta) {
		err = meta.Err // the library does not unwrap it
	}
	var invalid *jsonschema.ValidationError
	if errors.As(err, &invalid) {
		leaf := firstLeaf(invalid)
		if isAlternatives(leaf) && len(leaf.Causes) > 0 {
			leaf = firstLeaf(leaf.Causes[0])
		}
		expected, _ := keywordOf(leaf)
		if format, ok := leaf.ErrorKind.(*kind.Format); ok && format.Err != nil {
			expected += ": " + format.Err.Error()
		}
		return leaf.InstanceLocation, "expected " + expected
	}
	var pattern *jsonschema.InvalidRegexError
	if errors.As(err, &pattern) {
		return fragmentPath(pattern.URL), fmt.Sprintf("pattern %q is no regular expression: %v", pattern.Regex, pattern.Err)
	}
	var missing *jsonschema.JSONPointerNotFoundError
	if errors.As(err, &missing) {
		return nil, fmt.Sprintf("$ref leads to %s, which does not exist", shortURL(missing.URL))
	}
	var anchor *jsonschema.AnchorNotFoundError
	if errors.As(err, &anchor) {
		return nil, fmt.Sprintf("$ref leads to the anchor %s, which does not exist", shortURL(anchor.Reference))
	}
	return nil, err.Error()
}

// fragmentPath is the JSON pointer of a schema address as its parts.
func fragmentPath(address string) []string {
	_, fragment, _ := strings.Cut(address, "#")
	fragment = strings.TrimPrefix(fragment, "/")
	if fragment == "" {
		return nil
	}
	parts := strings.Split(fragment, "/")
	for i, p := range parts {
		parts[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(p)
	}
	return parts
}

// shortURL leaves of a schema address what a reader knows it by: the file's
// name and the place in it; of an inline schema, the place alone.
func shortURL(address string) string {
	base, fragment, found := strings.Cut(address, "#")
	base = base[strings.LastIndexByte(base, '/')+1:]
	if strings.HasPrefix(base, "inline-schema-") {
		base = ""
	}
	if !found {
		return base
	}
	return base + "#" + fragment
}
