// Package watch runs something live again and again, and tells what changed.
//
// # When
//
// A round starts [Schedule].Every after the one before it started, give or take the
// jitter, so that many watchers do not ask at the same moment. A round that takes
// longer than that leaves rounds out; none overlaps another.
//
// Two clocks are asked. The wall clock goes on while the machine sleeps, but may be
// set to anything; the monotonic one is never set, but stands still in a sleep.
// A round is due when either says so: after a sleep of hours there is one round,
// within half a minute of waking, and none for each hour; a clock that is set back
// delays nothing.
//
// # What changed
//
// [Changes] holds the verdicts of a round against the last that were told, or,
// before the first round, against the last that the history has. Where the network
// is gone everything becomes inconclusive: that is told once, and once more when
// it is back.
//
// Goals: nothing is said while nothing changes; never a request more than a run by
// hand would send (limits, budget and cooldown are the run's own). Non-goals:
// running (package runner), keeping (package history).
//
// A map of the files:
//
//	schedule.go  Schedule and Clock: when the next round is due
//	change.go    Changes: which verdicts are others than before
//	text.go      changes as text
package watch
