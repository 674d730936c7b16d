package bruno_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"assay/runner/internal/importer/bruno"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	err := fs.WalkDir(os.DirFS("testdata"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".golden") || strings.HasSuffix(path, ".json") {
			return err
		}
		text, err := os.ReadFile("testdata/" + path)
		f.Add(text, []byte("vars {\n  host: https://shop.example\n}\nheaders {\n  A: b\n}\n"), strings.HasSuffix(path, ".yml"))
		return err
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text, other []byte, open bool) {
		if len(text)+len(other) > testkit.MostFuzzed {
			return
		}
		ending, root := ".bru", "bruno.json"
		if open {
			ending, root = ".yml", "opencollection.yml"
		}
		folder := fstest.MapFS{
			"one" + ending: {Data: text}, "a/two" + ending: {Data: text}, "a/folder" + ending: {Data: other},
			"environments/dev" + ending: {Data: other}, "collection.bru": {Data: other},
		}
		d, err := bruno.Read(&source.File{Name: root, Text: other}, bruno.Options{Suite: "s", Folder: folder})
		testkit.Imported(t, d, err)
	})
}
