package expect

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"assay/runner/internal/jsonschema"
	"assay/runner/internal/source"
)

// apiDocument is an OpenAPI 3.0 or 3.1 document made ready to judge answers: its
// operations, and the schemas of what they may answer, compiled.
//
// kin-openapi says whether the document is one. Values are judged by the suite's
// own JSON Schema engine: kin-openapi compiles a 3.1 schema anew for every value,
// and a failure reads the same here as under `schema`.
type apiDocument struct {
	name       string // as messages call it
	folder     *folder
	compiler   *jsonschema.Compiler
	operations []*apiOperation // paths in the order of their letters
	routes     routes
	byID       map[string]*apiOperation
}

// apiOperation is one method of one path.
type apiOperation struct {
	id, method, path string
	responses        map[string]*apiResponse // "200", "2XX", "default"
}

// String is the operation as messages name it: "GET /products/{id}".
func (op *apiOperation) String() string { return op.method + " " + op.path }

// apiResponse is what a documented status answers with.
type apiResponse struct {
	content map[string]*jsonschema.Schema // by media type; nil: any value
	headers map[string]*apiHeader
}

type apiHeader struct {
	required bool
	schema   *jsonschema.Schema // nil: any value
}

// openAPI is the document at path, read once. The error says everything that is
// wrong with it.
func (s *Shared) openAPI(path string) (*apiDocument, error) {
	return cached(s, "openapi", path, loadOpenAPI)
}

func loadOpenAPI(path string) (*apiDocument, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	d := &apiDocument{name: filepath.Base(path), folder: newFolder(filepath.Dir(path)), byID: map[string]*apiOperation{}}
	version, err := d.check(path)
	if err != nil {
		return nil, err
	}
	d.folder.convert = func(v any) any { return asJSONSchema(v, strings.HasPrefix(version, "3.0")) }
	d.compiler = newSchemaCompiler(d.folder.Load)
	root := spot{path: path, value: d.folder.open(path).value}
	if err := d.readPaths(root); err != nil {
		return nil, err
	}
	d.routes.sort()
	return d, nil
}

// check reads and validates the document as OpenAPI and gives its version.
func (d *apiDocument) check(path string) (version string, err error) {
	value, err := readDocument(path)
	if err != nil {
		return "", err
	}
	root, _ := value.(map[string]any)
	version, _ = root["openapi"].(string)
	switch {
	case root["swagger"] != nil:
		return "", fmt.Errorf("it is a Swagger %v document: convert it to OpenAPI 3", root["swagger"])
	case version == "":
		return "", errors.New("it has no key openapi: it is no OpenAPI document")
	case !strings.HasPrefix(version, "3.0") && !strings.HasPrefix(version, "3.1"):
		return "", fmt.Errorf("it is of version %s: OpenAPI 3.0 and 3.1 are read", version)
	}
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = d.readRef
	doc, err := loader.LoadFromFile(path)
	if err != nil {
		return "", err
	}
	return version, doc.Validate(context.Background(), openapi3.EnableMultiError(), openapi3.DisableExamplesValidation(),
		// A default says nothing about answers, and patterns are compiled with their schemas.
		openapi3.DisableSchemaDefaultsValidation(), openapi3.DisableSchemaPatternValidation(),
		// What kin-openapi does not know of 3.1, and what may stand beside a $ref.
		openapi3.AllowExtraSiblingFields("pathItems", "summary", "description"))
}

// readRef reads what a $ref of the document leads to: files of its folder only.
func (d *apiDocument) readRef(_ *openapi3.Loader, at *url.URL) ([]byte, error) {
	if at.Scheme != "" && at.Scheme != "file" {
		return nil, fmt.Errorf("%s is not fetched: a $ref may lead to files of the document's folder only; put a copy of it there", at)
	}
	path, err := d.folder.path(at.Path)
	if err != nil {
		return nil, err
	}
	raw, err := source.ReadFile(path, source.MostText)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.folder.show(path), unreadable(err))
	}
	return raw, nil
}

// spot is a place in a document of the folder, with what stands there.
type spot struct {
	path    string
	pointer []string
	value   any
}

// address is the place as the schema compiler knows it.
func (s spot) address() string {
	return fileURL(s.path) + "#" + jsonschema.Pointer(s.pointer...)
}

// child is what stands at key below s, s being followed through its $ref.
func (d *apiDocument) child(s spot, key string) (spot, bool) {
	s = d.follow(s)
	object, _ := s.value.(map[string]any)
	v, ok := object[key]
	pointer := append(append(make([]string, 0, len(s.pointer)+1), s.pointer...), key)
	return spot{s.path, pointer, v}, ok
}

// follow goes where a $ref at s leads, as far as it leads anywhere: a $ref that
// does not was found wrong before.
func (d *apiDocument) follow(s spot) spot {
	for range 20 {
		object, _ := s.value.(map[string]any)
		ref, ok := object["$ref"].(string)
		if !ok {
			return s
		}
		file, _, _ := strings.Cut(ref, "#")
		path := s.path
		if file != "" {
			if unescaped, err := url.PathUnescape(file); err == nil {
				file = unescaped
			}
			path = filepath.Join(filepath.Dir(s.path), filepath.FromSlash(file))
		}
		path, err := d.folder.path(path)
		if err != nil {
			return s
		}
		pointer := jsonschema.Tokens(ref)
		s = spot{path, pointer, valueAt(d.folder.open(path).value, pointer)}
	}
	return s
}

// schemaAt compiles the schema at s; nil where none stands there.
func (d *apiDocument) schemaAt(s spot, there bool) (*jsonschema.Schema, error) {
	if !there {
		return nil, nil
	}
	schema, err := d.compiler.Compile(s.address())
	if err != nil {
		pointer, sentence := schemaMistake(err)
		if pointer != nil {
			sentence = "at " + instancePath(pointer) + ": " + sentence
		}
		return nil, fmt.Errorf("the schema at %s#/%s: %s", d.folder.show(s.path), strings.Join(s.pointer, "/"), sentence)
	}
	return schema, nil
}
