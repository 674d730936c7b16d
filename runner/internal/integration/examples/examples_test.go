// Package examples_test runs every example twice: against its recorded answers, and live against a
// server on a loopback port that emulates its API.
//
//	go test ./runner/internal/integration/examples -record
//
// queries the server and rewrites the fixtures.
package examples_test

import (
	"context"
	"flag"
	"net/http/httptest"
	"path/filepath"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/fixture"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/suite"
)

var record = flag.Bool("record", false, "rewrite the fixtures from what the local server answers")

// folder holds the examples that users read.
const folder = "../../../../suites/examples"

// password is the value of every secret of the examples.
const password = "invented-for-the-examples"

func TestExamples(t *testing.T) {
	documents, err := filepath.Glob(folder + "/*.suite.yaml")
	if err != nil || len(documents) < 8 {
		t.Fatalf("found %d examples: %v", len(documents), err)
	}
	for _, path := range documents {
		t.Run(filepath.Base(path), func(t *testing.T) {
			server := httptest.NewServer(server())
			defer server.Close()
			live := engine.Options{Mode: pipeline.Live, Load: suite.Options{Target: server.URL},
				Secret: func(string) (string, bool) { return password, true }}
			run := allHold(t, path, live)
			if *record {
				keep(t, run)
			}
			allHold(t, path, engine.Options{})
		})
	}
}

// allHold runs a document and reports every finding that does not hold.
func allHold(t *testing.T, path string, opts engine.Options) *pipeline.Run {
	t.Helper()
	documents, err := engine.Open([]string{path}, opts)
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range runs[0].Verdicts {
		if v.Outcome != judge.Holds {
			t.Errorf("%s %s: %s: %s %+v", runs[0].Run.Mode, v.Spec.ID, v.Outcome, v.Reason, v.Failures)
		}
	}
	return runs[0].Run
}

func keep(t *testing.T, run *pipeline.Run) {
	t.Helper()
	f := &fixture.File{}
	for _, o := range run.Observations {
		f.Entries = append(f.Entries, fixture.EntriesOf(o)...)
	}
	if err := f.Save(run.Suite.Fixtures); err != nil {
		t.Fatal(err)
	}
}
