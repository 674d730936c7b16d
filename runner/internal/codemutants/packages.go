package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
)

// goPackage is what go list says of a package.
type goPackage struct {
	ImportPath, Dir                          string
	GoFiles, TestGoFiles, XTestGoFiles, Deps []string
	Module                                   struct{ Path, Dir string }

	tests []tested
}

// listed are the packages that the patterns name, with the tests of each.
func listed(ctx context.Context, patterns []string) ([]goPackage, error) {
	packages, err := list(ctx, patterns...)
	if err != nil {
		return nil, err
	}
	houses := []string{"-e"} // there may be no package above
	for i := range packages {
		if p := &packages[i]; p.ImportPath != p.Module.Path {
			houses = append(houses, path.Dir(p.ImportPath))
		}
	}
	byPath := map[string]*goPackage{}
	if len(houses) > 1 {
		slices.Sort(houses[1:])
		above, err := list(ctx, slices.Compact(houses)...)
		if err != nil {
			return nil, err
		}
		for i := range above {
			byPath[above[i].ImportPath] = &above[i]
		}
	}
	for i := range packages {
		p := &packages[i]
		p.tests = p.testsOf(byPath[path.Dir(p.ImportPath)])
	}
	return packages, nil
}

// testsOf returns the tests that should notice a bug in p: its own and, if it is a room of the
// package above it, that one's. A room is imported by the package that it is below.
func (p *goPackage) testsOf(above *goPackage) []tested {
	var out []tested
	if p.hasTests() {
		out = append(out, tested{p.ImportPath, p.Dir})
	}
	if above != nil && above.hasTests() && slices.Contains(above.Deps, p.ImportPath) {
		out = append(out, tested{above.ImportPath, above.Dir})
	}
	return out
}

// alsoTestedBy adds the tests of the packages in with, a list with commas, to those of each
// package.
func alsoTestedBy(ctx context.Context, packages []goPackage, with string) error {
	if with == "" {
		return nil
	}
	testing, err := list(ctx, strings.Split(with, ",")...)
	if err != nil {
		return err
	}
	for i := range packages {
		p := &packages[i]
		for _, t := range testing {
			if its := (tested{t.ImportPath, t.Dir}); t.hasTests() && !slices.Contains(p.tests, its) {
				p.tests = append(p.tests, its)
			}
		}
	}
	return nil
}

func (p *goPackage) hasTests() bool { return len(p.TestGoFiles)+len(p.XTestGoFiles) > 0 }

// list is what go list says with these arguments.
func list(ctx context.Context, args ...string) ([]goPackage, error) {
	out, err := exec.CommandContext(ctx, "go", append([]string{"list", "-json=ImportPath,Dir,GoFiles,TestGoFiles,XTestGoFiles,Deps,Module"}, args...)...).Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			err = fmt.Errorf("go list: %w\n%s", err, failed.Stderr)
		}
		return nil, err
	}
	var all []goPackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p goPackage
		switch err := d.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, p)
	}
}
