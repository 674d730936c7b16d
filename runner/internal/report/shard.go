package report

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Shard says which part of a run a result is, if several machines divide its findings.
type Shard struct {
	Number int    `json:"number"` // from 1
	Of     int    `json:"of"`
	Plan   string `json:"plan"` // a hash of the division: shards of one run have the same
}

// String returns "shard 2 of 5".
func (s *Shard) String() string { return fmt.Sprintf("shard %d of %d", s.Number, s.Of) }

// Joined puts the shards of one run together: the findings of each suite in document order, as one
// run would have them. The error says which shard is missing, occurs twice, or divides otherwise.
func Joined(shards []Named) (*Result, error) {
	if err := complete(shards); err != nil {
		return nil, err
	}
	shards = slices.SortedFunc(slices.Values(shards), func(a, b Named) int { return cmp.Compare(a.Result.Shard.Number, b.Result.Shard.Number) })
	first := shards[0].Result
	out := *first
	out.Shard, out.Suites, out.Requests, out.NotSelected, out.NotRun = nil, nil, 0, 0, 0
	all, judged := 0, 0
	places := map[string]int{}
	for _, one := range shards {
		r := one.Result
		t := r.Tally()
		all, judged = max(all, t.Findings()+r.NotSelected), judged+t.Findings()
		out.Requests, out.NotRun, out.DurationMS = out.Requests+r.Requests, out.NotRun+r.NotRun, max(out.DurationMS, r.DurationMS)
		out.Started = min(out.Started, r.Started)
		out.Interrupted, out.FailedFast = out.Interrupted || r.Interrupted, out.FailedFast || r.FailedFast
		for i := range r.Suites {
			s := &r.Suites[i]
			at, known := places[s.File]
			if !known {
				at = len(out.Suites)
				places[s.File], out.Suites = at, append(out.Suites, Suite{})
				out.Suites[at] = *s
				continue
			}
			out.Suites[at].join(s)
		}
	}
	out.NotSelected = max(all-judged-out.NotRun, 0)
	slices.SortStableFunc(out.Suites, func(a, b Suite) int { return strings.Compare(a.File, b.File) })
	for i := range out.Suites {
		out.Suites[i].inOrder()
	}
	return &out, nil
}

// complete reports what keeps results from being the shards of one run.
func complete(shards []Named) error {
	if len(shards) == 0 {
		return errors.New("no result is named")
	}
	var of *Shard
	by := map[int]string{}
	for _, one := range shards {
		s := one.Result.Shard
		switch {
		case s == nil:
			return fmt.Errorf("%s: it is no shard of a run; write one with assay run --shard 1/2 --json FILE", one.File)
		case of == nil:
			of = s
		case s.Of != of.Of:
			return fmt.Errorf("%s is %s, %s is %s: they are of different runs", shards[0].File, of, one.File, s)
		case s.Plan != of.Plan:
			return fmt.Errorf("%s and %s divide the findings differently (%s, %s): a finding may be in both or in none; run all shards with the same suites, flags and history",
				shards[0].File, one.File, of.Plan, s.Plan)
		}
		if other, twice := by[s.Number]; twice {
			return fmt.Errorf("%s and %s are both %s", other, one.File, s)
		}
		by[s.Number] = one.File
	}
	for n := 1; n <= of.Of; n++ {
		if _, ok := by[n]; !ok {
			return fmt.Errorf("%s is missing; name the results of all %d", &Shard{Number: n, Of: of.Of}, of.Of)
		}
	}
	return nil
}

// join adds what another shard has of the same suite.
func (s *Suite) join(o *Suite) {
	s.Findings = slices.Concat(s.Findings, o.Findings)
	s.Checklist = slices.Concat(s.Checklist, o.Checklist)
	s.Cleanup = slices.Concat(s.Cleanup, o.Cleanup)
	s.Drift = slices.Concat(s.Drift, o.Drift)
	s.Standings = slices.Concat(s.Standings, o.Standings)
	s.DriftOf += o.DriftOf
	have := s.observations()
	for i := range o.Observations {
		if have(o.Observations[i].Probe) == nil {
			s.Observations = append(slices.Clip(s.Observations), o.Observations[i])
		}
	}
	for _, note := range o.Notes {
		if !slices.Contains(s.Notes, note) {
			s.Notes = append(slices.Clip(s.Notes), note)
		}
	}
}

// number sets the order of the findings and observations, by which [Joined] sorts them.
func (s *Suite) number(j *Judged) {
	k := 0
	for i := range j.Verdicts {
		if spec := j.Verdicts[i].Spec; spec.Item == nil {
			s.Findings[k].Order = spec.Order + 1
			k++
		}
	}
	for i := range s.Observations {
		o := &s.Observations[i]
		o.Order = j.Run.Plan.Probe(o.Probe).Order + 1
	}
}

// inOrder sorts a suite's findings, observations and items as the document has them. Shards of
// earlier releases have no order: their rows of one finding stay as they come.
func (s *Suite) inOrder() {
	slices.SortStableFunc(s.Findings, func(a, b Finding) int { return cmp.Or(cmp.Compare(a.Order, b.Order), a.At.compare(b.At)) })
	slices.SortStableFunc(s.Observations, func(a, b Observation) int { return cmp.Or(cmp.Compare(a.Order, b.Order), a.At.compare(b.At)) })
	for i := range s.Findings {
		s.Findings[i].Order = 0
	}
	for i := range s.Observations {
		s.Observations[i].Order = 0
	}
	slices.SortStableFunc(s.Checklist, func(a, b Item) int { return a.At.compare(b.At) })
}

func (p Place) compare(o Place) int {
	return cmp.Or(strings.Compare(p.File, o.File), cmp.Compare(p.Line, o.Line), cmp.Compare(p.Col, o.Col))
}
