package cli

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"assay/runner/internal/report"
)

// Shards of one run that end at the same time all keep what they left for --failed.
func TestShardsKeepWhatTheyLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "failed", "suite.json")
	const shards = 30
	var all sync.WaitGroup
	for i := range shards {
		all.Go(func() {
			s := &report.Suite{File: "suite.yaml", Findings: []report.Finding{{ID: fmt.Sprint("f", i), Verdict: report.Broken}}}
			if err := keepFailedOf(path, s); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	left, err := readFailed(path)
	if err != nil || len(left) != shards {
		t.Errorf("%d findings are kept of %d, %v: %v", len(left), shards, err, left)
	}
}
