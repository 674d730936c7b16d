// Package crash keeps a panic in assay itself from printing its value. Go ends a process that
// panics with the value of the panic on standard error, and such a value may be a URL with a key in
// it.
//
// A Crash is a panic that was caught: what it said, and where. It is passed to the goroutine that
// waits for the panicking one (First, Group, Later), and from there to the entry point, as an error
// or as a panic; the entry point shows it masked ([Crash.Text]).
//
// Goals: everything printed is masked; the place of the first panic is kept across goroutines; even
// without a mask a *Crash hides what has the shape of a key. Non-goals: continuing after a panic as
// if nothing had happened; what Go itself cannot recover from (out of memory, concurrent map
// writes): then Go prints no values.
//
// A map of the files:
//
//	crash.go   Crash: a panic that was caught
//	group.go   panics of other goroutines, passed to the one that waits
//	frames.go  where it happened
package crash
