package hurl_test

import (
	"testing"

	"assay/runner/internal/importer/hurl"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	for _, paragraph := range testkit.Paragraphs(f, "testdata/shop.hurl") {
		f.Add(paragraph)
	}
	f.Add([]byte("GET http://{{h}}/a\n[Query]\nq: v\nHTTP 200\n[Captures]\nid: jsonpath \"$.a\"\n[Asserts]\njsonpath \"$.a\" count == 2\n{\"a\": 1}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > testkit.MostFuzzed {
			return
		}
		d, err := hurl.Read(&source.File{Name: "a.hurl", Text: text}, hurl.Options{Suite: "s"})
		testkit.Imported(t, d, err)
	})
}
