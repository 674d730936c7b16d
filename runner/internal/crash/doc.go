// Package crash keeps a mistake of assay itself, a panic, from printing what it
// holds. Go ends a process that panics with the value of the panic on standard error,
// and such a value may be a URL with a key in it.
//
// A Crash is a panic that was caught: what it said, and where. It goes to the
// goroutine that waits for the one that fell over (First, Group, Later), and from
// there to the door, as an error or as a panic; the door shows it masked ([Crash.Text]).
//
// Goals: nothing is printed but what went through a mask; the place of the first
// panic is kept on its way through goroutines; a *Crash that nobody masked still hides
// what has the shape of a key. Non-goals: going on after a mistake as if nothing had
// been; what Go itself cannot recover from (memory that is used up, a map that two
// goroutines write): there Go prints no values.
//
// A map of the files:
//
//	crash.go   Crash: a panic that was caught
//	group.go   panics of other goroutines, handed to the one that waits
//	frames.go  where it happened
package crash
