package har_test

import (
	"testing"

	"assay/runner/internal/importer/har"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	f.Add(testkit.Read(f, "testdata/browser.har"))
	f.Add([]byte(`{"log":{"entries":[{"request":{"method":"POST","url":"http://h/a?token=1","headers":[{"name":"Cookie","value":"a=b"}],"postData":{"mimeType":"application/json","text":"{\"id\":1}"}},"response":{"status":200,"headers":[{"name":"Content-Type","value":"application/json"}],"content":{"text":"{\"id\":\"00000000\"}"}}}]}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := har.Read(&source.File{Name: "x.har", Text: text}, har.Options{Suite: "s"})
		testkit.Imported(t, d, err)
	})
}
