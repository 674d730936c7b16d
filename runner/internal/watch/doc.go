// Package watch runs something live repeatedly, and reports what changed.
//
// # When
//
// A round starts [Schedule].Every after the start of the previous one, plus or minus the jitter, so
// that many watchers do not send at the same moment. If a round takes longer, the next ones are
// skipped; rounds never overlap.
//
// The schedule reads two clocks. The wall clock continues while the machine sleeps, but may be set
// to any time; the monotonic clock is never set, but stops during sleep. A round is due when either
// says so: after hours of sleep there is one round, within half a minute of waking; setting the
// clock back delays nothing.
//
// # What changed
//
// [Changes] compares the verdicts of a round with the last reported ones or, in the first round,
// with the last in the history. If the network is down, everything becomes inconclusive: that is
// reported once, and once more when it is back.
//
// Goals: no output while nothing changes; no more requests than a run by hand sends (limits, budget
// and cooldown are those of the run). Non-goals: running (package runner), keeping (package
// history).
//
// A map of the files:
//
//	schedule.go  Schedule and Clock: when the next round is due
//	change.go    Changes: which verdicts changed
//	text.go      changes as text
//	markdown.go  the changes for an issue
package watch
