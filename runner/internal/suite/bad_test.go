package suite_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/source"
	"assay/runner/internal/suite"
	"assay/runner/internal/testkit"
)

// A golden file holds every message about a document, as a person reads it.
func TestMistakesOfDocuments(t *testing.T) {
	paths, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, path := range paths {
		if strings.Contains(path, "cycles-") {
			continue // included by another
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			_, err := suite.Load(path, suite.Options{Env: noEnv})
			var ps source.Problems
			if !errors.As(err, &ps) {
				t.Fatalf("expected mistakes, got %v", err)
			}
			compareGolden(t, strings.TrimSuffix(path, ".yaml")+".golden", ps.Error()+"\n")
		})
	}
}

// compareGolden compares a text with the file at path, whatever the folder of the checkout.
func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if wd, err := os.Getwd(); err == nil {
		got = strings.ReplaceAll(got, filepath.Dir(filepath.Dir(filepath.Dir(wd))), "PROJECT")
	}
	testkit.Golden(t, path, got)
}
