package suite_test

import (
	"os"
	"path/filepath"
	"testing"

	"assay/runner/internal/suite"
)

// A planned suite keeps the requests of those probes alone that send a file, which a curl command
// names.
func TestLetGo(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "body.bin"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	const text = `suite: A
target: http://127.0.0.1:1
probes:
  plain: {path: /a}
  rows: {path: /b, each: {x: {query: {a: b}}}}
  file: {path: /c, file: body.bin}
  some: {path: /d, file: body.bin, each: {one: {json: {}}, other: {query: {a: b}}}}
`
	s, err := suite.Parse(filepath.Join(dir, "a.suite.yaml"), []byte(text), suite.Options{Env: noEnv})
	if err != nil {
		t.Fatal(err)
	}
	s.LetGo()
	for i, kept := range []bool{false, false, true, true} {
		p := s.Probes[i]
		if (p.Request != nil) != kept {
			t.Errorf("%s: kept %t, want %t", p.ID, p.Request != nil, kept)
		}
		for _, row := range p.Rows {
			if (row.Request != nil) != kept {
				t.Errorf("%s[%s]: kept %t, want %t", p.ID, row.Name, row.Request != nil, kept)
			}
		}
	}
}
