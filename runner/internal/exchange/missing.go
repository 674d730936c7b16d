package exchange

import "cmp"

// Missing is why there is no observation: a value that is decided on by its Kind, and
// words that only people read. The zero value: there is one, nothing is missing.
type Missing struct {
	Kind MissingKind
	// Probe is the one that the reason began with, where the probe itself only depends
	// on it; "" where it is the probe's own.
	Probe string
	// Detail continues "inconclusive:" in words; more lines may follow the first.
	Detail string
}

// MissingKind is the stable code of a reason, as the JSON result has it.
type MissingKind string

// The kinds of reasons why nothing was observed. Their meaning and the next step are
// said once, in the table of package report.
const (
	NeverRecorded  MissingKind = "never_recorded"
	NoSecret       MissingKind = "no_secret"
	Unfilled       MissingKind = "no_value"
	NeedsAnswer    MissingKind = "needs_answer"
	NotObserved    MissingKind = "not_observed"
	BudgetSpent    MissingKind = "budget_spent"
	CoolingDown    MissingKind = "cooling_down"
	NothingTold    MissingKind = "nothing_told"
	WaitTooLong    MissingKind = "wait_too_long"
	Interrupted    MissingKind = "interrupted"
	FailedFast     MissingKind = "failed_fast"
	WritesHeld     MissingKind = "writes_held"
	Elsewhere      MissingKind = "other_environment"
	WhenUnmet      MissingKind = "when_unmet"
	WhenUntold     MissingKind = "when_untold"
	Unsendable     MissingKind = "unsendable"
	SecretRedirect MissingKind = "secret_redirect"
	Crashed        MissingKind = "crashed"
	Circular       MissingKind = "circular"
	// OtherMissing is the kind of a reason that was kept without one: by a release
	// before there were kinds.
	OtherMissing MissingKind = "other"
)

// None reports whether nothing is missing.
func (m Missing) None() bool { return m.Kind == "" }

// String is the reason in words, "" where nothing is missing. It is for people:
// decisions look at Kind.
func (m Missing) String() string { return m.Detail }

// Behind is the reason m of what depends on probe: its kind stays, and the probe that it
// began with; detail is it in words.
func (m Missing) Behind(probe, detail string) Missing {
	return Missing{Kind: m.Kind, Probe: cmp.Or(m.Probe, probe), Detail: detail}
}

// Masked is m with its words as mask shows them.
func (m Missing) Masked(mask func(string) string) Missing {
	m.Detail = mask(m.Detail)
	return m
}
