package suite_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// addSuites adds the suites of the tests and those of the project.
func addSuites(f *testing.F) {
	f.Helper()
	for _, pattern := range []string{"testdata/*/*.yaml", "../../../suites/*/*.yaml"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(text)
		}
	}
}

func FuzzParse(f *testing.F) {
	addSuites(f)
	f.Add([]byte("a: &a [&b [*a]]\n"))
	f.Add([]byte("suite: A\nprobes: {a: &p {<<: *p, each: {x: }, path: \"${a[x].b}\"}}\n"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := suite.Parse(filepath.Join(dir, "a.suite.yaml"), text, suite.Options{Env: noEnv})
		var ps source.Problems
		if err != nil && (!errors.As(err, &ps) || len(ps) == 0) {
			t.Errorf("an error that is no list of mistakes: %v", err)
		}
		if (s == nil) != (err != nil) {
			t.Errorf("suite %v and error %v", s, err)
		}
		_ = ps.Error()
	})
}
