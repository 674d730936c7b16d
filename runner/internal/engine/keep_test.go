package engine_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
)

// Responses are kept as they came where one is of a limit, which several probes may share; else in
// the order of the plan, in which the history finds what it knows of them.
func TestTheOrderInWhichResponsesAreKept(t *testing.T) {
	for status, want := range map[int][]string{http.StatusOK: {"late", "early"}, http.StatusTooManyRequests: {"early", "late"}} {
		answered := make(chan struct{})
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/late" {
				<-answered
				return
			}
			w.WriteHeader(status)
		}))
		dir := folder(t, map[string]string{"a.suite.yaml": `
suite: Order
target: http://127.0.0.1:1
limits: {concurrency: 2}
probes: {late: {path: /late}, early: {path: /early}}
findings: {late: {probe: late, expect: {status: 200}}, early: {probe: early, expect: {status: 200}}}
`})
		opts := engine.Options{Mode: pipeline.Live}
		opts.Load.Target = server.URL
		opts.Progress = func(_ *pipeline.Document, p observe.Progress) {
			if p.Done == 1 {
				close(answered)
			}
		}
		documents, err := engine.Open([]string{dir}, opts)
		if err != nil {
			t.Fatal(err)
		}
		d := documents[0]
		run, err := engine.Observe(t.Context(), d, d.Plan.Specs, opts)
		server.Close()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, o := range engine.Kept(run, run.Verdicts(d.Plan.Specs)).Observations {
			got = append(got, o.Probe)
		}
		if !slices.Equal(got, want) {
			t.Errorf("with status %d: kept are %v, want %v", status, got, want)
		}
	}
}
