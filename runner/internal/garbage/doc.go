// Package garbage has a run take more memory for less time, within bounds: one of the command, or
// of tests of suites.
//
// Goals: what a small run allocates lives until its end, and is not searched for garbage meanwhile.
// Non-goals: holding less (the stages let go of what they have judged).
//
// A map of the files:
//
//	seldom.go Seldom: how often garbage is collected, and the bound of memory
//	suites.go HoldSuites: as much as the suites of a replay take; HoldMutants: and their mutants
//	beside.go Beside: work that goes on beside a run
package garbage
