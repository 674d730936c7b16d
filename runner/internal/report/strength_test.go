package report_test

import (
	"strings"
	"testing"

	"assay/runner/internal/report"
	"assay/runner/internal/testkit"
)

// What an interruption left open is not said to be left open by a sample.
func TestTextOfInterruptedMutation(t *testing.T) {
	m := &report.Strength{Interrupted: true, DurationMS: 5, Suites: []report.StrengthSuite{{
		Suite: "Shop", File: "shop.suite.yaml", Possible: 2, Mutants: 2, Survived: 2, Interrupted: true,
		Findings: []report.StrengthFinding{{ID: "order", Claim: "An order is there", At: "shop.suite.yaml:5:3", Judged: 2, Unreached: true, Possible: 3, Interrupted: true}},
	}}}
	var b strings.Builder
	for _, verbose := range []bool{false, true} {
		if err := report.StrengthText(&b, m, report.Style{Width: 80, Verbose: verbose}); err != nil {
			t.Fatal(err)
		}
	}
	testkit.Golden(t, "testdata/strength-interrupted.golden", b.String())
}
