package kinds_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/importer"
	"assay/runner/internal/importer/kinds"
	"assay/runner/internal/source"
)

// files holds a minimal file of each kind that sends a GET to pets.example.
var files = map[string]string{
	"curl":     "curl https://pets.example/pets",
	"har":      `{"log": {"entries": [{"request": {"method": "GET", "url": "https://pets.example/pets", "headers": []}, "response": {"status": 200, "headers": [], "content": {"text": "[]"}}}]}}`,
	"openapi":  `{"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "servers": [{"url": "https://pets.example"}], "paths": {"/pets": {"get": {"responses": {"200": {"description": "pets"}}}}}}`,
	"postman":  `{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [{"request": {"method": "GET", "url": "https://pets.example/pets"}}]}`,
	"hurl":     "GET https://pets.example/pets\nHTTP 200\n",
	"http":     "GET https://pets.example/pets\n",
	"insomnia": "type: collection.insomnia.rest/5.0\ncollection:\n- {name: pets, method: GET, url: 'https://pets.example/pets'}\n",
	"bruno":    "get {\n  url: https://pets.example/pets\n}\n",
}

// Every row reads a file of its kind, under the chosen name, and sends its requests to the chosen
// target if it supports one.
func TestAll(t *testing.T) {
	var names []string
	for _, k := range kinds.All {
		if slices.Contains(names, k.Name) || k.From == "" || k.Doc == "" || k.Example == "" || len(k.Endings) == 0 {
			t.Errorf("%q is there twice, or lacks words or endings", k.Name)
		}
		names = append(names, k.Name)
		dir := t.TempDir()
		path := filepath.Join(dir, "pets."+k.Endings[0])
		if err := os.WriteFile(path, []byte(files[k.Name]), 0o600); err != nil {
			t.Fatal(err)
		}
		want, o := "https://pets.example", importer.Options{Suite: "Chosen", Dir: dir}
		if k.Target {
			want, o.Target = "https://other.example", "https://other.example"
		}
		draft, err := k.Read(&source.File{Name: path, Text: []byte(files[k.Name])}, o)
		if err != nil || draft.Suite != "Chosen" || len(draft.Probes) != 1 {
			t.Fatalf("%s: %+v, %v", k.Name, draft, err)
		}
		text, err := draft.Text(filepath.Join(dir, "pets.suite.yaml"))
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v: no %s in\n%s", k.Name, err, want, text)
		}
		if len(draft.Files) != 0 {
			t.Errorf("%s: the suite reads %s in its own folder and needs no copy", k.Name, path)
		}
	}
	if len(files) != len(names) {
		t.Errorf("files for %d kinds, %v are there", len(files), names)
	}
}

// An OpenAPI document that a suite may not read is copied next to it, but not if the suite is
// written to standard output.
func TestOpenAPICopied(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pets.yaml")
	if err := os.WriteFile(path, []byte(files["openapi"]), 0o600); err != nil {
		t.Fatal(err)
	}
	k := kinds.All[slices.IndexFunc(kinds.All, func(k importer.Kind) bool { return k.Name == "openapi" })]
	file := &source.File{Name: path, Text: []byte(files["openapi"])}
	for _, alone := range []bool{false, true} {
		draft, err := k.Read(file, importer.Options{Suite: "Pets", Dir: filepath.Join(t.TempDir(), "not", "yet"), Alone: alone})
		if err != nil {
			t.Fatal(err)
		}
		copied := len(draft.Files) == 1 && draft.Files[0].Name == "pets.yaml"
		if want := map[bool]string{false: "pets.yaml", true: path}[alone]; draft.OpenAPI != want || copied == alone {
			t.Errorf("alone %v: the suite names %q with %d copies, want %q", alone, draft.OpenAPI, len(draft.Files), want)
		}
	}
}
