// Command module renames Assay's module everywhere it stands: go.mod, imports, documents,
// expected output and the linters' configuration.
//
//	go run ./scripts/module github.com/acme/assay
//
// The path of a module is where the go command fetches it from, so this is done once for
// the host that the repository lives on (make module MODULE=…). It may be done again; a
// name that stands already is no mistake.
//
// Goals: the result builds, and says the same as before. Non-goals: moving packages,
// renaming the command.
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

// checked refuses a path that the go command could not fetch a module from.
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

// rename gives the module in a folder another path: the one that it had, and the number of
// files that were changed.
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
	// The last step: what was cut short before is done again.
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

// made reports whether a folder holds nothing that is written by hand.
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

// mentions finds where a module is meant: before one of its packages, a version or the folder
// that replaces it, and not at the end of a longer path. A folder or a command of the same name is something else.
func mentions(path string) *regexp.Regexp {
	return regexp.MustCompile(`(^|[^\w./~@-])` + regexp.QuoteMeta(path) + `(/runner\b|@| v\d|=DIR\b)`)
}

// rewrite renames the module in a file of text; it reports whether anything was changed.
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

// replace writes a file anew, with the permissions that it has.
func replace(path string, text []byte) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, text, info.Mode().Perm())
}
