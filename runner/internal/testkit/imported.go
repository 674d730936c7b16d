package testkit

import (
	"bytes"
	"os"
	"testing"
)

// MostFuzzed is how many bytes a fuzz target of an importer reads: what takes more was met with
// fewer.
const MostFuzzed = 4 << 10

// Imported checks what an importer made of a fuzzed file: a draft that becomes a suite can be
// planned, and its recorded answers be written. err is the error of reading the file.
func Imported[F any](t *testing.T, d interface {
	Text(path string) ([]byte, error)
	Fixture(path string, suite []byte) (F, error)
}, err error,
) {
	t.Helper()
	if err != nil {
		return
	}
	const path = "x.suite.yaml"
	text, err := d.Text(path)
	if err != nil {
		return // no part of it makes a probe
	}
	if _, err := d.Fixture(path, text); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
}

// Paragraphs returns the parts of files that empty lines part, as seeds of a fuzz target.
func Paragraphs(f *testing.F, paths ...string) [][]byte {
	f.Helper()
	var out [][]byte
	for _, path := range paths {
		for _, paragraph := range bytes.Split(Read(f, path), []byte("\n\n")) {
			out = append(out, append(paragraph, '\n'))
		}
	}
	return out
}

// Read returns the text of a file of the test.
func Read(t testing.TB, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
