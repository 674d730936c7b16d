package integration

import (
	"context"
	"slices"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/suite"
)

// verdicts runs a suite live against target and compares every verdict with the labels of its
// findings.
func verdicts(t *testing.T, path, target string) *pipeline.Run {
	t.Helper()
	opts := engine.Options{Mode: pipeline.Live, Load: suite.Options{Target: target},
		Secret: func(string) (string, bool) { return "invented-password", true }}
	documents, err := engine.Open([]string{path}, opts)
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range runs[0].Verdicts {
		if want := promised(v.Spec.Labels); v.Outcome != want {
			t.Errorf("%s about %s: %s instead of %s: %s %+v", v.Spec.ID, v.Spec.Probe.ID, v.Outcome, want, v.Reason, v.Failures)
		}
	}
	return runs[0].Run
}

func promised(labels []string) judge.Outcome {
	switch {
	case slices.Contains(labels, "must-break"):
		return judge.Broken
	case slices.Contains(labels, "must-be-inconclusive"):
		return judge.Inconclusive
	}
	return judge.Holds
}
