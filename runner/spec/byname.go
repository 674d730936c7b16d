package spec

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
)

// ginkgoNames are the texts that the ginkgo command looks for in a package's _test.go files
// (ginkgo/internal/test_suite.go of v2). If it finds none, it runs the package as plain go test
// would, and ignores all of its own flags.
var ginkgoNames = [][]byte{[]byte(`/ginkgo"`), []byte(`/ginkgo/v2"`), []byte(`/ginkgo/v2/dsl/`), []byte("package ginkgo")}

// byName refuses a package that the ginkgo command would not recognize, under go test too: CI then
// finds the error before someone's ginkgo run ignores --label-filter '!paid'. A test binary in a
// folder without _test.go files was compiled elsewhere, and gets its flags from its caller.
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

// namesGinkgo reports whether the ginkgo command recognizes a test file as its own.
func namesGinkgo(text []byte) bool {
	for _, name := range ginkgoNames {
		if bytes.Contains(text, name) {
			return true
		}
	}
	return false
}
