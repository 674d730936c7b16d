package curl_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"assay/runner/internal/importer/curl"
	"assay/runner/internal/source"
)

// FuzzRead is apart from the other tests of importing, whose binary includes the engine and its
// database: each input would pay for the coverage counters of all of them.
func FuzzRead(f *testing.F) {
	for _, file := range []string{"notes", "browser", "flags"} {
		text, err := os.ReadFile(filepath.Join("testdata", file+".sh"))
		if err != nil {
			f.Fatal(err)
		}
		for _, paragraph := range bytes.Split(text, []byte("\n\n")) {
			f.Add(append(paragraph, '\n'))
		}
	}
	f.Add([]byte("A=1; curl -u a:b \"$A/x\" -d @- <<E\n$B\nE\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 4<<10 {
			return // what takes this many bytes was met with fewer
		}
		d, err := curl.Read(&source.File{Name: "c.sh", Text: text}, curl.Options{Suite: "s"})
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
