package diagnose_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"assay/runner/plan"
	"assay/runner/suite"
)

func chutes(t testing.TB) *plan.Plan {
	t.Helper()
	const path = "../../suites/chutes/chutes.suite.yaml"
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

// Every world of the Chutes suite is told by at most one request more than the
// best strategy needs.
func TestSequenceOfChutes(t *testing.T) {
	p := chutes(t)
	requests, best := playAll(t, p, worlds(p, 6, rand.New(rand.NewPCG(1, 2))))
	t.Logf("%d requests at most, the best strategy needs %d", requests, best)
	if requests > best+1 {
		t.Errorf("%d requests, more than %d and one", requests, best)
	}
}

// randomSuite is a suite of so many hypotheses that predict statuses, and, where
// they are comparing, also that probes are answered the same or not.
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

// So is every world of suites made up at random. Where hypotheses compare probes
// with one another, the few worlds that are tried are far from all: the strategy
// that is best for them knows more than anybody can, and one request more is
// granted.
func TestSequenceOfRandomSuites(t *testing.T) {
	for name, c := range map[string]struct {
		comparing bool
		more      int
	}{"statuses": {false, 1}, "comparing": {true, 2}} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, 4))
			for range 40 {
				text := randomSuite(3+rng.IntN(6), 3+rng.IntN(4), c.comparing, rng)
				p := planned(t, text)
				requests, best := playAll(t, p, worlds(p, 3, rng))
				if requests > best+c.more {
					t.Errorf("%d requests, the best strategy needs %d:\n%s", requests, best, text)
				}
			}
		})
	}
}
