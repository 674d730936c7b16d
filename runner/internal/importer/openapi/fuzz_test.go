package openapi_test

import (
	"testing"

	"assay/runner/internal/importer/openapi"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	f.Add(testkit.Read(f, "testdata/library.yaml"))
	f.Add([]byte(`{"openapi": "3.1.0", "servers": [{"url": "http://{h}/v1", "variables": {"h": {"default": "h"}}}], "paths": {"/a/{id}": {"parameters": [{"name": "id", "in": "path", "schema": {"$ref": "#/components/schemas/Id"}}], "post": {"requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}}}}, "responses": {"201": {"content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Id"}]}}}}}, "security": [{"key": []}]}}}, "components": {"schemas": {"Id": {"type": "integer", "minimum": 1, "example": "x"}}, "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "k"}}}}`))
	f.Add([]byte("openapi: 3.2.0\npaths:\n  /s:\n    query: {responses: {default: {content: {text/event-stream: {itemSchema: {type: string, pattern: '^a+$', minLength: 3}}}}}}\n    additionalOperations: {COPY: {responses: {\"2XX\": {$ref: '#/components/responses/none'}}}}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := openapi.Read(&source.File{Name: "api.yaml", Text: text}, openapi.Options{Suite: "s"})
		testkit.Imported(t, d, err)
	})
}
