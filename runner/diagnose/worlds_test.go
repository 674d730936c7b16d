package diagnose_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"assay/runner/diagnose"
	"assay/runner/exchange"
	"assay/runner/expect"
	"assay/runner/judge"
	"assay/runner/plan"
	"assay/runner/suite"
)

// planned is a suite's text as a plan.
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

// world is what every probe of a suite would be answered where one hypothesis is
// true.
type world struct {
	truth   *suite.Hypothesis
	answers []*exchange.Observation // by plan.Probe.Order
}

// worldOf makes up a world in which h is true: of each probe any answer that it
// predicts, of others what `other` gives. It may fail where predictions compare probes
// with one another; then it is nil.
func worldOf(p *plan.Plan, h *suite.Hypothesis, other func(*rand.Rand) *exchange.Observation, rng *rand.Rand) *world {
	w := &world{truth: h, answers: make([]*exchange.Observation, len(p.Probes))}
	for range 20 {
		for i := range w.answers {
			w.answers[i] = other(rng)
		}
		for round := 0; round < 2; round++ { // the second for what looks at later probes
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

// consistent tells whether every prediction of the truth is met.
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

// anyAnswer is one of a few usual answers.
func anyAnswer(rng *rand.Rand) *exchange.Observation {
	status := []int{200, 401, 404, 429, 500}[rng.IntN(5)]
	body := fmt.Sprintf(`{"detail":"%d"}`, rng.IntN(3))
	return &exchange.Observation{
		Status: status, Proto: "HTTP/1.1", Body: []byte(body), Size: int64(len(body)),
		Header: exchange.Header{{Name: "Content-Type", Value: "application/json"}},
	}
}

// standing are the ids that are not refuted.
func standing(d *diagnose.Diagnosis) []string {
	var ids []string
	for _, h := range d.Standing() {
		ids = append(ids, h.Of.ID)
	}
	return ids
}

// played is a diagnosis that asks for one experiment after the other.
type played struct {
	requests int
	asked    []string
	end      *diagnose.Diagnosis
}

// play follows the proposals in a world until there are none.
func (w *world) play(p *plan.Plan) played {
	out := played{}
	observed := make([]*exchange.Observation, len(p.Probes))
	for {
		out.end = diagnose.Of(diagnose.Input{
			Plan: p, Runs: []diagnose.Run{{Observations: observed}},
			Spent: func(q *plan.Probe) bool { return observed[q.Order] != nil },
		})
		next := slices.IndexFunc(out.end.Next, func(x diagnose.Experiment) bool { return len(x.Probes) > 0 })
		if next < 0 {
			return out
		}
		for _, q := range p.WithDeps(out.end.Next[next].Probes...) {
			if observed[q.Order] == nil {
				observed[q.Order] = w.answers[q.Order]
				out.requests++
				out.asked = append(out.asked, q.ID)
			}
		}
	}
}

// whole is the diagnosis of a world of which everything is observed.
func (w *world) whole(p *plan.Plan) []string {
	return standing(diagnose.Of(diagnose.Input{Plan: p, Runs: []diagnose.Run{{Observations: w.answers}}}))
}

// tree finds the least requests that any strategy needs in the worst of some
// worlds, to refute what asking everything would refute.
type tree struct {
	plan   *plan.Plan
	worlds []*world
	final  []string   // of each world: what stands in the end
	sees   [][]string // probe, world: the answer as text
	memo   map[string]int
}

func newTree(p *plan.Plan, worlds []*world) *tree {
	t := &tree{plan: p, worlds: worlds, memo: map[string]int{}}
	for _, w := range worlds {
		t.final = append(t.final, strings.Join(w.whole(p), " "))
	}
	for _, q := range p.Probes {
		row := make([]string, len(worlds))
		for i, w := range worlds {
			o := w.answers[q.Order]
			row[i] = fmt.Sprint(o.Status, " ", string(o.Body), o.Header)
		}
		t.sees = append(t.sees, row)
	}
	return t
}

// depth is the least requests that tell the worlds apart as far as their ends
// differ.
func (t *tree) depth(among []int, asked uint64) int {
	key := fmt.Sprint(among, asked)
	if known, ok := t.memo[key]; ok {
		return known
	}
	if t.told(among, asked) {
		t.memo[key] = 0
		return 0
	}
	least := 99
	for _, q := range t.plan.Probes {
		now, cost := asked, 0
		for _, dep := range t.plan.WithDeps(q) {
			if now&(1<<dep.Order) == 0 {
				now |= 1 << dep.Order
				cost++
			}
		}
		parts := map[string][]int{}
		for _, i := range among {
			parts[t.sees[q.Order][i]] = append(parts[t.sees[q.Order][i]], i)
		}
		if cost == 0 || len(parts) < 2 {
			continue
		}
		worst := 0
		for _, part := range parts {
			worst = max(worst, t.depth(part, now))
		}
		least = min(least, cost+worst)
	}
	t.memo[key] = least
	return least
}

// told tells whether what was asked refutes all that asking everything would; the
// worlds among have the same answers to it.
func (t *tree) told(among []int, asked uint64) bool {
	observed := make([]*exchange.Observation, len(t.plan.Probes))
	for _, q := range t.plan.Probes {
		if asked&(1<<q.Order) != 0 {
			observed[q.Order] = t.worlds[among[0]].answers[q.Order]
		}
	}
	d := diagnose.Of(diagnose.Input{
		Plan: t.plan, Runs: []diagnose.Run{{Observations: observed}}, Spent: func(*plan.Probe) bool { return true },
	})
	now := strings.Join(standing(d), " ")
	for _, i := range among {
		if t.final[i] != now {
			return false
		}
	}
	return true
}

// worlds makes up n worlds for each hypothesis, each once.
func worlds(p *plan.Plan, n int, rng *rand.Rand) []*world {
	fine := func(*rand.Rand) *exchange.Observation { return &exchange.Observation{Status: 200} }
	var out []*world
	for _, h := range p.Suite.Hypotheses {
		seen := map[string]bool{}
		for range n {
			w := worldOf(p, h, fine, rng)
			if w == nil {
				continue
			}
			key := ""
			for _, o := range w.answers {
				key += fmt.Sprint(o.Status, string(o.Body), ";")
			}
			if !seen[key] {
				seen[key] = true
				out = append(out, w)
			}
		}
	}
	return out
}

// In every world of a suite the proposals end with the truth standing and with
// everything refuted that could be, in at most one request more than the best
// strategy needs.
func playAll(t *testing.T, p *plan.Plan, all []*world) (requests, best int) {
	t.Helper()
	among := make([]int, len(all))
	for i, w := range all {
		among[i] = i
		got := w.play(p)
		stand := standing(got.end)
		if !slices.Contains(stand, w.truth.ID) {
			t.Errorf("%s is true, and refuted after %v", w.truth.ID, got.asked)
		}
		if want := w.whole(p); !slices.Equal(stand, want) {
			t.Errorf("%s is true: %v stand after %v; asking everything leaves %v", w.truth.ID, stand, got.asked, want)
		}
		requests = max(requests, got.requests)
	}
	return requests, newTree(p, all).depth(among, 0)
}
