package llm_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/integration/llm"
	"assay/runner/internal/mutate"
	"assay/runner/internal/packs"
)

const page = "../../../../docs/providers.md"

const intro = `# What LLM servers and gateways answer

Verdicts of the packs of assay init --pack on what these servers answered on loopback, as recorded in
fixtures/llm. Made from the verdicts by go test ./runner/internal/integration/llm (UPDATE_GOLDEN=1).
**✗** the contract is broken, ✓ it holds, ? nothing can be said, empty: not asked. Gateways stood in
front of the upstream of this repository, which fails on request; mocks had one answer configured.
Of chutes nothing was recorded: its verdicts are those of what an integrator reported (fixtures/chutes.http, of
the address that was asked then), and, marked *d*, what documents lead to expect; [the list](#chutes) has them.
`

// The page of providers is the golden table, findings down and servers across.
func TestPage(t *testing.T) {
	text, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	cells, findings := map[string]string{}, map[string][]string{}
	for _, d := range documented {
		cells[llm.Chutes.Name+" "+d.pack+" "+d.finding] = marks[d.verdict] + " *d*"
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line) // server, pack, finding, verdict
		if at := f[0] + " " + f[1] + " " + f[2]; cells[at] == "" || f[3] == "BROKEN" {
			cells[at] = marks[f[3]]
		}
		if !slices.Contains(findings[f[1]], f[2]) {
			findings[f[1]] = append(findings[f[1]], f[2])
		}
	}
	for _, d := range documented {
		if !slices.Contains(findings[d.pack], d.finding) {
			t.Errorf("what documents say of %s is about no finding of the pack %s", d.finding, d.pack)
		}
	}
	var b strings.Builder
	b.WriteString(intro + "\n")
	all := append(slices.Clone(llm.Servers), llm.Chutes)
	for _, s := range all {
		fmt.Fprintf(&b, "- `%s`: %s\n", s.Name, s.What)
	}
	for _, pack := range packs.Names() {
		head, rule := "| "+pack+" |", "| --- |"
		var asked []llm.Server
		for _, s := range all {
			if slices.Contains(s.Packs, pack) || s.Name == llm.Chutes.Name && slices.ContainsFunc(documented, func(d document) bool { return d.pack == pack }) {
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
	b.WriteString(documents())
	b.WriteString(strengthTable(t))
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(page); err != nil || string(got) != b.String() {
		t.Errorf("docs/providers.md is not made of these verdicts, UPDATE_GOLDEN=1 makes it: %v", err)
	}
}

const strongIntro = `
## How strong the packs are

assay mutate changes every part of these recordings and asks the findings whether they notice. Of the
answers with which a pack finds no fault, over all servers; what does not matter stands in each pack under
mutation.ignore, with the reason. What nobody notices and no pack explains is in
runner/internal/integration/llm/testdata/strength.json, one by one: the pages of a login (oauth2-proxy),
what a mock says of a preflight, an empty text for the parameter that an error is about, and a 500 of a
proxy that looks at no key.

| pack | lines | what it sends | changes | noticed |
| --- | --- | --- | --- | --- |
`

// strengthTable returns a table with the packs' costs, and their shares of noticed mutants.
func strengthTable(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(strength)
	if err != nil {
		t.Fatal(err)
	}
	scores, err := mutate.ReadBaseline(text)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString(strongIntro)
	for _, pack := range packs.Names() {
		killed, mutants := 0, 0
		for _, s := range scores.Suites {
			if strings.HasSuffix(s.File, "/"+pack) {
				killed, mutants = killed+s.Killed, mutants+s.Mutants
			}
		}
		suite, _ := packs.Suite(pack, packs.Provider{})
		fmt.Fprintf(&b, "| `%s` | %d | %s | %d | %.1f %% |\n",
			pack, strings.Count(suite, "\n"), sends.FindString(packs.About(suite)), mutants, 100*float64(killed)/float64(mutants))
	}
	return b.String()
}

var sends = regexp.MustCompile(`\d+ requests, [^.:;]+`)
