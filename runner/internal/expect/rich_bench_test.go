package expect_test

import (
	"fmt"
	"testing"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
)

func judged(b *testing.B, e *expect.Expectation, o *exchange.Observation) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if r := e.Judge(o, nil); r.Outcome != expect.Met {
			b.Fatal(shown(r))
		}
	}
}

// BenchmarkSchema judges a body of three members by a schema file.
func BenchmarkSchema(b *testing.B) {
	judged(b, compileRich(b, `schema: {file: product.json}`), richAnswers["product"]())
}

// BenchmarkSchemaCompiled compiles an expectation whose schema is compiled already, as 1,000 other
// findings of a suite do.
func BenchmarkSchemaCompiled(b *testing.B) {
	text := `schema: {file: product.json}`
	n, s := node(b, text), richScope(text)
	b.ReportAllocs()
	for b.Loop() {
		expect.Compile(n, s)
	}
}

// BenchmarkOpenAPI finds the operation and judges status, headers and body.
func BenchmarkOpenAPI(b *testing.B) {
	judged(b, compileRich(b, shop+`openapi: true`), richAnswers["product"]())
}

// BenchmarkStream judges 50 events: their number, the JSON of each, and their joined text.
func BenchmarkStream(b *testing.B) {
	var data []string
	for i := range 49 {
		data = append(data, delta(fmt.Sprint(i%10)))
	}
	o := streamed("", append(data, "[DONE]")...)
	judged(b, compileRich(b, `stream: {events: 50, last: "[DONE]", stray: empty, each: {json: {"$.choices[0].delta.content": {type: string}}},
  joined: {path: "$.choices[0].delta.content", is: {length: 49}}}`), o)
}

// BenchmarkStreamText judges 50 events without reading JSON.
func BenchmarkStreamText(b *testing.B) {
	var data []string
	for range 49 {
		data = append(data, delta("x"))
	}
	judged(b, compileRich(b, `stream: {events: 50, last: "[DONE]", stray: empty, gap: {lt: 1s}, first: {lt: 1s}}`), streamed("", append(data, "[DONE]")...))
}

// BenchmarkXML parses and searches a small document.
func BenchmarkXML(b *testing.B) {
	judged(b, compileRich(b, `xml: {/feed/title: Café, count(//entry): 2}`), richAnswers["feed"]())
}

// BenchmarkCEL evaluates one expression over status and body.
func BenchmarkCEL(b *testing.B) {
	judged(b, compileRich(b, `cel: "status == 200 && json.price > 2"`), richAnswers["product"]())
}

// BenchmarkSamples judges 1,000 samples of a repeat.
func BenchmarkSamples(b *testing.B) {
	statuses := make([]int, 1000)
	for i := range statuses {
		statuses[i] = 200
	}
	judged(b, compileRich(b, `{status: 200, share: {">= 0.99": {json: {$.n: 1}}}, duration: {p99: {lt: 1m}}}`), samples(statuses...))
}

// BenchmarkStreamOrder judges the order of 100,000 events and, alternately, each of them as JSON:
// the ratio of the least times should be at most 1.3.
func BenchmarkStreamOrder(b *testing.B) {
	data := make([]string, 100_000)
	for i := range data {
		data[i] = delta(fmt.Sprint(i % 10))
	}
	data[len(data)-1] = "[DONE]"
	o := streamed("", data...)
	least := func(best time.Duration, e *expect.Expectation) time.Duration {
		start := time.Now()
		if r := e.Judge(o, nil); r.Outcome != expect.Met {
			b.Fatal(shown(r))
		}
		if took := time.Since(start); best == 0 || took < best {
			return took
		}
		return best
	}
	each := compileRich(b, `stream: {each: {json: {"$.choices[0].delta.content": {type: string}}}}`)
	order := compileRich(b, `stream: {kinds: {error: {json: {$.error: present}}, text: {json: {"$.choices[0].delta.content": {type: string}}}, done: "[DONE]"}, order: text+ done}`)
	var ofEach, ofOrder time.Duration
	for b.Loop() {
		ofEach, ofOrder = least(ofEach, each), least(ofOrder, order)
	}
	b.ReportMetric(ofOrder.Seconds()/ofEach.Seconds(), "ratio")
}
