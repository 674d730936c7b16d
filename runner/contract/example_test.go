package contract_test

import (
	"testing"

	"assay/runner/contract"
)

var suites = contract.Documents("*.suite.yaml")

func ExampleRun() {
	_ = func(t *testing.T) { // TestContracts of a package, next to its documents
		contract.Run(t, suites)
	}
}

func ExampleSuites_Observation() {
	_ = func(t *testing.T) { // a test of the same package
		if o := suites.Observation(t, "bearer"); o.Status != 404 {
			t.Errorf("a bearer token is answered %d, want 404", o.Status)
		}
	}
}
