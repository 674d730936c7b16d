package llm_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/integration/llm"
	"assay/runner/internal/judge"
)

const (
	recordings = "../../../../fixtures/llm"
	golden     = "testdata/verdicts.txt"
)

// The verdicts on every server's recorded answers are unchanged, finding by finding;
// UPDATE_GOLDEN=1 rewrites the table.
func TestVerdicts(t *testing.T) {
	dir := t.TempDir()
	var table strings.Builder
	for _, s := range append(slices.Clone(llm.Servers), llm.Chutes) {
		if err := s.Write(dir, recordings); err != nil {
			t.Fatal(err)
		}
		for _, pack := range s.Packs {
			if _, err := os.Stat(s.Recorded(recordings, pack)); err != nil {
				continue
			}
			verdicts(t, &table, s.Name, filepath.Join(dir, s.Name, pack+".suite.yaml"))
		}
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	wanted, got := strings.Split(string(want), "\n"), strings.Split(table.String(), "\n")
	for i := range max(len(wanted), len(got)) {
		if i >= len(wanted) || i >= len(got) || wanted[i] != got[i] {
			t.Fatalf("%s:%d differs, UPDATE_GOLDEN=1 accepts:\n%s", golden, i+1, strings.Join(got[min(i, len(got)-1):min(i+3, len(got))], "\n"))
		}
	}
}

func verdicts(t *testing.T, table *strings.Builder, server, path string) {
	t.Helper()
	documents, err := engine.Open([]string{path}, engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range runs[0].Verdicts {
		word := string(v.Outcome)
		switch {
		case v.Outcome == judge.Broken:
			word = "BROKEN"
		case v.Reason.Kind == judge.Kind(exchange.NeverRecorded):
			word = "unasked"
		}
		fmt.Fprintf(table, "%-24s %-20s %-40s %s\n", server, strings.TrimSuffix(filepath.Base(path), ".suite.yaml"), v.Spec.ID, word)
	}
}
