package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"assay/runner/internal/suite"
)

// Suites lists the suite files at the paths, each once: a file is itself, a folder (with or without
// "/...") every *.suite.yaml below it, ordered by name. Folders that hold no contracts are skipped
// unless named: hidden ones, those whose name starts with "_", testdata, node_modules and vendor.
// Without paths, the current folder is read. A path without suites is an error.
func Suites(paths []string) ([]string, error) {
	if len(paths) == 0 {
		paths = []string{"."}
	}
	var found []string
	var wrong []error
	seen := map[string]bool{}
	for _, path := range paths {
		files, err := suitesAt(path)
		if err != nil {
			wrong = append(wrong, err)
		}
		for _, f := range files {
			if key := filepath.Clean(f); !seen[key] {
				seen[key] = true
				found = append(found, f)
			}
		}
	}
	return found, errors.Join(wrong...)
}

func suitesAt(path string) ([]string, error) {
	root := path
	if rest, ok := strings.CutSuffix(path, "..."); ok {
		root = filepath.Clean(rest + ".")
		if trimmed := strings.TrimRight(rest, "/\\"); trimmed != "" {
			root = trimmed
		}
	}
	info, err := os.Stat(root)
	if err != nil {
		return nil, fmt.Errorf("no suite at %s: %w", path, err)
	}
	if !info.IsDir() {
		return []string{root}, nil
	}
	files, err := below(root)
	if err != nil {
		return nil, fmt.Errorf("looking for suites in %s: %w", path, err)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no suite in %s: no file there or below ends in %s", path, suite.Suffix)
	}
	return files, nil
}

func below(root string) ([]string, error) {
	var files []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && passedOver(d.Name()):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(d.Name(), suite.Suffix):
			files = append(files, path)
		}
		return nil
	})
	return files, err
}

func passedOver(folder string) bool {
	switch folder {
	case "testdata", "node_modules", "vendor":
		return true
	}
	return strings.HasPrefix(folder, ".") || strings.HasPrefix(folder, "_")
}
