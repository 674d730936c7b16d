// Package outside uses Assay as somebody else's Go module does: assay init in a module
// of its own, go test and the real ginkgo command on what it wrote, against a server
// that counts what it is asked.
//
// It holds tests only. The module replaces Assay by this repository, or fetches it from
// files that are laid out like a module proxy, so that no network is needed.
//
// A map of the files:
//
//	module_test.go  the module, the commands and the counting server
//	cache_test.go   what go test may answer from its cache
//	ginkgo_test.go  the flags of the ginkgo command, one by one
//	told_test.go    what they show of a run that could not tell
//	installed_test.go  go install and go get of what is released
package outside
