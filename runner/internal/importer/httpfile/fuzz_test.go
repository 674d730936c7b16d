package httpfile_test

import (
	"bytes"
	"testing"

	"assay/runner/internal/importer/httpfile"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	for _, region := range bytes.Split(testkit.Read(f, "testdata/shop.http"), []byte("\n###")) {
		f.Add(append([]byte("###"), region...), []byte(`{"dev": {"page": 1, "key": "{{$shared x}}"}, "$shared": {"x": true}}`))
	}
	f.Fuzz(func(t *testing.T, text, places []byte) {
		if len(text)+len(places) > testkit.MostFuzzed {
			return
		}
		o := httpfile.Options{Suite: "s", ReadFile: func(string) ([]byte, error) { return places, nil }}
		if len(places) > 0 {
			o.Environments = []*source.File{{Name: "http-client.env.json", Text: places}}
		}
		d, err := httpfile.Read(&source.File{Name: "a.http", Text: text}, o)
		testkit.Imported(t, d, err)
	})
}
