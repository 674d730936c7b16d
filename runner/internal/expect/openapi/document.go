package openapi

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/schema"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/jsonschema"
	"assay/runner/internal/value"
)

// apiDocument is an OpenAPI 3.0, 3.1 or 3.2 document prepared to judge responses: its operations,
// and the compiled schemas of their responses.
//
// Only the parts about responses are read and checked: errors elsewhere in the document do not
// matter.
type apiDocument struct {
	name       string // its name in messages
	folder     *schema.Folder
	compiler   *jsonschema.Compiler
	operations []*apiOperation // sorted by path
	routes     routes
	byID       map[string]*apiOperation
	mistakes   apiMistakes
}

// apiMistakes holds all errors of a document.
type apiMistakes []error

func (m apiMistakes) Error() string { return errors.Join(m...).Error() }

// wrong adds an error at a position of the document, once.
func (d *apiDocument) wrong(at spot, format string, args ...any) {
	var path value.Path
	for _, name := range at.pointer { // objects only: a status is a name
		path = append(path, value.Member(name))
	}
	place := path.String()
	if file := d.folder.Show(at.path); file != d.name {
		place = file + " " + place
	}
	err := fmt.Errorf("at %s: %w", place, fmt.Errorf(format, args...))
	if !slices.ContainsFunc(d.mistakes, func(known error) bool { return known.Error() == err.Error() }) {
		d.mistakes = append(d.mistakes, err)
	}
}

// apiOperation is one method of one path.
type apiOperation struct {
	id, method, path string
	responses        map[string]*apiResponse // "200", "2XX", "default"
}

// String returns the operation as named in messages: "GET /products/{id}".
func (op *apiOperation) String() string { return op.method + " " + op.path }

// apiResponse is the documented response of a status.
type apiResponse struct {
	content map[string]*jsonschema.Schema // by media type; nil: any value
	headers map[string]*apiHeader
}

type apiHeader struct {
	required bool
	schema   *jsonschema.Schema // nil: any value
}

// documentOf is the document at path, read once. The error lists all of its errors.
func documentOf(s *compile.Shared, path string) (*apiDocument, error) {
	return compile.Cached(s, "openapi", path, loadOpenAPI)
}

func loadOpenAPI(path string) (*apiDocument, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	d := &apiDocument{name: filepath.Base(path), folder: schema.NewFolder(filepath.Dir(path)), byID: map[string]*apiOperation{}}
	value, version, err := readOpenAPI(path)
	if err != nil {
		return nil, err
	}
	is30 := strings.HasPrefix(version, "3.0")
	d.folder.Convert = func(v any) any { return asJSONSchema(v, is30) }
	d.folder.Read[path] = &schema.Document{Value: d.folder.Convert(value)}
	d.compiler = schema.NewCompiler(d.folder.Load)
	d.compiler.Formats = schema.OpenAPIFormats
	d.readPaths(spot{path: path, value: d.folder.Open(path).Value})
	if len(d.mistakes) > 0 {
		return nil, d.mistakes
	}
	d.routes.sort()
	return d, nil
}

// readOpenAPI reads a document and its version of OpenAPI.
func readOpenAPI(path string) (value any, version string, err error) {
	value, err = schema.ReadDocument(path)
	if err != nil {
		return nil, "", err
	}
	root, _ := value.(map[string]any)
	version, _ = root["openapi"].(string)
	switch {
	case root["swagger"] != nil:
		return nil, "", fmt.Errorf("it is a Swagger %v document: convert it to OpenAPI 3", root["swagger"])
	case version == "":
		return nil, "", errors.New("it has no key openapi: it is no OpenAPI document")
	case !strings.HasPrefix(version, "3.0") && !strings.HasPrefix(version, "3.1") && !strings.HasPrefix(version, "3.2"):
		return nil, "", fmt.Errorf("it is of version %s: OpenAPI 3.0, 3.1 and 3.2 are read", version)
	}
	return value, version, nil
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
func (d *apiDocument) child(s spot, key string) (spot, bool) {
	s = d.follow(s)
	object, _ := s.value.(map[string]any)
	v, ok := object[key]
	pointer := append(append(make([]string, 0, len(s.pointer)+1), s.pointer...), key)
	return spot{s.path, pointer, v}, ok
}

// follow follows a $ref at s as far as it resolves.
func (d *apiDocument) follow(s spot) spot {
	const longest = 20
	for range longest {
		object, _ := s.value.(map[string]any)
		ref, ok := object["$ref"].(string)
		if !ok {
			return s
		}
		to, err := d.target(s, ref)
		if err != nil {
			d.wrong(s, "$ref %s: %w", ref, err)
			return s
		}
		s = to
	}
	return s
}

// target returns the target of a $ref at s, in the files of the document's folder.
func (d *apiDocument) target(s spot, ref string) (spot, error) {
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
func (d *apiDocument) schemaAt(s spot, there bool) *jsonschema.Schema {
	if !there {
		return nil
	}
	compiled, err := d.compiler.Compile(s.address())
	if err != nil {
		_, place, sentence := schema.Mistake(err)
		if place != "" {
			sentence = "at " + place + ": " + sentence
		}
		d.wrong(s, "not a valid schema: %s", sentence)
	}
	return compiled
}
