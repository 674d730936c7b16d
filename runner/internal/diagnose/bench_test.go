package diagnose_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
)

// large returns a suite of that many hypotheses, each with a prediction about every probe; of a
// hundred predictions, compared many compare two probes.
func large(hypotheses, probes, compared int) string {
	rng := rand.New(rand.NewPCG(7, 8))
	var b strings.Builder
	b.WriteString(`suite: Large
target: http://127.0.0.1:1
answers:
  limited: {status: 429, headers: {Content-Type: {starts_with: text/html}}, body: {matches: '<center>nginx(/[\d.]+)?</center>'}}
  refused: {status: 401, json: {$.detail: {type: string}}}
  lost: {status: 404, json: {$.detail: "No matching chute found!"}}
probes:
`)
	for i := range probes {
		fmt.Fprintf(&b, "  p%d: {path: /%d}\n", i, i)
	}
	b.WriteString("hypotheses:\n")
	for h := range hypotheses {
		fmt.Fprintf(&b, "  h%d:\n    within: 10m\n    predicts:\n", h)
		for i := range probes {
			what := []string{"limited", "refused", "lost", "[limited, refused]", "{status: 200}"}[rng.IntN(5)]
			if compared > 0 && rng.IntN(100) < compared {
				what = fmt.Sprintf("{same_as: {probe: p%d, in: [status]}}", (i+1+rng.IntN(probes-1))%probes)
			}
			fmt.Fprintf(&b, "      p%d: %s\n", i, what)
		}
	}
	return b.String()
}

// 50 hypotheses over 200 probes: nothing observed, so that none is refuted and every probe could be
// sent; and a third of them observed. The target is 50 ms, also for as many hypotheses as are
// searched in vain before each is chosen by itself.
func BenchmarkDiagnose(b *testing.B) {
	p := planned(b, large(50, 200, 0))
	rng := rand.New(rand.NewPCG(9, 10))
	some := make([]*exchange.Observation, len(p.Probes))
	for i := range some {
		if rng.IntN(3) == 0 {
			some[i] = &exchange.Observation{Missing: exchange.Missing{Kind: exchange.NeverRecorded, Detail: "never recorded"}}
			if rng.IntN(30) == 0 {
				some[i] = anyAnswer(rng)
			}
		}
	}
	b.Run("searched in vain", func(b *testing.B) {
		within := planned(b, large(50, 60, 0))
		for b.Loop() {
			diagnose.Of(diagnose.Input{Plan: within})
		}
	})
	b.Run("a quarter compared", func(b *testing.B) {
		within := planned(b, large(50, 200, 25))
		for b.Loop() {
			diagnose.Of(diagnose.Input{Plan: within})
		}
	})
	for name, observed := range map[string][]*exchange.Observation{"nothing observed": nil, "some observed": some} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				diagnose.Of(diagnose.Input{Plan: p, Runs: []diagnose.Run{{Observations: observed}}})
			}
		})
	}
}
