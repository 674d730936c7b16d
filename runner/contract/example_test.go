package contract_test

import (
	"context"
	"fmt"
	"testing"

	"assay/runner/contract"
)

// An example has no *testing.T, so this one is compiled only. The tests of this package run the
// same test, in testdata/plain.
func ExampleRun() {
	suites := contract.Documents("*.suite.yaml") // next to the test
	_ = func(t *testing.T) {                     // TestContracts
		contract.Run(t, suites)
	}
}

// example is the testing.TB of an example, which cannot fail.
type example struct{ testing.TB }

func (example) Helper() {}

func (example) Context() context.Context { return context.Background() }

func ExampleSuites_Observation() {
	suites := contract.Documents("../../suites/examples/shop.suite.yaml")
	t := example{} // in a test, its *testing.T

	o := suites.Observation(t, "none")
	fmt.Println(o.Status, o.Header.Get("Content-Type"))
	// Output:
	// 404 application/problem+json
}
