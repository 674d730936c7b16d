package report

// TargetComparison is what assay compare found: the same suites at several targets, each compared
// with the first. All its reports are made from it, and --json writes it.
type TargetComparison struct {
	Version     int             `json:"version"`
	Tool        string          `json:"tool,omitempty"`
	Started     string          `json:"started"` // RFC 3339
	DurationMS  float64         `json:"duration_ms"`
	Interrupted bool            `json:"interrupted,omitempty"`
	Targets     []Target        `json:"targets"`
	Suites      []ComparedSuite `json:"suites"`
}

// Target is one of the places that were compared.
type Target struct {
	Name        string `json:"name"`
	Environment bool   `json:"environment,omitempty"` // chosen with --env
	Requests    int    `json:"requests"`              // sent to it
	// Control is how many of them were the second sample; of the first target only.
	Control int `json:"control,omitempty"`
}

// ComparedSuite is one suite at all targets.
type ComparedSuite struct {
	Suite string `json:"suite"`
	File  string `json:"file"`
	// Addresses are the suite's base URLs, by target.
	Addresses []string          `json:"addresses"`
	Findings  []ComparedFinding `json:"findings"`
	Probes    []ComparedProbe   `json:"probes"`
	Cleanup   []Cleanup         `json:"cleanup,omitempty"`
}

// ComparedFinding is one finding's verdicts.
type ComparedFinding struct {
	ID      string         `json:"id"`
	Claim   string         `json:"claim"`
	Probe   string         `json:"probe,omitempty"`
	At      Place          `json:"at,omitzero"`
	Cells   []ComparedCell `json:"cells"`   // by target
	Control string         `json:"control"` // the verdict on the first target's second sample
}

// ComparedCell is a verdict, and what it is to that at the first target.
type ComparedCell struct {
	Verdict string `json:"verdict"`         // "" where the suite does not have the finding
	Cause   string `json:"cause,omitempty"` // the first failure, or the reason
	// Relation is same, differs or unknown; "" of the first target. Breaks says of one that
	// differs that the finding holds at the first target and is broken here.
	Relation string        `json:"relation,omitempty"`
	Breaks   bool          `json:"breaks,omitempty"`
	Unknown  *Incomparable `json:"unknown,omitempty"`
}

// Incomparable is why something was not compared.
type Incomparable struct {
	Kind   string `json:"kind"`   // control_differs, inconclusive, rate_limited, no_response, not_sent, not_there
	Target string `json:"target"` // the name of the target that it is about
	Why    string `json:"why"`
}

// ComparedProbe is the responses to one probe.
type ComparedProbe struct {
	Probe string `json:"probe"`
	At    Place  `json:"at,omitzero"`
	// Responses are by target; null where nothing was observed. Again is the first target's second
	// one.
	Responses []*Observation `json:"responses"`
	Again     *Observation   `json:"again,omitempty"`
	// Unsteady lists how the first target's second response differs from its first, without
	// volatile parts.
	Unsteady []Drift `json:"unsteady,omitempty"`
	// Others are the comparisons with the first target, of the second one on.
	Others []ComparedResponse `json:"others"`
}

// ComparedResponse is how the response of a target differs from the first's.
type ComparedResponse struct {
	Target  string        `json:"target"`
	Changes []Drift       `json:"changes,omitempty"`
	Unknown *Incomparable `json:"unknown,omitempty"` // why it was not compared
}

// Pair is another target compared with the first: what reports count and list.
type Pair struct {
	Target string
	index  int // of the target
	of     *TargetComparison
}

// Pairs returns every other target with the first, in order.
func (c *TargetComparison) Pairs() []Pair {
	var out []Pair
	for i := 1; i < len(c.Targets); i++ {
		out = append(out, Pair{c.Targets[i].Name, i, c})
	}
	return out
}

// PairTally counts what a comparison of two targets found.
type PairTally struct {
	Findings, Breaks, Mends, Same, Unknown int
	// Probes is how many were compared, Uncompared how many were not.
	Probes, Uncompared int
	Classes            map[string]int // of changes, each fact once
}

// Tally counts what the comparison with a target found.
func (p Pair) Tally() PairTally {
	t := PairTally{Classes: map[string]int{}}
	for i := range p.of.Suites {
		s := &p.of.Suites[i]
		for k := range s.Findings {
			cell := &s.Findings[k].Cells[p.index]
			t.Findings++
			switch {
			case cell.Breaks:
				t.Breaks++
			case cell.Relation == RelationDiffers:
				t.Mends++
			case cell.Relation == RelationSame:
				t.Same++
			default:
				t.Unknown++
			}
		}
		for k := range s.Probes {
			if s.Probes[k].Others[p.index-1].Unknown != nil {
				t.Uncompared++
			} else {
				t.Probes++
			}
		}
		for _, g := range s.facts(p.index, true) {
			for k := range g.Changes {
				t.Classes[g.Changes[k].Class]++
			}
		}
	}
	return t
}

// facts groups the changes of a target, without volatile ones unless all is set.
func (s *ComparedSuite) facts(target int, all bool) []DriftGroup {
	var changes []Drift
	for i := range s.Probes {
		for _, c := range s.Probes[i].Others[target-1].Changes {
			if all || c.Class != classVolatile {
				changes = append(changes, c)
			}
		}
	}
	return DriftFacts(changes)
}

// Differing returns the findings whose verdicts differ between the first target and that of p,
// those that it breaks first.
func (s *ComparedSuite) Differing(p Pair) []ComparedFinding {
	var breaks, mends []ComparedFinding
	for i := range s.Findings {
		switch cell := &s.Findings[i].Cells[p.index]; {
		case cell.Breaks:
			breaks = append(breaks, s.Findings[i])
		case cell.Relation == RelationDiffers:
			mends = append(mends, s.Findings[i])
		}
	}
	return append(breaks, mends...)
}

// Index is the target's index in Targets.
func (p Pair) Index() int { return p.index }

// Breaking reports whether another target breaks what the first keeps: a finding that holds there,
// or the structure of a response.
func (c *TargetComparison) Breaking() bool {
	for _, p := range c.Pairs() {
		if t := p.Tally(); t.Breaks > 0 || t.Classes[classBreaking] > 0 {
			return true
		}
	}
	return false
}

// Doubtful reports whether something could not be compared, or failed to clean up.
func (c *TargetComparison) Doubtful() bool {
	for _, p := range c.Pairs() {
		if t := p.Tally(); t.Unknown+t.Uncompared > 0 || t.Probes == 0 {
			return true
		}
	}
	for i := range c.Suites {
		if len(c.Suites[i].Cleanup) > 0 {
			return true
		}
	}
	return false
}

// Untold says of which targets nothing was compared, so that their comparison proves nothing.
func (c *TargetComparison) Untold() []string {
	var out []string
	for _, p := range c.Pairs() {
		if p.Tally().Probes == 0 {
			out = append(out, "no response of "+p.Target+" was compared with one of "+c.Targets[0].Name)
		}
	}
	return out
}

// empty reports whether nothing at all was compared.
func (t *PairTally) empty() bool { return t.Probes == 0 && t.Unknown == t.Findings }

// ExitStatus is the exit status of a comparison. It is inconclusive by itself where nothing of a
// target was compared.
func (c *TargetComparison) ExitStatus(strict bool) int {
	switch {
	case c.Interrupted:
		return ExitInterrupted
	case c.Breaking():
		return ExitBroken
	case strict && c.Doubtful():
		return ExitInconclusive
	}
	for _, p := range c.Pairs() {
		if t := p.Tally(); t.empty() {
			return ExitInconclusive
		}
	}
	return ExitHolds
}
