package judge

import "assay/runner/internal/exchange"

// Reason is why a verdict is what it is: Kind, which code decides by, and words for people. The
// zero value means no reason.
type Reason struct {
	Kind Kind
	// Failure is the kind of transport error, if Kind is NoAnswer.
	Failure exchange.FailureKind
	// Probe is the probe where the reason arose, if that is not the probe judged.
	Probe string
	// Detail is one sentence; more lines may follow. For Unmet, the failures say the rest.
	Detail string
}

// Kind is the stable code of a reason, as the JSON result has it: one of these, or an
// [exchange.MissingKind] if nothing was observed. The table of package report has their meaning and
// the next step.
type Kind string

// The kinds of reasons that judging itself finds.
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

// Code returns the kind with that of the transport error behind it: "no_answer refused",
// "unless". Two reasons with the same code are the same to somebody who watches.
func (r Reason) Code() string {
	if r.Failure == "" {
		return string(r.Kind)
	}
	return string(r.Kind) + " " + string(r.Failure)
}

// String returns the reason in words. They are for people: decisions look at Kind.
func (r Reason) String() string { return r.Detail }

// Masked returns r with mask applied to its words.
func (r Reason) Masked(mask func(string) string) Reason {
	r.Detail = mask(r.Detail)
	return r
}

// missing converts m to a Reason with the words of detail.
func missing(m exchange.Missing, detail string) Reason {
	return Reason{Kind: Kind(m.Kind), Probe: m.Probe, Detail: detail}
}
