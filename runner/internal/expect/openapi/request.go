package openapi

import (
	"fmt"
	"slices"

	"assay/runner/internal/expect/schema"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/jsonschema"
)

// Response returns why the documented response of a status ("200", "2XX", "default") of an
// operation cannot be judged; nil if it can, or if there is none. template is the path as
// documented: "/products/{id}".
func (d *Document) Response(method, template, status string) error {
	i := slices.IndexFunc(d.byPath[template], func(op *apiOperation) bool { return op.method == method })
	if i < 0 {
		return nil
	}
	op := d.byPath[template][i]
	r := op.response(status)
	if r == nil {
		return op.problem
	}
	return d.prepare(r)
}

// Refuses returns why the schema at a JSON pointer, given in parts, of a file of the document
// refuses a value that a request sends: "at $.id: expected format: uuid, got "7" (string)". It
// returns "" if the schema takes the value, or cannot be judged by.
func (d *Document) Refuses(file string, pointer []string, v any) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	compiled, err := d.compiler.Compile(spot{path: file, pointer: pointer}.address())
	if err != nil {
		return ""
	}
	place, expected, actual := schema.First(compiled, v, d.onlyRead)
	if place == "" {
		return ""
	}
	return fmt.Sprintf("at %s: expected %s, got %s", place, expected, actual)
}

// onlyRead reports whether an error is that readOnly properties are missing, which a request has no
// need of (OpenAPI 3.1, section 4.8.24.3).
func (d *Document) onlyRead(e *jsonschema.Error) bool {
	if e.Keyword != "required" {
		return false
	}
	path := schema.FilePath(e.Schema)
	at := spot{path: path, pointer: jsonschema.Tokens(e.Schema)}
	at.value = values.At(d.folder.Open(path).Value, at.pointer)
	properties, _ := d.child(at, "properties")
	return !slices.ContainsFunc(e.Words, func(name string) bool {
		property, _ := d.child(properties, name)
		property, _ = d.follow(property)
		object, _ := property.value.(map[string]any)
		return object["readOnly"] != true
	})
}
