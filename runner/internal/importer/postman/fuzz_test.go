package postman_test

import (
	"os"
	"testing"

	"assay/runner/internal/importer/postman"
	"assay/runner/internal/source"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	text, err := os.ReadFile("testdata/shop.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"item":[{"name":"a","event":[{"listen":"test","script":{"exec":["pm.test('t', () => { pm.expect(pm.response.json().a[0]).to.not.eql({b: 1}); });"]}}],"request":{"url":"http://h/:x?q={{v}}","body":{"mode":"raw","raw":"{\"n\": {{n}}}"}}}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := postman.Read(&source.File{Name: "c.json", Text: text}, postman.Options{Suite: "s"})
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
