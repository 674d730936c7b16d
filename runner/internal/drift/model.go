package drift

import (
	"assay/runner/internal/plan"
)

// Class is what a difference means for a client.
type Class string

// The classes, the gravest first.
const (
	Breaking Class = "breaking"
	Additive Class = "additive"
	Value    Class = "value"
	Volatile Class = "volatile"
	Timing   Class = "timing"
)

// Classes lists all of them, the gravest first.
var Classes = []Class{Breaking, Additive, Value, Volatile, Timing}

// Change is one difference between a fixture and a new observation.
type Change struct {
	Probe string
	Class Class
	Path  string // "status", "header X-Y", "$.data[*].id", "stream end", "duration"
	Was   string // for people, with its type if that matters
	Is    string
	Note  string // "3 of 10 items lack it", "$.model changed with it: …"
}

// Absent is shown for a part that only the other side has.
const Absent = "absent"

// Result is the comparison of a run with its fixtures.
type Result struct {
	Changes   []Change // in plan order; for each probe, the gravest first
	Standings []Standing
	// Uncompared holds the probes with a response and without a fixture, or the reverse, and why; in
	// plan order.
	Uncompared []Uncompared
	Compared   int // probes
}

// Changed returns the probes whose responses differ from the fixtures in more than volatile parts
// and timing: those that can be accepted.
func (r *Result) Changed() map[string]bool {
	out := map[string]bool{}
	for i := range r.Changes {
		if c := &r.Changes[i]; c.Class != Volatile && c.Class != Timing {
			out[c.Probe] = true
		}
	}
	return out
}

// Uncompared is a probe with nothing to compare.
type Uncompared struct {
	Probe string
	Why   string
}

// Worst returns the gravest class among the changes, "" if there are none.
func (r *Result) Worst() Class {
	for _, c := range Classes {
		for i := range r.Changes {
			if r.Changes[i].Class == c {
				return c
			}
		}
	}
	return ""
}

// So is the conclusion from the three witnesses. A fixture is also stale if only its shape differs.
type So string

// The ways in which they can disagree.
const (
	ContractBroken So = "contract broken" // fixture and finding agree, the response does not
	FixtureStale   So = "fixture stale"   // response and finding agree, the fixture does not
	Both           So = "both"            // no two agree
	NeverHeld      So = "never held"      // fixture and response agree, the finding does not
)

// Standing is a finding with its three witnesses.
type Standing struct {
	Spec *plan.Spec
	So   So
	Rows []Row
}

// Row is one point of disagreement among the witnesses.
type Row struct {
	Path    string // the subject of a failed expectation, or the path of a change
	Says    string // the finding; "" if it says nothing about it
	Fixture string
	Now     string
}
