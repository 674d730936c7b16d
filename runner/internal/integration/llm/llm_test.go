package llm_test

import (
	"strings"
	"testing"

	"assay/runner/internal/integration/llm"
	"assay/runner/internal/testkit"
)

const (
	recordings = "../../../../fixtures/llm"
	golden     = "testdata/verdicts.txt"
)

// The verdicts on every server's recorded answers are unchanged, finding by finding.
func TestVerdicts(t *testing.T) {
	dir := t.TempDir()
	var table strings.Builder
	for _, s := range llm.All() {
		if s.Documents != nil { // judged by its fixture alone
			s.Documents, s.Packs = nil, s.Packs[:1]
		}
		r, err := s.Run(t.Context(), dir, recordings)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range llm.Verdicts(s.Name, r) {
			table.WriteString(line + "\n")
		}
	}
	testkit.Golden(t, golden, table.String())
}
