package drift

import (
	"assay/runner/internal/plan"
)

// Class says what a difference means to a client.
type Class string

// The classes, the gravest first.
const (
	Breaking Class = "breaking"
	Additive Class = "additive"
	Value    Class = "value"
	Volatile Class = "volatile"
	Timing   Class = "timing"
)

// Classes are all of them, the gravest first.
var Classes = []Class{Breaking, Additive, Value, Volatile, Timing}

// Change is one difference between a fixture and what came now.
type Change struct {
	Probe string
	Class Class
	Path  string // "status", "header X-Y", "$.data[*].id", "stream end", "duration"
	Was   string // as people read it, with its type where that matters
	Is    string
	Note  string // "3 of 10 items lack it", "$.model changed with it: …"
}

// Absent is what stands for the part of one side that only the other has.
const Absent = "absent"

// Result is a run against its fixtures.
type Result struct {
	Changes   []Change // in plan order; of a probe the gravest first
	Standings []Standing
	// Uncompared are the probes with an answer and without a fixture, or the other
	// way round, and why; in plan order.
	Uncompared []Uncompared
	Compared   int // probes
}

// Uncompared is a probe that has nothing to be compared with.
type Uncompared struct {
	Probe string
	Why   string
}

// Worst is the gravest class among the changes, "" without one.
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

// So is what three witnesses say together.
type So string

// The ways in which they can disagree.
const (
	ContractBroken So = "contract broken" // the fixture agrees with the finding, the answer does not
	FixtureStale   So = "fixture stale"   // the answer agrees with the finding, the fixture does not, or has another shape
	Both           So = "both"            // no two agree
	NeverHeld      So = "never held"      // the fixture agrees with the answer, and the finding with neither
)

// Standing is a finding with its three witnesses.
type Standing struct {
	Spec *plan.Spec
	So   So
	Rows []Row
}

// Row is one thing that the witnesses disagree on.
type Row struct {
	Path    string // the subject of a failed expectation, or the path of a change
	Says    string // the finding; "" where it says nothing about it
	Fixture string
	Now     string
}
