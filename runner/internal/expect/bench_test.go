package expect_test

import (
	"fmt"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

const benchText = `{status: 200, headers: {X-Bench: "yes"}, json: {$.name: bench}}`

func benchAnswer() *exchange.Observation {
	o := jsonAnswer(200, `{"id": 7, "name": "bench", "tags": ["a", "b"]}`)
	o.Header = append(o.Header, exchange.Field{Name: "X-Bench", Value: "yes"})
	return o
}

// BenchmarkCompile compiles the expectations of 10,000 findings.
func BenchmarkCompile(b *testing.B) {
	n := node(b, benchText)
	s, problems := scope(benchText)
	b.ReportAllocs()
	for b.Loop() {
		expect.Compile(n, s)
	}
	if err := problems.Err(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkJudgeMet judges an expectation that is met; the body is parsed before.
func BenchmarkJudgeMet(b *testing.B) {
	e, o := compile(b, benchText), benchAnswer()
	b.ReportAllocs()
	for b.Loop() {
		if r := e.Judge(o, nil); r.Outcome != expect.Met {
			b.Fatal(r)
		}
	}
}

// BenchmarkJudgeUnmet makes the failures of an expectation.
func BenchmarkJudgeUnmet(b *testing.B) {
	e, o := compile(b, benchText), jsonAnswer(404, `{"name": "other"}`)
	b.ReportAllocs()
	for b.Loop() {
		e.Judge(o, nil)
	}
}

// BenchmarkOutcome finds which of eight answers an observation meets, as a report does for every
// observation.
func BenchmarkOutcome(b *testing.B) {
	var answers []*expect.Expectation
	for i := range 8 {
		answers = append(answers, compile(b, fmt.Sprintf(`{status: %d, json: {$.detail: {starts_with: no}}}`, 400+i)))
	}
	o := jsonAnswer(407, `{"detail": "no such thing"}`)
	b.ReportAllocs()
	for b.Loop() {
		for _, a := range answers {
			a.Outcome(o, nil)
		}
	}
}
