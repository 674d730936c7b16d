package check

import (
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/outcome"
)

// Check is one compiled key of an expectation ("status", "json", "stream"…). It adds what is unmet
// or unknown to out and leaves out unchanged if it is met. It is called only if there is a
// response, unless it is a withoutAnswer.
type Check interface {
	Judge(o *exchange.Observation, w *World, out *outcome.Result)
}

// withoutAnswer marks a check that also judges a transport error.
type withoutAnswer interface {
	Check
	JudgesFailures()
}

// summarizer is a check with its own summary; others show their key.
type summarizer interface {
	Summary() string
}

// divisible is a check with several conditions.
type divisible interface {
	Divide() []Check
}

// partial is a check that reads few parts of a response: Alike reports whether these are the same
// in two of which [Expectation.Alike] knows that they are whole.
type partial interface {
	Alike(a, b *exchange.Observation) bool
}

// overSamples is a check of all samples of a repeat together; any other is judged on each sample.
type overSamples interface {
	Check
	JudgesSamples() bool
}

// enumerable is a check that depends only on status, size or duration, so that a few responses show
// whether it can fail.
type enumerable interface{ Enumerable() bool }

// FailureWanting is a check that may expect a failed connection.
type FailureWanting interface{ WantsFailure() bool }

// answerNaming is a check that only expects one of some named answers.
type answerNaming interface{ Answers() []string }
