package spec

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
)

// ginkgoNames are what the ginkgo command looks for in the text of a package's
// _test.go files (ginkgo/internal/test_suite.go of v2). Where it finds none, it runs
// the package as plain go test would, and all of its own flags are lost.
var ginkgoNames = [][]byte{[]byte(`/ginkgo"`), []byte(`/ginkgo/v2"`), []byte(`/ginkgo/v2/dsl/`), []byte("package ginkgo")}

// byName refuses a package that the ginkgo command would not take for one of its own,
// whoever runs it: what go test finds in CI is then not paid for by the first person
// who says --label-filter '!paid'. A test binary that runs where there are no _test.go
// files was compiled elsewhere, and gets its flags from whoever starts it.
func byName() error {
	entries, err := os.ReadDir(".")
	if err != nil {
		return fmt.Errorf("looking at the test package: %w", err)
	}
	entry := ""
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("looking at the test package: %w", err)
		}
		if namesGinkgo(text) {
			return nil
		}
		if entry == "" || bytes.Contains(text, []byte(`/runner/spec"`)) {
			entry = name
		}
	}
	if entry == "" {
		return nil
	}
	return errors.New("nothing was run: no _test.go file of this package imports Ginkgo by name, so that the ginkgo command does not take it for a suite.\n" +
		"It would drop --label-filter, --focus, --skip, --dry-run, -p, its reports and what stands after -- without a word,\n" +
		"and send every probe.\n\n" +
		"add to " + entry + ":\n\n" +
		"	import _ \"github.com/onsi/ginkgo/v2\"")
}

// namesGinkgo reports whether the ginkgo command takes a test file for one of its own.
func namesGinkgo(text []byte) bool {
	for _, name := range ginkgoNames {
		if bytes.Contains(text, name) {
			return true
		}
	}
	return false
}
