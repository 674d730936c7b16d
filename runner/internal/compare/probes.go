package compare

import (
	"fmt"
	"net/http"

	"assay/runner/internal/crash"
	"assay/runner/internal/drift"
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/reset"
)

// probes compares the responses, several probes concurrently. A token that was fetched for probes
// is no part of the contract.
func (s *Suite) probes() {
	seen := map[string]bool{}
	for _, run := range s.Runs {
		for _, p := range run.Plan.Probes {
			if !p.Of.Token && !seen[p.ID] && run.Evidence.Observation(p) != nil {
				seen[p.ID] = true
				s.Probes = append(s.Probes, Probe{Probe: p, Pairs: make([]ProbePair, len(s.Runs)-1)})
			}
		}
	}
	rules := drift.NewRules(&s.Runs[0].Suite.Volatile)
	crash.Each(len(s.Probes), func(i int) { s.compare(&s.Probes[i], rules) })
}

// compare compares the responses to one probe.
func (s *Suite) compare(p *Probe, rules *drift.Rules) {
	id := p.Probe.ID
	first, again := s.Runs[0].Observation(id), s.Again.Observation(id)
	for n := 1; n < len(s.Runs); n++ {
		pair, other := &p.Pairs[n-1], s.Runs[n].Observation(id)
		pair.Why = s.incomparable(id, n)
		if !pair.Why.None() {
			continue
		}
		about := drift.About{WasName: answerAt(s.Runs[0], id), NowName: answerAt(s.Runs[n], id)}
		c := rules.Between(drift.Control{Target: s.Names[0], First: first, Second: again}, other, about)
		p.Unsteady = c.Unsteady
		if c.Flipped {
			pair.Why = Why{Kind: Flips, Target: s.Names[0], Detail: fmt.Sprintf("its first sample was answered %s, its second %s", answered(first), answered(again))}
			continue
		}
		pair.Changes = c.Changes
	}
}

// incomparable says why the responses of the first target and of target n to a probe cannot be
// compared; None if they can.
func (s *Suite) incomparable(id string, n int) Why {
	for _, side := range []struct {
		n    int
		run  *pipeline.Run
		what string
	}{{0, s.Runs[0], ""}, {n, s.Runs[n], ""}, {0, s.Again, "the second sample: "}} {
		why := Why{Kind: NotSent, Target: s.Names[side.n]}
		switch o := side.run.Observation(id); {
		case o == nil && side.run.Plan.Probe(id) == nil:
			why.Kind, why.Detail = NotThere, "the suite has no such probe there"
		case o == nil:
			why.Detail = "nothing there needs it"
		case !o.Missing.None():
			why.Detail = exchange.OneLine(o.Missing.String())
		case o.Failure != nil:
			why.Kind, why.Detail = NoResponse, exchange.OneLine(o.Failure.String())
		default:
			continue
		}
		why.Detail = side.what + why.Detail
		return why
	}
	return s.limitedAtOne(id, n)
}

// limitedAtOne says that one of two targets refused a probe because of a rate limit, and the other
// did not: a matter of how much was asked, not of the contract.
func (s *Suite) limitedAtOne(id string, n int) Why {
	first, again, other := limited(s.Runs[0], id), limited(s.Again, id), limited(s.Runs[n], id)
	switch {
	case other != "" && first == "" && again == "":
		return Why{Kind: RateLimited, Target: s.Names[n], Detail: other}
	case other == "" && first != "":
		return Why{Kind: RateLimited, Target: s.Names[0], Detail: first}
	case other == "" && again != "":
		return Why{Kind: RateLimited, Target: s.Names[0], Detail: "the second sample: " + again}
	}
	return Why{}
}

// limited describes the first refusal by a rate limit among the responses to a probe: status 429
// (RFC 6585, section 4), or what starts the suite's cooldown; "" without any.
func limited(run *pipeline.Run, id string) string {
	o, p := run.Observation(id), run.Plan.Probe(id)
	for _, one := range responses(o) {
		if !one.Known() || one.Status != http.StatusTooManyRequests && !run.Cools(p, one) {
			continue
		}
		said := answered(one)
		if told, ok := reset.Next(one); ok {
			said += ", " + told.Header + " told " + told.String()
		}
		return said
	}
	return ""
}

// responses returns the samples of an observation, which may be nil.
func responses(o *exchange.Observation) []*exchange.Observation {
	switch {
	case o == nil:
		return nil
	case len(o.Samples) > 0:
		return o.Samples
	}
	return []*exchange.Observation{o}
}

// answered says what came: "429 Too Many Requests".
func answered(o *exchange.Observation) string {
	if o.Failure != nil {
		return o.Failure.NoAnswer()
	}
	if text := http.StatusText(o.Status); text != "" {
		return fmt.Sprintf("%d %s", o.Status, text)
	}
	return fmt.Sprint(o.Status)
}

// answerAt returns the suite's name for the response to a probe; "" without any.
func answerAt(run *pipeline.Run, id string) string {
	if p := run.Plan.Probe(id); p != nil {
		return run.Evidence.Answer(p)
	}
	return ""
}
