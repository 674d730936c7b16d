// Package outside uses Assay from another Go module: assay init in a module of its own, go test and
// the real ginkgo command on the result, against a server that counts requests.
//
// It holds tests only. The module replaces Assay by this repository, or fetches it from files in
// the layout of a module proxy, without a network.
//
// A map of the files:
//
//	module_test.go  the module, the commands and the counting server
//	cache_test.go   runs that go test may answer from its cache
//	ginkgo_test.go  the flags of the ginkgo command, one by one
//	cooldown_test.go  cooldowns and answers, of the command and of go test
//	streams_test.go  the grammars of four streams, by ginkgo and by go test
//	told_test.go    the output for inconclusive runs
//	installed_test.go  go install and go get of a release
package outside
