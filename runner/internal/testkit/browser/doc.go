// Package browser opens pages in a real Chromium, for tests.
//
// Goals: one browser for a test binary; a page that logs an error, or asks for what it must not,
// fails its test. Non-goals: knowing what a page shows.
//
// A map of the files:
//
//	browser.go Open: a page in a tab; what it may do
//	reader.go  expressions that find what readers cannot see, reach or hear
package browser
