// Package readonly makes folders read-only for a test, also where root runs it.
//
// Goals: a test of what a program does where it cannot write runs for every user, and so
// in containers and CI. Non-goals: other systems than Linux, where the package is empty.
//
// A map of the files:
//
//	doc.go             this
//	readonly_linux.go  Folder: a folder that the test cannot write to
package readonly
