package hurl_test

import (
	"bytes"
	"os"
	"testing"

	"assay/runner/internal/importer/hurl"
	"assay/runner/internal/source"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	text, err := os.ReadFile("testdata/shop.hurl")
	if err != nil {
		f.Fatal(err)
	}
	for _, paragraph := range bytes.Split(text, []byte("\n\n")) {
		f.Add(append(paragraph, '\n'))
	}
	f.Add([]byte("GET http://{{h}}/a\n[Query]\nq: v\nHTTP 200\n[Captures]\nid: jsonpath \"$.a\"\n[Asserts]\njsonpath \"$.a\" count == 2\n{\"a\": 1}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4<<10 {
			return // what takes this many bytes was met with fewer
		}
		d, err := hurl.Read(&source.File{Name: "a.hurl", Text: text}, hurl.Options{Suite: "s"})
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
