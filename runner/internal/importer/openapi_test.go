package importer_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/importer/openapi"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// A document becomes a probe for each operation, with its examples first, and generated values
// listed.
func TestOpenAPI(t *testing.T) {
	for _, file := range []string{"openapi/testdata/library.yaml", "../../../suites/examples/shop.openapi.yaml"} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			from := read(t, file)
			dir := t.TempDir()
			from.Name = filepath.Join(dir, filepath.Base(file))
			if err := os.WriteFile(from.Name, from.Text, 0o644); err != nil {
				t.Fatal(err)
			}
			d, err := openapi.Read(from, openapi.Options{Suite: "library", Path: from.Name})
			if err != nil {
				t.Fatal(err)
			}
			d.OpenAPI = ""
			for _, f := range d.Findings {
				f.Expect = f.Expect[:1]
			}
			_, text, _ := written(t, d)
			testkit.Golden(t, "openapi/testdata/"+strings.TrimSuffix(filepath.Base(file), ".yaml")+".golden", strings.ReplaceAll(shown(d, text), dir+"/", ""))
		})
	}
}

// An imported document runs: every operation is sent, and judged by the document.
func TestOpenAPIRuns(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		switch r.Method + " " + r.URL.Path {
		case "GET /v1/books":
			if r.Header.Get("X-Trace") == "" || r.URL.Query().Get("limit") != "20" || len(r.URL.Query()["tag"]) != 2 {
				t.Errorf("got %s %v", r.URL, r.Header)
			}
			_ = json.NewEncoder(w).Encode([]any{map[string]any{"id": 1}})
		case "POST /v1/books":
			w.WriteHeader(http.StatusCreated)
		case "DELETE /v1/books/42":
			if r.Header.Get("X-API-Key") != "invented-key" {
				t.Errorf("no key: %v", r.Header)
			}
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	defer server.Close()
	dir := t.TempDir()
	from := read(t, "openapi/testdata/library.yaml")
	from.Name = filepath.Join(dir, "library.yaml")
	if err := os.WriteFile(from.Name, from.Text, 0o644); err != nil {
		t.Fatal(err)
	}
	d, err := openapi.Read(from, openapi.Options{Suite: "library", Path: "library.yaml", Target: server.URL + "/v1"})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "library.suite.yaml")
	text, err := d.Text(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	o := engine.Options{Mode: pipeline.Live, AllowWrites: true, Secret: func(string) (string, bool) { return "invented-key", true }}
	documents, err := engine.Open([]string{path}, o)
	if err != nil {
		t.Fatal(err)
	}
	all := verdicts(t, documents, o)
	for id, want := range map[string]judge.Outcome{
		"list-books": judge.Broken, // a book without its title
		"add-book":   judge.Holds, "read-book": judge.Holds, "delete-books-book-id": judge.Holds,
	} {
		if all[id].Outcome != want {
			t.Errorf("%s is %s, want %s: %s", id, all[id].Outcome, want, all[id].Reason)
		}
	}
}

// An OpenAPI 3.2 document in JSON, with parts in other files: each is reported.
func TestOpenAPIOfSeveralFiles(t *testing.T) {
	from := read(t, "openapi/testdata/parts/api.json")
	from.Name = "openapi/testdata/parts/api.json"
	var beside []string
	d, err := openapi.Read(from, openapi.Options{Suite: "parts", Target: "http://127.0.0.1:1", Beside: func(path string, text []byte) {
		if len(text) == 0 {
			t.Errorf("%s has no text", path)
		}
		beside = append(beside, filepath.ToSlash(path))
	}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range d.Findings {
		f.Expect = f.Expect[:1] // the document lies outside the suite's project
	}
	_, text, _ := written(t, d)
	testkit.Golden(t, "openapi/testdata/parts/api.golden", shown(d, text)+"\nbeside: "+strings.Join(beside, ", ")+"\n")
}

func TestOpenAPIRefused(t *testing.T) {
	var all strings.Builder
	for _, text := range []string{"", "swagger: '2.0'\npaths: {/a: {get: {responses: {}}}}\n", "a: 1\n", "openapi: 3.0.0\ninfo: {title: t, version: '1'}\npaths: {}\n", "openapi: [\n",
		"openapi: 3.1.0\npaths: {/a: {$ref: '#/gone'}}\n", "openapi: 3.1.0\npaths: {/a: {$ref: 'https://example.com/a.yaml'}}\n", "openapi: 3.1.0\npaths: {/a: {$ref: ../a.yaml}}\n",
		"openapi: 3.1.0\npaths: {/a: {$ref: gone.yaml}}\n", `{"openapi": "3.1.0", "paths": {"/a": {"$ref": "#/b\u0063"}}}`} {
		_, err := openapi.Read(&source.File{Name: "api.yaml", Text: []byte(text)}, openapi.Options{Suite: "s"})
		if err == nil {
			t.Errorf("%q is taken", text)
			continue
		}
		all.WriteString(err.Error() + "\n")
	}
	testkit.Golden(t, "testdata/openapi-refused.golden", all.String())
}
