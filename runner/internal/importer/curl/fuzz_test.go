package curl_test

import (
	"testing"

	"assay/runner/internal/importer/curl"
	"assay/runner/internal/source"
	"assay/runner/internal/testkit"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	for _, paragraph := range testkit.Paragraphs(f, "testdata/notes.sh", "testdata/browser.sh", "testdata/flags.sh") {
		f.Add(paragraph)
	}
	f.Add([]byte("A=1; curl -u a:b \"$A/x\" -d @- <<E\n$B\nE\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > testkit.MostFuzzed {
			return
		}
		d, err := curl.Read(&source.File{Name: "c.sh", Text: text}, curl.Options{Suite: "s"})
		testkit.Imported(t, d, err)
	})
}
