package llm_test

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"

	"assay/runner/internal/integration/llm"
	"assay/runner/internal/report"
	"assay/runner/internal/testkit"
)

const (
	recordings = "../../../../fixtures/llm"
	golden     = "testdata/verdicts.txt"
)

// judged are the verdicts on the recordings of every server, made once for all tests.
var judged = sync.OnceValues(func() ([]report.Named, error) {
	dir, err := os.MkdirTemp("", "llm")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	return llm.Runs(context.Background(), dir, recordings)
})

func recorded(t *testing.T) []report.Named {
	t.Helper()
	runs, err := judged()
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

// The verdicts on every server's recorded answers, and those that documents lead to, are unchanged,
// finding by finding.
func TestVerdictsOnRecordings(t *testing.T) {
	var table strings.Builder
	for _, one := range recorded(t) {
		for _, line := range llm.Verdicts(one.Name, one.Result) {
			table.WriteString(line + "\n")
		}
	}
	testkit.Golden(t, golden, table.String())
}
