package history

import (
	"time"

	"assay/runner/redact"
)

// Run is one run, as it is kept.
type Run struct {
	ID       string // ${run}; unique in the file
	Mode     string // live, record, drift
	Tool     string // "assay 0.1.0"
	Vantage  string
	Started  time.Time
	Duration time.Duration
	Requests int
	// Interrupted tells that the run ended before all was asked.
	Interrupted bool
	Parts       []Part
}

// Part is what one suite has in a run.
type Part struct {
	Suite        string // its name: what tells suites apart in a history
	Observations []Observation
	Verdicts     []Verdict
	// Redact takes the suite's secrets out of everything above.
	Redact *redact.Redactor
}

// Observation is what is kept of an observation. A repeat has one for each sample.
type Observation struct {
	Probe  string
	Sample int    // 1-based in a repeat, 0 without
	Target string // scheme://host that was asked; see exchange.Request
	// At is when the answer was there; zero: nothing was sent.
	At                  time.Time
	Duration, FirstByte time.Duration
	Status              int
	Answer              string // the suite's name for it
	Error               string // kind of transport error
	Missing             string // why nothing was asked
	// Limited tells that the target said "too many": 429, or the answer that the
	// suite's cooldown is on. Cools is the latter alone.
	Limited, Cools bool
}

// Verdict is one spec's verdict.
type Verdict struct {
	Finding string // spec id: "bearer", "other-methods[basic]"
	Claim   string
	Probe   string
	Target  string // that the probe asked
	Verdict string // holds, broken, inconclusive, pending
	Reason  string // why, where it does not hold
}

// Answer is what a person answered to a checklist item.
type Answer struct {
	Suite, Item string
	Text        string // yes, no, or any text; "" takes an answer back
	At          time.Time
}
