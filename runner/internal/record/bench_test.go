//go:build linux

package record_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/record"
)

// BenchmarkRuns records 1,000 probes over the recording before.
func BenchmarkRuns(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"ok":true,"name":"bench","items":[1,2,3]}`)
	}))
	defer server.Close()
	var text strings.Builder
	text.WriteString("suite: Bench\nfixtures: bench.fixture\nprobes:\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "  p%d: {path: /%d}\n", i, i)
	}
	text.WriteString("findings:\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "  f%d: {probe: p%d, expect: {status: 200, json: {$.name: bench}}}\n", i, i)
	}
	run := judged(b, opened(b, text.String(), server.URL, pipeline.Record), pipeline.Record)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := record.Runs(context.Background(), []pipeline.Judged{run}, engine.Replay, record.Options{Tool: "bench"}); err != nil {
			b.Fatal(err)
		}
	}
}
