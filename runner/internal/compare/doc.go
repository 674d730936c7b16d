// Package compare finds how one suite is answered differently at several targets.
//
// The first target is observed twice: before the others and after them. Its second sample is the
// control: what differs between its own two samples (a verdict, a status, a value) is no
// difference of another target. Each other target is compared with the first, in its verdicts and
// in the structure of its responses (see package drift).
//
// Goals: a difference is one that a client would meet, whatever the moment; what one side does not
// say is named, and is no difference. Non-goals: sending (see engine.InTurns), showing (package
// report).
//
// A map of the files:
//
//	model.go     Suite: what came of a comparison
//	of.go        Of: runs compared
//	findings.go  verdicts compared
//	probes.go    responses compared; refusals by a rate limit
package compare
