package predicate

import (
	"assay/runner/internal/expect/compile"
)

// Compiler reads predicates: the state of a compilation, and the words that they are
// made of, which those hand down who know them all.
type Compiler struct {
	compile.State
	Language *Language
	// IsKey reports whether a word is a key of an expectation: a map of such words is
	// no literal.
	IsKey func(word string) bool
}
