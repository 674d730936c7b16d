package diagnose_test

import (
	"slices"
	"testing"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/exchange"
	"assay/runner/internal/plan"
)

// strategy finds out whether any strategy distinguishes worlds, with that many requests, as well as
// sending everything would.
type strategy struct {
	*everything
	known map[moment]int // the greatest number of requests known not to suffice, and one
}

// moment is the set of probes that were sent, and one of the worlds with these responses.
type moment struct {
	asked uint64
	first int
}

// suffice reports whether that many requests suffice.
func (s *strategy) suffice(among []int, asked uint64, requests int) bool {
	if s.told(among, asked) {
		return true
	}
	at := moment{asked, among[0]}
	if requests <= 0 || requests < s.known[at] {
		return false
	}
	for _, q := range s.plan.Probes {
		now, price := asked, 0
		for _, dep := range s.plan.WithDeps(q) {
			if now&(1<<dep.Order) == 0 {
				now |= 1 << dep.Order
				price++
			}
		}
		if price == 0 || price > requests {
			continue
		}
		// One part may decide, too: a hypothesis that agrees with no world is refuted by any response.
		if !slices.ContainsFunc(s.split(among, now), func(part []int) bool { return !s.suffice(part, now, requests-price) }) {
			return true
		}
	}
	s.known[at] = max(s.known[at], requests+1)
	return false
}

// told reports whether the sent probes refute all that sending everything would.
func (s *strategy) told(among []int, asked uint64) bool {
	now := s.worlds[among[0]].standing(asked)
	return !slices.ContainsFunc(among, func(i int) bool { return s.worlds[i].stands != now })
}

// split partitions worlds by the responses of the sent probes.
func (s *strategy) split(among []int, asked uint64) [][]int {
	var out [][]int
	at := map[string]int{}
	for _, i := range among {
		key := make([]byte, 0, 16)
		for q, v := range s.worlds[i].values {
			if asked&(1<<q) != 0 {
				key = append(key, byte(v))
			}
		}
		n, ok := at[string(key)]
		if !ok {
			n, at[string(key)] = len(out), len(out)
			out = append(out, nil)
		}
		out[n] = append(out[n], i)
	}
	return out
}

// best returns the least number of requests that any strategy needs in the worst world.
func (e *everything) best() int {
	s := &strategy{everything: e, known: map[moment]int{}}
	n := 0
	for !s.suffice(e.indices(), 0, n) {
		n++
	}
	return n
}

func (e *everything) indices() []int {
	out := make([]int, len(e.worlds))
	for i := range out {
		out[i] = i
	}
	return out
}

// proposing follows the proposals of the diagnosis in all worlds at once: worlds with the same
// responses are one.
type proposing struct {
	strategy
	t         *testing.T
	requests  int // most
	diagnoses int
}

// follow continues from the sent probes, in the worlds with these responses, until nothing is
// proposed. Then all that can be refuted is, and the truth of none of these worlds.
func (p *proposing) follow(among []int, asked uint64, path []string) {
	observed := make([]*exchange.Observation, len(p.plan.Probes))
	count := 0
	for _, q := range p.plan.Probes {
		if asked&(1<<q.Order) != 0 {
			observed[q.Order] = p.pools[q.Order][p.worlds[among[0]].values[q.Order]]
			count++
		}
	}
	p.diagnoses++
	p.requests = max(p.requests, count)
	d := diagnose.Of(diagnose.Input{
		Plan: p.plan, Runs: []diagnose.Run{{Observations: observed}},
		Spent: func(q *plan.Probe) bool { return observed[q.Order] != nil },
	})
	stands := uint64(0)
	for h := range d.Hypotheses {
		if d.Hypotheses[h].Stands() {
			stands |= 1 << h
		}
	}
	if want := p.worlds[among[0]].standing(asked); stands != want {
		p.t.Fatalf("after %v %v stand, not as judged here: %b, %b", path, standing(d), stands, want)
	}
	if d.Ask == nil {
		if !p.told(among, asked) {
			p.t.Errorf("%v stand after %v, and asking more would tell", standing(d), path)
		}
		return
	}
	before := asked
	for _, q := range p.plan.WithDeps(d.Ask.Probes...) {
		if asked&(1<<q.Order) == 0 {
			path = append(path, q.ID)
		}
		asked |= 1 << q.Order
	}
	if asked == before {
		p.t.Fatalf("after %v, %v is proposed again", path, d.Ask.Probes)
	}
	for _, part := range p.split(among, asked) {
		p.follow(part, asked, path)
	}
}

// proposed returns the greatest number of requests for the proposals in any world.
func (e *everything) proposed(t *testing.T) *proposing {
	t.Helper()
	p := &proposing{strategy: strategy{everything: e}, t: t}
	p.follow(e.indices(), 0, nil)
	return p
}
