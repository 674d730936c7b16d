package openapi

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/schema"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/jsonschema"
)

// Document is an OpenAPI 3.0, 3.1 or 3.2 document prepared to judge responses: its operations
// with their responses. A response's schemas are compiled when they are first needed.
//
// Only the parts about responses are read. A mistake leaves unjudged what needs that part.
type Document struct {
	name       string // its name in messages
	path       string
	folder     *schema.Folder
	operations []*apiOperation // sorted by path
	routes     routes
	byID       map[string]*apiOperation
	byPath     map[string][]*apiOperation

	mu       sync.Mutex // of what follows, and of what responses compile
	compiler *jsonschema.Compiler
	problems []Problem
	reading  string // the path, operation or response being read
}

// apiOperation is one method of one path.
type apiOperation struct {
	id, method, path string
	responses        map[string]*apiResponse // "200", "2XX", "default"
	problem          error                   // why some or all responses are unknown
	same             *apiOperation           // another operation with that id
}

// Files lists the files of the document: its own and those that it refers to.
func (d *Document) Files() []string {
	d.folder.Open(d.path)
	return d.folder.Files()
}

// String returns the operation as named in messages: "GET /products/{id}".
func (op *apiOperation) String() string { return op.method + " " + op.path }

// documentOf is the document at path, read once. The error says why it is no OpenAPI document.
func documentOf(s *compile.Shared, path string) (*Document, error) {
	return compile.Cached(s, compile.Documents, absolute(path), func(path string) (*Document, error) {
		value, err := schema.ReadDocument(path)
		if err != nil {
			return nil, err
		}
		return load(path, value)
	})
}

// Read reads a document of that text as the one at path, from which its $refs start. The error says
// why it is no OpenAPI document.
func Read(path string, text []byte, s *compile.Shared) (*Document, error) {
	return compile.Cached(s, compile.Documents, absolute(path), func(path string) (*Document, error) {
		value, err := schema.ParseDocument(path, text)
		if err != nil {
			return nil, err
		}
		return load(path, value)
	})
}

func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

func load(path string, value any) (*Document, error) {
	version, err := versionOf(value)
	if err != nil {
		return nil, err
	}
	d := &Document{name: filepath.Base(path), path: path, folder: schema.NewFolder(filepath.Dir(path)), byID: map[string]*apiOperation{}, byPath: map[string][]*apiOperation{}}
	is30 := strings.HasPrefix(version, "3.0")
	d.folder.Convert = func(v any) any { return asJSONSchema(v, is30) }
	d.folder.Read[path] = &schema.Document{Value: d.folder.Convert(value)}
	d.compiler = schema.NewCompiler(d.folder.Load)
	d.compiler.Formats = schema.OpenAPIFormats
	d.readPaths(spot{path: path, value: d.folder.Open(path).Value})
	d.routes.sort()
	return d, nil
}

// versionOf returns a document's version of OpenAPI.
func versionOf(document any) (string, error) {
	root, _ := document.(map[string]any)
	version, _ := root["openapi"].(string)
	switch {
	case root["swagger"] != nil:
		return "", fmt.Errorf("it is a Swagger %v document: convert it to OpenAPI 3", root["swagger"])
	case version == "":
		return "", errors.New("it has no key openapi: it is no OpenAPI document")
	case !strings.HasPrefix(version, "3.0") && !strings.HasPrefix(version, "3.1") && !strings.HasPrefix(version, "3.2"):
		return "", fmt.Errorf("it is of version %s: OpenAPI 3.0, 3.1 and 3.2 are read", version)
	}
	return version, nil
}

// spot is a location in a document of the folder, with its value.
type spot struct {
	path    string
	pointer []string
	value   any
}

// address returns the location in the form of the schema compiler.
func (s spot) address() string {
	return schema.FileURL(s.path) + "#" + jsonschema.Pointer(s.pointer...)
}

// child returns the value at key below s, after it follows the $ref of s.
func (d *Document) child(s spot, key string) (spot, bool) {
	s, _ = d.follow(s)
	object, _ := s.value.(map[string]any)
	v, ok := object[key]
	pointer := append(append(make([]string, 0, len(s.pointer)+1), s.pointer...), key)
	return spot{s.path, pointer, v}, ok
}

// follow follows a $ref at s as far as it resolves.
func (d *Document) follow(s spot) (spot, error) {
	const longest = 20
	for range longest {
		object, _ := s.value.(map[string]any)
		ref, ok := object["$ref"].(string)
		if !ok {
			return s, nil
		}
		to, err := d.target(s, ref)
		if err != nil {
			return s, d.wrong(s, "$ref %s: %w", ref, err)
		}
		s = to
	}
	return s, d.wrong(s, "its $refs lead round in a circle")
}

// target returns the target of a $ref at s, in the files of the document's folder.
func (d *Document) target(s spot, ref string) (spot, error) {
	file, _, _ := strings.Cut(ref, "#")
	if strings.Contains(file, "://") {
		return s, errors.New("it is not fetched: a $ref may lead to files of the document's folder only; put a copy of it there")
	}
	path := s.path
	if file != "" {
		if unescaped, err := url.PathUnescape(file); err == nil {
			file = unescaped
		}
		path = filepath.Join(filepath.Dir(s.path), filepath.FromSlash(file))
	}
	path, err := d.folder.Path(path)
	if err != nil {
		return s, err
	}
	read := d.folder.Open(path)
	if read.Err != nil {
		return s, read.Err
	}
	to := spot{path: path, pointer: jsonschema.Tokens(ref)}
	if to.value = values.At(read.Value, to.pointer); to.value == nil {
		return s, errors.New("nothing is there")
	}
	return to, nil
}

// schemaAt compiles the schema at s; nil if there is none.
func (d *Document) schemaAt(s spot, there bool) (*jsonschema.Schema, error) {
	if !there {
		return nil, nil
	}
	compiled, err := d.compiler.Compile(s.address())
	if err != nil {
		_, place, sentence := schema.Mistake(err)
		if place != "" {
			sentence = "at " + place + ": " + sentence
		}
		return nil, d.wrong(s, "not a valid schema: %s", sentence)
	}
	return compiled, nil
}
