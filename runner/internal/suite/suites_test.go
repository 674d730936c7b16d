package suite_test

import (
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	_ "assay/runner/cel"
	"assay/runner/internal/suite"
	_ "assay/runner/xpath"
)

// documents returns the suites of the tree and this package's own valid ones.
func documents(t *testing.T) []string {
	t.Helper()
	var out []string
	for _, root := range []string{"../../../suites", "testdata/good"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if strings.HasSuffix(path, ".suite.yaml") {
				out = append(out, path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func noEnv(string) (string, bool) { return "", false }

func TestSuitesOfTheTreeLoad(t *testing.T) {
	for _, path := range documents(t) {
		if _, err := suite.Load(path, suite.Options{Env: noEnv}); err != nil {
			t.Errorf("%s:\n%v", path, err)
		}
	}
}
