// Command codemutants says how strong the tests of packages are: it changes a condition or
// a number of their code and runs the package's own tests, which should fail. Of other
// packages only the tests of the one above count, where it imports this one: the rooms of
// expect are tested through expect.
//
// The mutants are picked at random from all that the packages allow; the seed is printed,
// and with it a run is repeated. No file is touched: the go command reads changed files as an
// overlay. The mutants of packages that share tests are compiled into one test binary, and an
// environment variable switches one on; those of constants and of types other than bool and int
// are compiled one by one. Each test is run once to see which mutants it reaches: a mutant is
// tried on those tests only, first on the ones that killed most others. A mutant that means the
// same as the code is listed in equivalent.txt with the reason, and is not picked.
//
//	go run ./runner/internal/codemutants                 100 mutants of the packages that decide
//	go run ./runner/internal/codemutants -n 20 PACKAGE   20 of one package
//	go run ./runner/internal/codemutants -n 0 PACKAGE    all of a package
//
// -with ./runner/internal/engine counts the tests of engine, too: pipeline has none of its own.
// -statements also lets statements go, one at a time: a lock, a deferred cancel, an assignment.
//
// It exits with 1 where fewer are killed than -least percent.
//
// Goals: whether tests notice a bug that compiles. Non-goals: what suites notice of changed
// responses (package mutate); mutants of several places.
//
// A map of the files:
//
//	main.go       flags, picking, the table
//	packages.go   packages and their tests
//	mutants.go    the mutants of a file
//	switch.go     the text of a file whose mutants can be switched
//	trial.go      building a package's tests and trying a mutant
//	reach.go      which tests reach which mutants, and running them
//	equivalent.go mutants that mean the same as the code
package main
