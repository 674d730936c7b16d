package postman_test

import (
	"testing"

	"assay/runner/internal/importer/postman"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	f.Add(testkit.Read(f, "testdata/shop.json"))
	f.Add([]byte(`{"item":[{"name":"a","event":[{"listen":"test","script":{"exec":["pm.test('t', () => { pm.expect(pm.response.json().a[0]).to.not.eql({b: 1}); });"]}}],"request":{"url":"http://h/:x?q={{v}}","body":{"mode":"raw","raw":"{\"n\": {{n}}}"}}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := postman.Read(&source.File{Name: "c.json", Text: text}, postman.Options{Suite: "s"})
		testkit.Imported(t, d, err)
	})
}
