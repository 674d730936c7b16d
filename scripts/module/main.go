// Command module renames Assay's module everywhere: go.mod, imports, documents, expected output and
// the linters' configuration.
//
//	go run ./scripts/module github.com/acme/assay
//
// The go command fetches a module by its path, so run this once for the repository's host (make
// module MODULE=…). Running it again, also with the current name, is fine.
//
// Goals: the result builds, and is otherwise unchanged. Non-goals: moving packages, renaming the
// command.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/mod/module"
)

func main() {
	if len(os.Args) != 2 {
		fail(errors.New("make module needs the new path: make module MODULE=github.com/acme/assay"))
	}
	to := os.Args[1]
	if err := checked(to); err != nil {
		fail(err)
	}
	from, changed, err := rename(".", to)
	switch {
	case err != nil:
		fail(err)
	case from == to:
		fmt.Printf("the module is %s already\n", to)
	default:
		fmt.Printf("renamed %s to %s in %d files; go vet ./... and make test check it\n", from, to, changed)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "module: "+err.Error())
	os.Exit(2)
}

// checked refuses a path from which the go command could not fetch a module.
func checked(path string) error {
	err := module.CheckPath(path)
	if err == nil {
		return nil
	}
	why := err.Error()
	var invalid *module.InvalidPathError
	if errors.As(err, &invalid) {
		why = invalid.Err.Error()
	}
	return fmt.Errorf("MODULE=%s: the go command fetches no module from there (%s); write host/owner/name, for instance github.com/acme/assay", path, why)
}

// rename changes the path of the module in a folder. It returns the old path and the number of
// changed files.
func rename(root, to string) (from string, changed int, err error) {
	file := filepath.Join(root, "go.mod")
	text, err := os.ReadFile(file)
	if err != nil {
		return "", 0, err
	}
	if from = modfile.ModulePath(text); from == "" {
		return "", 0, fmt.Errorf("%s names no module", file)
	}
	if from == to {
		return from, 0, nil
	}
	named := mentions(from)
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && made(root, path):
			return fs.SkipDir
		case !d.Type().IsRegular() || path == file:
			return nil
		}
		did, err := rewrite(path, named, to)
		if did {
			changed++
		}
		return err
	})
	if err != nil {
		return from, changed, err
	}
	// The last step, so that an interrupted run can be repeated.
	mod, err := modfile.Parse(file, text, nil)
	if err == nil {
		err = mod.AddModuleStmt(to)
	}
	if err != nil {
		return from, changed, err
	}
	out, err := mod.Format()
	if err != nil {
		return from, changed, err
	}
	return from, changed + 1, replace(file, out)
}

// made reports whether a folder holds generated files only.
func made(root, path string) bool {
	rel, err := filepath.Rel(root, path)
	if err != nil {
		return false
	}
	switch rel {
	case ".git", "bin", "dist", "nightly":
		return true
	}
	return false
}

// mentions matches uses of a module's path: before one of its packages, a version or the folder
// that replaces it, and not at the end of a longer path. A folder or a command of the same name
// does not match.
func mentions(path string) *regexp.Regexp {
	return regexp.MustCompile(`(^|[^\w./~@-])` + regexp.QuoteMeta(path) + `(/runner\b|@| v\d|=DIR\b)`)
}

// rewrite renames the module in a text file; it reports whether the file changed.
func rewrite(path string, named *regexp.Regexp, to string) (bool, error) {
	old, err := os.ReadFile(path)
	if err != nil || bytes.IndexByte(old, 0) >= 0 || !named.Match(old) {
		return false, err
	}
	text := named.ReplaceAll(old, []byte("${1}"+strings.ReplaceAll(to, "$", "$$")+"${2}"))
	if filepath.Ext(path) == ".go" {
		if text, err = format.Source(text); err != nil {
			return false, fmt.Errorf("%s: %w", path, err)
		}
	}
	return true, replace(path, text)
}

// replace overwrites a file, keeping its permissions.
func replace(path string, text []byte) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, info.Mode().Perm())
}
