package suite_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

var update = flag.Bool("update", false, "rewrite the golden files")

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

func compareGolden(t *testing.T, path, got string) {
	t.Helper()
	if wd, err := os.Getwd(); err == nil {
		got = strings.ReplaceAll(got, filepath.Dir(filepath.Dir(filepath.Dir(wd))), "PROJECT")
	}
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); -update rewrites it:\n%s", path, diff)
	}
}
