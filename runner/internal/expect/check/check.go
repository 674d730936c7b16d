package check

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
)

// Check is one compiled key of an expectation ("status", "json", "stream"…). It
// adds what is unmet or unknown to out and leaves out untouched when it is met.
// It is called only where an answer came, unless it is a withoutAnswer.
type Check interface {
	Judge(o *exchange.Observation, w *World, out *outcome.Result)
}

// withoutAnswer marks a check that also judges a transport error.
type withoutAnswer interface {
	Check
	JudgesFailures()
}

// summarizer is a check that says itself in a few words; of others the key is
// shown.
type summarizer interface {
	Summary() string
}

// divisible is a check that is several conditions.
type divisible interface {
	Divide() []Check
}

// overSamples is a check that looks at all samples of a repeat together; any
// other is judged on each sample by itself.
type overSamples interface {
	Check
	JudgesSamples() bool
}

// enumerable is a check about nothing but what a few answers show in full: a status, a
// size, a duration. Whether it can fail can be tried.
type enumerable interface{ Enumerable() bool }

// FailureWanting is a check that may ask for a failing connection.
type FailureWanting interface{ WantsFailure() bool }

// answerNaming is a check that asks for any of some named answers and nothing else.
type answerNaming interface{ Answers() []string }
