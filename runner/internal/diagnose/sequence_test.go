package diagnose_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

func chutes(t testing.TB) *plan.Plan {
	t.Helper()
	const path = "../../../suites/chutes/chutes.suite.yaml"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := suite.Parse(path, text, suite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The truth of every world of the Chutes suite is found with at most one request more than the best
// strategy needs, which ignores the order of safety.
func TestSequenceOfChutes(t *testing.T) {
	e := everyWorld(t, chutes(t))
	got, best := e.proposed(t), e.best()
	t.Logf("%d worlds, told apart in %d diagnoses: %d requests at most, the best strategy needs %d", len(e.worlds), got.diagnoses, got.requests, best)
	if got.requests > best+1 {
		t.Errorf("%d requests, more than %d and one", got.requests, best)
	}
}

// randomSuite returns a suite of that many hypotheses that predict statuses and, if comparing, also
// that probes have the same response or not.
func randomSuite(hypotheses, probes int, comparing bool, rng *rand.Rand) string {
	var b strings.Builder
	b.WriteString("suite: Random\ntarget: http://127.0.0.1:1\nprobes:\n")
	for i := range probes {
		fmt.Fprintf(&b, "  p%d: {path: /%d}\n", i, i)
	}
	b.WriteString("hypotheses:\n")
	for h := range hypotheses {
		fmt.Fprintf(&b, "  h%d:\n    predicts:\n", h)
		for i := range probes {
			status, form := []int{200, 401, 429}[rng.IntN(3)], rng.IntN(8)
			if !comparing && form > 0 {
				form = 3
			}
			switch form {
			case 0:
				fmt.Fprintf(&b, "      p%d: [{status: %d}, {status: 503}]\n", i, status)
			case 1:
				fmt.Fprintf(&b, "      p%d: {same_as: {probe: p%d, in: [status]}}\n", i, (i+1)%probes)
			case 2:
				fmt.Fprintf(&b, "      p%d: {differs_from: {probe: p%d, in: [status]}}\n", i, (i+2)%probes)
			default:
				fmt.Fprintf(&b, "      p%d: {status: %d}\n", i, status)
			}
		}
	}
	return b.String()
}

// So is that of every world of random suites, also if their hypotheses compare probes; with as few
// requests as the best strategy.
func TestSequenceOfRandomSuites(t *testing.T) {
	for name, comparing := range map[string]bool{"statuses": false, "comparing": true} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, 4))
			suites, worlds, largest, diagnoses := 400, 0, 0, 0
			if testing.Short() {
				suites = 40
			}
			for range suites {
				text := randomSuite(3+rng.IntN(6), 3+rng.IntN(4), comparing, rng)
				e := everyWorld(t, planned(t, text))
				got, best := e.proposed(t), e.best()
				worlds, largest, diagnoses = worlds+len(e.worlds), max(largest, len(e.worlds)), diagnoses+got.diagnoses
				if got.requests > best {
					t.Errorf("%d requests, the best strategy needs %d:\n%s", got.requests, best, text)
				}
			}
			t.Logf("%d suites of %d worlds, %d at most, told apart in %d diagnoses", suites, worlds, largest, diagnoses)
		})
	}
}
