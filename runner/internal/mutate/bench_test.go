package mutate_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/metrics"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/mutate"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// answer is a JSON response of about 1 KB, with a list as in an API.
func answer(items int) string {
	var b strings.Builder
	b.WriteString(`{"object": "list", "total": 1234, "has_more": true, "next": "c-8f14e45f", "data": [`)
	for i := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, `{"id": "item-%04d", "name": "A thing with a name", "price": 12.5, "stock": %d, "tags": ["red", "small"], "owner": {"id": %d, "mail": "someone@shop.example"}}`, i, i, i)
	}
	b.WriteString(`]}`)
	return b.String()
}

// recorded writes a suite of probes with the same answer and opens it observed.
func recorded(tb testing.TB, probes, items int) *pipeline.Run {
	tb.Helper()
	dir := tb.TempDir()
	var suite, http strings.Builder
	suite.WriteString("suite: Shop\ntarget: http://shop.example\nfixtures: shop.fixture\nprobes:\n")
	for i := range probes {
		fmt.Fprintf(&suite, "  p%d: {path: /things/%d}\n", i, i)
		body := answer(items)
		fmt.Fprintf(&http, "### p%d\nGET http://shop.example/things/%d\n\n### p%d response\n# captured: 2026-11-01T00:00:00Z from http://shop.example in 12ms\nHTTP/1.1 200 OK\nContent-Type: application/json\nContent-Length: %d\n\n%s\n\n", i, i, i, len(body), body)
	}
	suite.WriteString("findings:\n")
	for i := range probes {
		fmt.Fprintf(&suite, `  f%d:
    probe: p%d
    expect:
      status: 200
      headers: {Content-Type: application/json}
      json:
        $.object: list
        $.total: {ge: 1}
        "$.data[*].id": {each: {type: string, matches: '^item-\d+$'}}
        "$.data[*].price": {each: {ge: 0}}
  g%d:
    probe: p%d
    expect: {json: {$.data: {type: array, length: {ge: 1}}, $.has_more: true, "$.data[0].owner.mail": {contains: "@"}}}
`, i, i, i, i)
	}
	write(tb, filepath.Join(dir, "shop.suite.yaml"), suite.String())
	write(tb, filepath.Join(dir, "shop.fixture"), http.String())
	return observed(tb, filepath.Join(dir, "shop.suite.yaml"))
}

func write(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
}

// observed is a suite with its recorded responses.
func observed(tb testing.TB, path string) *pipeline.Run {
	tb.Helper()
	documents, err := engine.Open([]string{path}, engine.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	run, err := engine.Observe(context.Background(), documents[0], documents[0].Plan.Specs, engine.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return run
}

// judged lists the specs that a replay judges.
func judged(run *pipeline.Run) []*plan.Spec {
	var specs []*plan.Spec
	for _, s := range run.Plan.Specs {
		if pipeline.PendingIn(run.Mode, s).None() {
			specs = append(specs, s)
		}
	}
	return specs
}

// BenchmarkMemory shows that memory does not grow with the number of mutants: it measures how much
// the heap grew at most while they were judged.
func BenchmarkMemory(b *testing.B) {
	run := recorded(b, 200, 6)
	for _, most := range []int{2_000, 20_000, 0} {
		b.Run(fmt.Sprintf("sample=%d", most), func(b *testing.B) {
			runtime.GC()
			before := heap()
			peak, total := before, 0
			o := mutate.Options{Sample: most, Progress: func(int, int) {
				peak = max(peak, heap())
			}}
			for b.Loop() {
				total += mutate.Judge(context.Background(), run.Plan, run.Evidence, judged(run), o).Total()
			}
			b.ReportMetric(float64(peak-before)/(1<<20), "peak-MiB")
			b.ReportMetric(float64(total)/float64(b.N), "mutants")
		})
	}
}

// heap returns the number of bytes in use or not yet collected.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
