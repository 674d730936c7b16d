package report_test

import (
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2/reporters"
	"github.com/onsi/ginkgo/v2/types"

	"assay/runner/internal/report"
)

// benchFindings is the number of findings for the benchmarks of the writers.
const benchFindings = 10_000

// benchResult is a run as --json writes it: every finding has its own probe, with its whole
// exchange.
func benchResult() *report.Result {
	r := sample()
	s := &r.Suites[0]
	s.Findings, s.Observations, s.Checklist = nil, nil, nil
	for i := range benchFindings {
		id := fmt.Sprintf("order[%d]", i)
		s.Findings = append(s.Findings, report.Finding{
			ID: "order", Claim: "An order that exists is answered 200 with its number", Probe: id,
			At: report.Place{File: s.File, Line: 41, Col: 3}, Verdict: report.Holds,
		})
		s.Observations = append(s.Observations, report.Observation{
			Probe: id, Status: 200, Reason: "OK", Proto: "HTTP/1.1", DurationMS: 1.234, FirstByte: 1.1, Attempts: 1,
			Request: &report.Message{Method: "GET", URL: "http://127.0.0.1:8080/orders/" + id, Headers: []report.Field{{Name: "Authorization", Value: "Bearer ${key}"}}},
			Curl:    "curl -sS -i http://127.0.0.1:8080/orders/" + id + " -H \"Authorization: Bearer $SHOP_KEY\"",
			Headers: []report.Field{{Name: "Content-Type", Value: "application/json"}, {Name: "Content-Length", Value: "25"}, {Name: "Date", Value: "Tue, 24 Nov 2026 03:00:00 GMT"}},
			Body:    `{"order": 1, "state": "sent"}`, Size: 25, Sent: "2026-11-24T03:00:00.120Z", Provenance: "live", At: report.Place{File: s.File, Line: 20, Col: 3},
		})
	}
	return r
}

// ginkgoReport has as many passed specs, as Ginkgo reports them.
func ginkgoReport() types.Report {
	at := types.CodeLocation{FileName: "/suites/shop/shop_suite_test.go", LineNumber: 12}
	r := types.Report{SuitePath: "/suites/shop", SuiteDescription: "Shop API", StartTime: time.Now(), SuiteSucceeded: true}
	for range benchFindings {
		r.SpecReports = append(r.SpecReports, types.SpecReport{
			ContainerHierarchyTexts: []string{"Shop API", "order"}, ContainerHierarchyLocations: []types.CodeLocation{at, at},
			ContainerHierarchyLabels: [][]string{{}, {}}, LeafNodeType: types.NodeTypeIt, LeafNodeLocation: at,
			LeafNodeText: "An order that exists is answered 200 with its number", State: types.SpecStatePassed,
			StartTime: time.Now(), EndTime: time.Now(), RunTime: time.Millisecond, ParallelProcess: 1, NumAttempts: 1,
		})
	}
	return r
}

func perFinding(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchFindings/1000, "µs/finding")
}

func BenchmarkWriters(b *testing.B) {
	r := benchResult()
	for name, write := range map[string]report.Writer{"JSON": report.JSON, "JUnit": report.JUnit, "Markdown": report.Markdown} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			path := filepath.Join(b.TempDir(), "report")
			for b.Loop() {
				if err := report.File(path, nil, r, write); err != nil {
					b.Fatal(err)
				}
			}
			perFinding(b)
		})
	}
	b.Run("Text", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := report.Text(io.Discard, r, report.Style{}); err != nil {
				b.Fatal(err)
			}
		}
		perFinding(b)
	})
}

// BenchmarkGinkgoWriters measures the same number of findings in Ginkgo's writers.
func BenchmarkGinkgoWriters(b *testing.B) {
	r := ginkgoReport()
	for name, write := range map[string]func(types.Report, string) error{
		"JSON": reporters.GenerateJSONReport, "JUnit": reporters.GenerateJUnitReport,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			path := filepath.Join(b.TempDir(), "report")
			for b.Loop() {
				if err := write(r, path); err != nil {
					b.Fatal(err)
				}
			}
			perFinding(b)
		})
	}
}
