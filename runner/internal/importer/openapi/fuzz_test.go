package openapi_test

import (
	"os"
	"testing"

	"assay/runner/internal/importer/openapi"
	"assay/runner/internal/source"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	text, err := os.ReadFile("testdata/library.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"openapi": "3.1.0", "servers": [{"url": "http://{h}/v1", "variables": {"h": {"default": "h"}}}], "paths": {"/a/{id}": {"parameters": [{"name": "id", "in": "path", "schema": {"$ref": "#/components/schemas/Id"}}], "post": {"requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}}}}, "responses": {"201": {"content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Id"}]}}}}}, "security": [{"key": []}]}}}, "components": {"schemas": {"Id": {"type": "integer", "minimum": 1, "example": "x"}}, "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "k"}}}}`))
	f.Add([]byte("openapi: 3.2.0\npaths:\n  /s:\n    query: {responses: {default: {content: {text/event-stream: {itemSchema: {type: string, pattern: '^a+$', minLength: 3}}}}}}\n    additionalOperations: {COPY: {responses: {\"2XX\": {$ref: '#/components/responses/none'}}}}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := openapi.Read(&source.File{Name: "api.yaml", Text: text}, openapi.Options{Suite: "s"})
		if err != nil {
			return
		}
		text, err = d.Text("x.suite.yaml")
		if err != nil {
			return // no part of it makes a probe
		}
		if _, err := d.Fixture("x.suite.yaml", text); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
	})
}
