// Command assay runs declarative API contracts without a Go toolchain.
//
// It is no more than a process around package cli (runner/internal/cli), where the verbs, the flags
// and their tests are. Its exit status is part of the interface:
//
//	0    every finding holds, or is inconclusive without --strict
//	1    a finding is broken
//	2    the documents or the command line are wrong
//	3    with --strict: nothing is broken, something is inconclusive
//	4    assay itself failed
//	130  interrupted
//
// What it does is also to be had in Go: runner/spec for suites of Ginkgo, package runner for
// programs.
package main

import (
	"os"

	"assay/runner/internal/cli"
)

// version is set when a release is built: -ldflags "-X main.version=1.2.3".
var version string

func main() { os.Exit(cli.Main(version)) }
