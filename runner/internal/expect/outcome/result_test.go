package outcome_test

import (
	"testing"

	"assay/runner/internal/expect/outcome"
)

func TestFirstFailure(t *testing.T) {
	failure := outcome.Failure{Subject: outcome.Subject{Key: "status"}, Expected: "404", Actual: "200"}
	for want, r := range map[string]outcome.Result{
		"status: expected 404, got 200": {Failures: []outcome.Failure{failure}, Unknowns: []string{"the body is cut"}},
		"the body is cut":               {Unknowns: []string{"the body is cut"}},
		"met":                           {},
	} {
		if got := outcome.FirstFailure(&r); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
