package diagnose

import (
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// Input is the input of a diagnosis.
type Input struct {
	Plan *plan.Plan
	// Runs are the evidence, oldest first; Now is the index of the one that may send more. `needs` is
	// relative to the vantage and time of the first run, as far as it names them: another vantage, a
	// time after it.
	Runs []Run
	Now  int
	// Answers holds the answers to checklist items, by item.
	Answers map[string]Answer
	// Spent reports whether a probe must not be proposed, because it was sent already or cannot be; it
	// may be nil.
	Spent func(*plan.Probe) bool
	// Guard bounds the judging of predictions; if nil, only its time is bounded.
	Guard *expect.Guard
}

// Run is what one run observed.
type Run struct {
	// Observations is indexed by plan.Probe.Order; nil for a probe that was not observed.
	Observations []*exchange.Observation
	// Vantage names the network that it was sent from; "" means the same as the first.
	Vantage string
	// At is when it started; zero if not known.
	At time.Time
}

// Answer is a person's answer to a checklist item.
type Answer struct {
	Text string
	At   time.Time // zero: not known
}

// Status of a hypothesis.
type Status string

// The statuses.
const (
	// Refuted: a prediction was contradicted, or an answer to the checklist refutes it.
	Refuted Status = "refuted"
	// Supported: every prediction was observed and met, and one of these
	// observations refuted a rival.
	Supported Status = "supported"
	// Consistent: nothing contradicts it, and a prediction was met.
	Consistent Status = "consistent"
	// Untested: nothing is known about its predictions.
	Untested Status = "untested"
)

// Diagnosis is what the evidence says about a suite's hypotheses.
type Diagnosis struct {
	Hypotheses []Hypothesis // document order
	// Next is what to try: the first now, each of the others if those before it have not decided. It
	// is empty if one hypothesis stands, none does, or no experiment can distinguish the rest.
	Next []Experiment
	// Ask is the first of them that the current run can make by itself: no other network, no wait, no
	// question to a person. It may be nil.
	Ask *Experiment
	// Confirm is for when Ask is nil: unobserved predictions of standing hypotheses. It is nil if
	// everything that can be sent safely was sent.
	Confirm *Experiment
	// Alike holds groups of standing hypotheses, by id, that no experiment of the suite distinguishes.
	// Together holds those of these groups whose members do not contradict each other: all may be
	// true.
	Alike, Together [][]string
	// Answered holds the checklist items with their answers, in document order.
	Answered []Answered
}

// Hypothesis is one explanation and its status.
type Hypothesis struct {
	Of     *suite.Hypothesis
	Status Status
	// Because is the evidence: contradictions first, then what was met.
	Because []Because
	// Untold holds the predictions that their observations leave open.
	Untold []Untold
	// Unconfirmed holds the unobserved predictions of a standing hypothesis.
	Unconfirmed []Unconfirmed
	// Needs says what a run must vary before the hypothesis can be tested; "" if nothing.
	Needs string
	// Warnings are about the evidence: far apart in time, or of unknown time.
	Warnings []string
}

// Stands reports whether the hypothesis is not refuted.
func (h *Hypothesis) Stands() bool { return h.Status != Refuted }

// Because compares one prediction, or one answer to the checklist, with what came.
type Because struct {
	Probe     *plan.Probe // or Item
	Item      *suite.Item
	Predicted string
	Came      string
	Agrees    bool
	Vantage   string    // where it was observed from; "" for the usual network
	When      time.Time // zero: not known
	// Provenance is "live", "captured" or "transcribed"; "" for an answer to the checklist.
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
	// Meaning is what the answer means according to the suite; it may be nil.
	Meaning *suite.ItemAnswer
}

// Experiment is something to try.
type Experiment struct {
	// Probes lists the probes to send, without their dependencies: the last one is the subject, those
	// before it are compared with it. It is empty for an Item.
	Probes []*plan.Probe
	Item   *suite.Item
	// Vary is what must differ from the current run; the zero value means nothing.
	Vary Vary
	// Requests is how many requests are sent, including those for dependencies; 0 for an Item.
	Requests int
	// Cost is the sum of the probes' costs; Requests if the suite names none.
	Cost float64
	// Risk is "bans", "writes", "unauthenticated" or "".
	Risk string
	// If is the outcome assumed for the preceding experiment; "" for the first.
	If string
	// Splits lists the standing hypotheses that it may distinguish from others.
	Splits   []string
	Outcomes []Outcome
}

// Vary is what an experiment needs in addition to its probes.
type Vary struct {
	Vantage string        // another network
	After   time.Duration // a wait
	Secret  string        // another of the suite's secrets
}

// Outcome is one possible outcome of an experiment.
type Outcome struct {
	Answer string // in words; each probe's if there are several
	// Refutes and Leaves divide the hypotheses that stood before it, by id.
	Refutes, Leaves []string
}

// Standing returns the hypotheses that are not refuted.
func (d *Diagnosis) Standing() []*Hypothesis {
	var out []*Hypothesis
	for i := range d.Hypotheses {
		if d.Hypotheses[i].Stands() {
			out = append(out, &d.Hypotheses[i])
		}
	}
	return out
}
