package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"assay/runner/internal/source"
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
		return nil, missing(path, err)
	}
	if !info.IsDir() {
		return []string{root}, nil
	}
	files, other, err := below(root)
	switch {
	case err != nil:
		return nil, fmt.Errorf("looking for suites in %s: %w", path, err)
	case len(files) > 0:
		return files, nil
	case other != "":
		return nil, fmt.Errorf("no suite in %s: no file there or below ends in %s; if %s is one, rename it", path, suite.Suffix, other)
	}
	return nil, fmt.Errorf("no suite in %s: no file there or below ends in %s; assay init and assay import make one", path, suite.Suffix)
}

// missing says that nothing is at a path, and what was probably meant.
func missing(path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("no suite at %s: %w", path, err)
	}
	wrong := fmt.Errorf("no suite at %s: there is no such file or folder", path)
	if i := strings.IndexAny(path, "*?["); i >= 0 {
		return fmt.Errorf("%w; patterns are the shell's: a folder stands for all suites below it, as in assay run %s", wrong, filepath.Dir(path[:i]+"x"))
	}
	beside, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*"+suite.Suffix))
	if near := source.Within(path, beside, 3); near != "" {
		return fmt.Errorf("%w; did you mean %s?", wrong, near)
	}
	path = filepath.Clean(strings.TrimSuffix(path, "..."))
	all, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
	folders := slices.DeleteFunc(all, func(name string) bool { info, err := os.Stat(name); return err != nil || !info.IsDir() })
	if near := source.Nearest(path, folders); near != "" {
		return fmt.Errorf("%w; did you mean %s?", wrong, near)
	}
	return fmt.Errorf("%w; name a suite, or a folder with suites below it", wrong)
}

// below returns the suites below a folder, and the first other file of YAML.
func below(root string) (files []string, other string, err error) {
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && PassedOver(d.Name()):
			return fs.SkipDir
		case !d.IsDir() && strings.HasSuffix(d.Name(), suite.Suffix):
			files = append(files, path)
		case !d.IsDir() && (other == "" || strings.Contains(d.Name(), ".suit")) && (filepath.Ext(path) == ".yaml" || filepath.Ext(path) == ".yml"):
			other = path
		}
		return nil
	})
	return files, other, err
}

// PassedOver reports whether a folder of that name is looked into only if it is named.
func PassedOver(folder string) bool {
	switch folder {
	case "testdata", "node_modules", "vendor":
		return true
	}
	return strings.HasPrefix(folder, ".") || strings.HasPrefix(folder, "_")
}
