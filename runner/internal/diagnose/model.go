package diagnose

import (
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Input is what a diagnosis looks at.
type Input struct {
	Plan *plan.Plan
	// Runs are the evidence, oldest first; Now is the index of the one that may ask
	// for more. What the first one was asked from, as
	// far as it says, is what `needs` varies: another vantage, a time after it.
	Runs []Run
	Now  int
	// Answers are those given to the checklist, by item.
	Answers map[string]Answer
	// Spent tells of a probe that it is not to be proposed, because it was asked
	// already or cannot be; nil: none.
	Spent func(*plan.Probe) bool
	// Guard bounds the judging of predictions; nil: its time alone is bounded.
	Guard *expect.Guard
}

// Run is what one run observed.
type Run struct {
	// Observations are indexed by plan.Probe.Order; nil where none was made.
	Observations []*exchange.Observation
	// Vantage names the network that it asked from; "" the same as the first.
	Vantage string
	// At is when it started; zero: not known.
	At time.Time
}

// Answer is what a person answered to an item of the checklist.
type Answer struct {
	Text string
	At   time.Time // zero: not known
}

// Status of a hypothesis.
type Status string

// The statuses.
const (
	// Refuted: one prediction was contradicted, or an answer to the checklist
	// refutes it.
	Refuted Status = "refuted"
	// Supported: every prediction was observed and met, and one of these
	// observations refuted a rival.
	Supported Status = "supported"
	// Consistent: nothing contradicts it, and something was met.
	Consistent Status = "consistent"
	// Untested: nothing of what it predicts is known.
	Untested Status = "untested"
)

// Diagnosis is what the evidence says of a suite's hypotheses.
type Diagnosis struct {
	Hypotheses []Hypothesis // document order
	// Next is what to try: the first now, each other one while the ones before it
	// have not decided. Empty: one hypothesis stands, none does, or nothing more
	// can tell.
	Next []Experiment
	// Ask is the first of them that the run of now can make by itself: no other
	// network, no wait, nobody to be asked. nil: there is none.
	Ask *Experiment
	// Confirm is asked for once Ask is nil: what standing hypotheses predict and nobody
	// observed. nil: everything that can safely be asked was.
	Confirm *Experiment
	// Alike are groups of standing hypotheses that nothing the suite can try tells
	// apart, by id. Together are those of these groups whose members do not contradict
	// each other: all may be true.
	Alike, Together [][]string
	// Answered are the items of the checklist with their answers, document order.
	Answered []Answered
}

// Hypothesis is one explanation and how it stands.
type Hypothesis struct {
	Of     *suite.Hypothesis
	Status Status
	// Because is the evidence: contradictions first, then what was met.
	Because []Because
	// Untold are predictions whose observation does not tell.
	Untold []Untold
	// Unconfirmed is what it predicts and nobody observed, while it stands.
	Unconfirmed []Unconfirmed
	// Needs says what a run must still vary before it can be tested; "" nothing.
	Needs string
	// Warnings are about the evidence: far apart in time, or of unknown time.
	Warnings []string
}

// Stands reports whether the hypothesis is not refuted.
func (h *Hypothesis) Stands() bool { return h.Status != Refuted }

// Because is one prediction, or one answer to the checklist, against what came.
type Because struct {
	Probe     *plan.Probe // or Item
	Item      *suite.Item
	Predicted string
	Came      string
	Agrees    bool
	Vantage   string    // where it was observed from; "" the usual network
	When      time.Time // zero: not known
	// Provenance is "live", "captured" or "transcribed"; "" for an answer.
	Provenance string
	At         source.Pos // of the prediction, or of the item's answer
}

// Untold is a prediction that an observation neither meets nor contradicts.
type Untold struct {
	Probe *plan.Probe
	Why   string
}

// Answered is an item of the checklist with its answer.
type Answered struct {
	Item   *suite.Item
	Answer Answer
	// Meaning is what the suite says that the answer means; nil: nothing.
	Meaning *suite.ItemAnswer
}

// Experiment is something to try.
type Experiment struct {
	// Probes are asked for, without what they depend on; the last one is what it
	// is about, those before it are what it is compared with. None for an Item.
	Probes []*plan.Probe
	Item   *suite.Item
	// Vary is what must be different from the run that is asked now; the zero: nothing.
	Vary Vary
	// Requests is how many are sent, with what the probes depend on; 0 for an Item.
	Requests int
	// Cost is the sum of the probes' costs: Requests where a suite names none.
	Cost float64
	// Risk is "bans", "writes" or "unauthenticated"; "" none.
	Risk string
	// If is what the experiment before this one is taken to have brought; "" for
	// the first.
	If string
	// Splits are the standing hypotheses that it may tell from others.
	Splits   []string
	Outcomes []Outcome
}

// Vary is what an experiment needs beside its probes.
type Vary struct {
	Vantage string        // another network
	After   time.Duration // a wait
	Secret  string        // another of the suite's secrets
}

// Outcome is one thing that an experiment may bring.
type Outcome struct {
	Answer string // in words; each probe's where there are several
	// Refutes and Leaves are hypotheses standing before it, by id.
	Refutes, Leaves []string
}

// Standing are the hypotheses that are not refuted.
func (d *Diagnosis) Standing() []*Hypothesis {
	var out []*Hypothesis
	for i := range d.Hypotheses {
		if d.Hypotheses[i].Stands() {
			out = append(out, &d.Hypotheses[i])
		}
	}
	return out
}
