// Package door_test is a suite folder's Go file, as a user writes it: measured as
// a compiled test, in the folder of the documents, and by go test, with those that the environment
// names.
package door_test

import (
	"cmp"
	"os"
	"testing"

	_ "github.com/onsi/ginkgo/v2" // the ginkgo command looks for this import

	"assay/runner/spec"
)

func TestContracts(t *testing.T) { spec.Run(t, spec.Documents(cmp.Or(os.Getenv("BENCH_SUITES"), "."))) }
