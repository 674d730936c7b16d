package llm_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/integration/llm"
	"assay/runner/internal/packs"
)

const page = "../../../../docs/providers.md"

const intro = `# What LLM servers and gateways answer

Verdicts of the packs of assay init --pack on what these servers answered on loopback, as recorded in
fixtures/llm. Made from the verdicts by go test ./runner/internal/integration/llm (UPDATE_GOLDEN=1).
**✗** the contract is broken, ✓ it holds, ? nothing can be said, empty: not asked. Gateways stood in
front of the upstream of this repository, which fails on request; mocks had one answer configured.
`

// The page of providers is the golden table, findings down and servers across.
func TestPage(t *testing.T) {
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	cells, findings := map[string]string{}, map[string][]string{}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line) // server, pack, finding, verdict
		cells[f[0]+" "+f[1]+" "+f[2]] = map[string]string{"holds": "✓", "BROKEN": "**✗**", "inconclusive": "?"}[f[3]]
		if !slices.Contains(findings[f[1]], f[2]) {
			findings[f[1]] = append(findings[f[1]], f[2])
		}
	}
	var b strings.Builder
	b.WriteString(intro + "\n")
	for _, s := range llm.Servers {
		fmt.Fprintf(&b, "- `%s`: %s\n", s.Name, s.What)
	}
	for _, pack := range packs.Names() {
		head, rule := "| "+pack+" |", "| --- |"
		var asked []llm.Server
		for _, s := range llm.Servers {
			if slices.Contains(s.Packs, pack) {
				asked = append(asked, s)
				head, rule = head+" "+s.Name+" |", rule+" --- |"
			}
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s\n%s\n", pack, head, rule)
		for _, finding := range findings[pack] {
			fmt.Fprintf(&b, "| `%s` |", finding)
			for _, s := range asked {
				fmt.Fprintf(&b, " %s |", cells[s.Name+" "+pack+" "+finding])
			}
			b.WriteString("\n")
		}
	}
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != b.String() {
		t.Errorf("docs/providers.md is not made of these verdicts, UPDATE_GOLDEN=1 makes it: %v", err)
	}
}
