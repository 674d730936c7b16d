package importer_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/importer/bruno"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// A folder of .bru files, and one of OpenCollection, become the documents of the goldens: in the
// order of bru run, with what the requests inherit, and a file that is broken listed.
func TestBruno(t *testing.T) {
	for name, entry := range map[string]string{"shop": "bruno.json", "open": "opencollection.yml"} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join("bruno/testdata", name)
			file := read(t, filepath.Join(dir, entry))
			d, err := bruno.Read(file, bruno.Options{Suite: "shop", Folder: os.DirFS(dir)})
			if err != nil {
				t.Fatal(err)
			}
			_, text, _ := written(t, d)
			testkit.Golden(t, "bruno/testdata/"+name+".golden", shown(d, text))
			if strings.Contains(text, "invented") {
				t.Errorf("a secret is in the document:\n%s", text)
			}
		})
	}
}

// Files without a request are refused, with the reason.
func TestBrunoRefused(t *testing.T) {
	var all strings.Builder
	for name, text := range map[string]string{"a.bru": "", "b.bru": "get {\n", "c.bru": "stray\n", "d.bru": "meta {\n  name: x\n  type: grpc\n}\n\ngrpc {\n  url: y\n}\n", "e.bru": "get {\n  body: none\n}\n", "f.yml": "[]", "g.yml": "a: [", "bruno.json": "{}"} {
		_, err := bruno.Read(&source.File{Name: name, Text: []byte(text)}, bruno.Options{Suite: "s"})
		if err == nil {
			t.Errorf("%q is taken", text)
			continue
		}
		all.WriteString(err.Error() + "\n")
	}
	lines := strings.SplitAfter(all.String(), "\n")
	for _, want := range []string{
		"a.bru:1:1: there is no request in it", "b.bru:1:1: the file b.bru is left out: the block get has no end: a line }",
		`c.bru:1:1: the file c.bru is left out: a block starts with a line like "get {", got "stray"`, `d.bru:1:1: the request "x" is left out: it is one of grpc`,
		`e.bru:1:1: the request "" has no address yet`, "f.yml:1:1: the file f.yml is left out: it is no map", "g.yml:1:1: the file g.yml is left out: it is no YAML",
		"bruno.json: the files of the collection are not at hand",
	} {
		if !strings.Contains(strings.Join(lines, ""), want) {
			t.Errorf("no line %q in\n%s", want, all.String())
		}
	}
}

// Values of variables see the variables of all scopes, as in bru; values that lead back to
// themselves, or that grow without an end, are listed.
func TestBrunoVariablesInVariables(t *testing.T) {
	vars := "a: 1\n  b: {{a}}2\n  loop: {{back}}\n  back: x{{loop}}\n  n0: {{process.env.BIG}}\n"
	for i := range 40 {
		vars += fmt.Sprintf("  n%d: {{n%d}}{{n%d}}\n", i+1, i, i)
	}
	text := "get {\n  url: https://shop.example/{{b}}/{{loop}}/{{n40}}\n}\n\nvars:pre-request {\n  " + vars + "}\n"
	d, err := bruno.Read(&source.File{Name: "one.bru", Text: []byte(text)}, bruno.Options{Suite: "s"})
	if err != nil {
		t.Fatal(err)
	}
	_, suite, _ := written(t, d)
	all := shown(d, suite)
	for _, want := range []string{"path: /${a}2/x${loop}/", "the collection gives {{loop}} no value", "is longer than 65536 bytes, and left out"} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%.2000s", want, all)
		}
	}
}
