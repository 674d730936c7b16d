package history

import (
	"time"

	"assay/runner/internal/secret/redact"
)

// Run is one run, as it is kept. Its JSON names are those in the file of waiting runs (see package
// store); those of its observations and verdicts are in files of earlier releases.
type Run struct {
	ID       string        `json:"id"`   // ${run}; unique in the file
	Mode     string        `json:"mode"` // live, record, drift
	Tool     string        `json:"tool"` // "assay 0.1.0"
	Vantage  string        `json:"vantage,omitempty"`
	Started  time.Time     `json:"started"`
	Duration time.Duration `json:"duration"`
	Requests int           `json:"requests"`
	// Interrupted reports that the run ended before everything was sent.
	Interrupted bool   `json:"interrupted,omitempty"`
	Parts       []Part `json:"parts"`
}

// Part is what one suite has in a run.
type Part struct {
	Suite        string        `json:"suite"` // its name, which identifies it in a history
	Observations []Observation `json:"observations"`
	Verdicts     []Verdict     `json:"verdicts"`
	// Redact masks the suite's secrets in everything above.
	Redact *redact.Redactor `json:"-"`
}

// Observation is what is kept of an observation: one for each sample of a repeat.
type Observation struct {
	Probe  string `json:"probe"`
	Sample int    `json:"sample,omitempty"` // 1-based in a repeat, 0 without
	Target string `json:"target,omitempty"` // scheme://host of the request; see exchange.Request
	// At is when the response was complete; zero if nothing was sent.
	At        time.Time     `json:"at,omitzero"`
	Duration  time.Duration `json:"duration,omitempty"`
	FirstByte time.Duration `json:"first_byte,omitempty"`
	Status    int           `json:"status,omitempty"`
	Answer    string        `json:"answer,omitempty"`  // the suite's name for it
	Error     string        `json:"error,omitempty"`   // kind of transport error
	Missing   string        `json:"missing,omitempty"` // why nothing was sent
	// Limited reports that the target limited the client: 429, or the response that starts the suite's
	// cooldown. Cools reports the latter alone.
	Limited bool `json:"limited,omitempty"`
	Cools   bool `json:"cools,omitempty"`
	// Told is the reset that the answer told; nil: none. ToldBy is the probe by whose told
	// reset this one waited: it asks after the same limit.
	Told   *Told  `json:"told,omitempty"`
	ToldBy string `json:"told_by,omitempty"`
}

// Told is a reset as an answer told it.
type Told struct {
	Header  string        `json:"header"`
	Reading string        `json:"reading"` // the value with its unit: "120 s"
	Wait    time.Duration `json:"wait"`    // from the answer until the reset
}

// Verdict is one spec's verdict.
type Verdict struct {
	Finding string `json:"finding"` // spec id: "bearer", "other-methods[basic]"
	Claim   string `json:"claim,omitempty"`
	Probe   string `json:"probe,omitempty"`
	Target  string `json:"target,omitempty"` // of the probe's request
	Verdict string `json:"verdict"`          // holds, broken, inconclusive, pending
	Kind    string `json:"kind,omitempty"`   // stable code of the reason: "unless", "no_answer refused"; "" before version 2
	Reason  string `json:"reason,omitempty"` // why, if it does not hold
}

// Answer is a person's answer to a checklist item.
type Answer struct {
	Suite string    `json:"suite"`
	Item  string    `json:"item"`
	Text  string    `json:"text"` // yes, no, or any text; "" revokes an answer
	At    time.Time `json:"at"`
}
