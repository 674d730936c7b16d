package cli

import (
	"strings"
	"testing"

	"assay/runner/internal/fleet"
)

// A watch of a thousand suites leaves as many budgets: the text has the first ones and counts the
// rest.
func TestStatusCountsManyBudgets(t *testing.T) {
	var out strings.Builder
	p := &process{out: &out}
	if err := p.showStatus(&fleet.Status{Budgets: make([]fleet.Budget, 1020)}, "text"); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(out.String(), "\nbudget of"); n != 20 || !strings.Contains(out.String(), "\nand 1000 budgets more, of runs of the last two hours; --output json has them\n") {
		t.Errorf("%d budgets are listed:\n%s", n, out.String())
	}
}
