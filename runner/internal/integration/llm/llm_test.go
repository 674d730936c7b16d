package llm_test

import (
	"os"
	"strings"
	"testing"

	"assay/runner/internal/integration/llm"
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
