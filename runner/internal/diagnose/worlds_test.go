package diagnose_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/judge"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// planned returns the plan of a suite's text.
func planned(t testing.TB, text string) *plan.Plan {
	t.Helper()
	s, err := suite.Parse("worlds.suite.yaml", []byte(text), suite.Options{})
	if err != nil {
		t.Fatalf("the suite does not load:\n%v\n%s", err, text)
	}
	p, err := plan.Build(s)
	if err != nil {
		t.Fatalf("the suite does not plan:\n%v", err)
	}
	return p
}

// world has the response to every probe of a suite if one hypothesis is true.
type world struct {
	truth   *suite.Hypothesis
	answers []*exchange.Observation // by plan.Probe.Order
}

// worldOf makes a world in which h is true: each probe gets a response that h predicts, others that
// of `other`. It returns nil if predictions that compare probes make that fail.
func worldOf(p *plan.Plan, h *suite.Hypothesis, other func(*rand.Rand) *exchange.Observation, rng *rand.Rand) *world {
	w := &world{truth: h, answers: make([]*exchange.Observation, len(p.Probes))}
	for range 20 {
		for i := range w.answers {
			w.answers[i] = other(rng)
		}
		for round := 0; round < 2; round++ { // the second for predictions about later probes
			for _, pr := range h.Predicts {
				for _, probe := range p.Named(pr.Probe.ID) {
					e := judge.NewEvidence(p, w.answers)
					x := pr.Any[rng.IntN(len(pr.Any))]
					if bound, err := e.Bind(x, probe); err == nil {
						x = bound
					}
					if round == 1 && x.Outcome(w.answers[probe.Order], e.World(probe)) == expect.Met {
						continue
					}
					if all := x.Examples(e.World(probe)); len(all) > 0 {
						w.answers[probe.Order] = all[rng.IntN(len(all))]
					}
				}
			}
		}
		if w.consistent(p) {
			return w
		}
	}
	return nil
}

// consistent reports whether every prediction of the truth is met.
func (w *world) consistent(p *plan.Plan) bool {
	e := judge.NewEvidence(p, w.answers)
	for _, pr := range w.truth.Predicts {
		for _, probe := range p.Named(pr.Probe.ID) {
			if !slices.ContainsFunc(pr.Any, func(x *expect.Expectation) bool {
				bound, err := e.Bind(x, probe)
				return err == nil && bound.Outcome(w.answers[probe.Order], e.World(probe)) == expect.Met
			}) {
				return false
			}
		}
	}
	return true
}

// anyAnswer returns one of a few usual responses.
func anyAnswer(rng *rand.Rand) *exchange.Observation {
	status := []int{200, 401, 404, 429, 500}[rng.IntN(5)]
	body := fmt.Sprintf(`{"detail":"%d"}`, rng.IntN(3))
	return &exchange.Observation{
		Status: status, Proto: "HTTP/1.1", Body: []byte(body), Size: int64(len(body)),
		Header: exchange.Header{{Name: "Content-Type", Value: "application/json"}},
	}
}

// standing returns the ids of the hypotheses that are not refuted.
func standing(d *diagnose.Diagnosis) []string {
	var ids []string
	for _, h := range d.Standing() {
		ids = append(ids, h.Of.ID)
	}
	return ids
}
