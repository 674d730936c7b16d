package judge

import "assay/runner/internal/exchange"

// Reason is why a verdict is what it is: a value that is decided on by its Kind, and
// words that only people read. The zero value: none.
type Reason struct {
	Kind Kind
	// Probe is the one that the reason began with, where that is not the probe judged.
	Probe string
	// Detail is one sentence; more lines may follow. Failures say the rest of what is Unmet.
	Detail string
}

// Kind is the stable code of a reason, as the JSON result has it: one of these, or an
// [exchange.MissingKind] where nothing was observed. Their meaning and the next step
// are said once, in the table of package report.
type Kind string

// The kinds that judging itself gives.
const (
	Unmet          Kind = "unmet"
	NoAnswer       Kind = "no_answer"
	Untold         Kind = "untold"
	TookLong       Kind = "took_long"
	RunEnded       Kind = "run_ended"
	Excused        Kind = "unless"
	OtherExcused   Kind = "unless_other"
	ControlSame    Kind = "control_same"
	ControlUnknown Kind = "control_unknown"
	SameRefusal    Kind = "same_refusal"
	Declared       Kind = "pending"
	LiveOnly       Kind = "live_only"
	LookUp         Kind = "look_up"
	Answered       Kind = "answered"
)

// None reports whether there is no reason.
func (r Reason) None() bool { return r.Kind == "" }

// String is the reason in words. They are for people: decisions look at Kind.
func (r Reason) String() string { return r.Detail }

// Masked is r with its words as mask shows them.
func (r Reason) Masked(mask func(string) string) Reason {
	r.Detail = mask(r.Detail)
	return r
}

// missing is the reason that m is, in these words.
func missing(m exchange.Missing, detail string) Reason {
	return Reason{Kind: Kind(m.Kind), Probe: m.Probe, Detail: detail}
}
