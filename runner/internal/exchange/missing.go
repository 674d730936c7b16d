package exchange

import "cmp"

// Missing is why there is no observation: Kind, which code decides by, and words for people. The
// zero value means that nothing is missing.
type Missing struct {
	Kind MissingKind
	// Probe is the probe where the reason arose, if this one only depends on it; "" if the reason is
	// the probe's own.
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
	NoToken        MissingKind = "no_token"
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
	AgentLost      MissingKind = "agent_lost"
	FleetLost      MissingKind = "fleet_lost"
	// OtherMissing is the kind of a reason that was kept by a release before there were kinds.
	OtherMissing MissingKind = "other"
)

// None reports whether m is the zero reason: nothing is missing.
func (m Missing) None() bool { return m.Kind == "" }

// String returns the reason in words, "" if nothing is missing. It is for people: decisions look at
// Kind.
func (m Missing) String() string { return m.Detail }

// Behind returns the reason for a probe that depends on the given one: it keeps m's kind and the
// probe where m arose, and says detail.
func (m Missing) Behind(probe, detail string) Missing {
	return Missing{Kind: m.Kind, Probe: cmp.Or(m.Probe, probe), Detail: detail}
}

// Masked returns m with mask applied to its words.
func (m Missing) Masked(mask func(string) string) Missing {
	m.Detail = mask(m.Detail)
	return m
}
