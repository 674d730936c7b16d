package insomnia_test

import (
	"testing"

	"assay/runner/internal/importer/insomnia"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"shop.yaml", "four.json"} {
		f.Add(testkit.Read(f, "testdata/"+name))
	}
	f.Add([]byte("type: collection.insomnia.rest/5.0\ncollection:\n- {url: 'https://h/{{ _.a }}', method: GET, name: n, meta: {id: r}}\n- {url: \"h/{% response 'body', 'r', '$.a' %}\", method: PUT, body: {text: '{}', mimeType: application/json}}\nenvironments: {data: {a: 1, token: x}}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > testkit.MostFuzzed {
			return
		}
		d, err := insomnia.Read(&source.File{Name: "a.yaml", Text: text}, insomnia.Options{Suite: "s"})
		testkit.Imported(t, d, err)
	})
}
