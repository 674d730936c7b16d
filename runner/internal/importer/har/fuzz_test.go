package har_test

import (
	"os"
	"testing"

	"assay/runner/internal/importer/har"
	"assay/runner/internal/source"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	text, err := os.ReadFile("testdata/browser.har")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte(`{"log":{"entries":[{"request":{"method":"POST","url":"http://h/a?token=1","headers":[{"name":"Cookie","value":"a=b"}],"postData":{"mimeType":"application/json","text":"{\"id\":1}"}},"response":{"status":200,"headers":[{"name":"Content-Type","value":"application/json"}],"content":{"text":"{\"id\":\"00000000\"}"}}}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := har.Read(&source.File{Name: "x.har", Text: text}, har.Options{Suite: "s"})
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
