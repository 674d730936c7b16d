package httpfile_test

import (
	"bytes"
	"os"
	"testing"

	"assay/runner/internal/importer/httpfile"
	"assay/runner/internal/source"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	text, err := os.ReadFile("testdata/shop.http")
	if err != nil {
		f.Fatal(err)
	}
	for _, region := range bytes.Split(text, []byte("\n###")) {
		f.Add(append([]byte("###"), region...), []byte(`{"dev": {"page": 1, "key": "{{$shared x}}"}, "$shared": {"x": true}}`))
	}
	f.Fuzz(func(t *testing.T, text, places []byte) {
		if len(text)+len(places) > 4<<10 {
			return // what takes this many bytes was met with fewer
		}
		o := httpfile.Options{Suite: "s", ReadFile: func(string) ([]byte, error) { return places, nil }}
		if len(places) > 0 {
			o.Environments = []*source.File{{Name: "http-client.env.json", Text: places}}
		}
		d, err := httpfile.Read(&source.File{Name: "a.http", Text: text}, o)
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
