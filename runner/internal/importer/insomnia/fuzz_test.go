package insomnia_test

import (
	"os"
	"testing"

	"assay/runner/internal/importer/insomnia"
	"assay/runner/internal/source"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"shop.yaml", "four.json"} {
		text, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("type: collection.insomnia.rest/5.0\ncollection:\n- {url: 'https://h/{{ _.a }}', method: GET, name: n, meta: {id: r}}\n- {url: \"h/{% response 'body', 'r', '$.a' %}\", method: PUT, body: {text: '{}', mimeType: application/json}}\nenvironments: {data: {a: 1, token: x}}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4<<10 {
			return // what takes this many bytes was met with fewer
		}
		d, err := insomnia.Read(&source.File{Name: "a.yaml", Text: text}, insomnia.Options{Suite: "s"})
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
