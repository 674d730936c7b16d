package spec_test

import (
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/gomega"

	"assay/runner/match"
	"assay/runner/spec"
)

// The documents of a package, read when its specs run.
var documented = spec.Documents("*.suite.yaml")

// An example has no *testing.T, so these are compiled only. The tests of this package run the same
// specs, in testdata/door.
func ExampleRun() {
	_ = func(t *testing.T) { // TestContracts of a package, next to its documents
		spec.Run(t, documented)
	}
}

func ExampleSuites_Observation() {
	_ = func() bool { // var _ = a hand-written spec of the same package
		return ginkgo.It("answers a bearer token 404", func() {
			gomega.Expect(documented.Observation("bearer")).To(match.HaveStatus(404))
		})
	}
}
