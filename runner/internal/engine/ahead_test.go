package engine_test

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
)

// What a task says ahead is the most that its run sends: repeats, dependencies and cleanup counted,
// bounded by the suite.
func TestAheadIsTheMostThatIsSent(t *testing.T) {
	var sent atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		sent.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"id": 1}`))
	}))
	t.Cleanup(server.Close)
	const head, probes = "suite: Shop\ntarget: TARGET\n", `
probes:
  made: {method: POST, path: /orders, capture: {id: {json: $.id}}, risk: writes, cost: 2}
  twice: {path: "/orders/${made.id}", repeat: {times: 2}}
  undo: {method: DELETE, path: "/orders/${made.id}", cleanup: true}
findings: {twice: {claim: It is there, probe: twice, expect: {status: 200}}}
`
	for _, c := range []struct {
		name, limits string
		want         engine.Ahead
		sent         int64
	}{
		{"all", "", engine.Ahead{Requests: 4, Cost: 4, Writes: []string{"made"}}, 4},
		{"bounded", "limits: {requests: 3}\n", engine.Ahead{Requests: 3, Cost: 4, Writes: []string{"made"}}, 3},
		{"held", "limits: {writes: ask}\n", engine.Ahead{Requests: 4, Cost: 4, Writes: []string{"made"}, Held: true}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := folder(t, map[string]string{"shop.suite.yaml": head + c.limits + probes})
			opts := engine.Options{Mode: pipeline.Live}
			opts.Load.Target = server.URL
			documents, err := engine.Open([]string{filepath.Join(dir, "shop.suite.yaml")}, opts)
			if err != nil {
				t.Fatal(err)
			}
			tasks := engine.Whole(documents)
			got, err := tasks[0].Ahead(t.Context(), opts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			sent.Store(0)
			if _, _, err := engine.Judge(t.Context(), tasks, opts); err != nil {
				t.Fatal(err)
			}
			if n := sent.Load(); n != c.sent || int(n) > got.Requests {
				t.Errorf("%d requests were sent, want %d of at most %d", n, c.sent, got.Requests)
			}
		})
	}
}
