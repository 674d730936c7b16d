package engine_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

// Holds is asked once about each response whose findings hold, however many there are and however
// large; those that it does not let go of are in the run as they came, also after a panic.
func TestHolds(t *testing.T) {
	const probes = 600
	large := strings.Repeat("x", 100<<10)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if fmt.Fprint(w, r.URL.Path[1:]); strings.HasSuffix(r.URL.Path, "9") {
			fmt.Fprint(w, large)
		}
	}))
	defer server.Close()
	var text strings.Builder
	text.WriteString("suite: Held\ntarget: http://127.0.0.1:1\nprobes:\n")
	for i := range probes {
		fmt.Fprintf(&text, "  p%[1]d: {path: /p%[1]d}\n", i)
	}
	text.WriteString("findings:\n")
	for i := range probes {
		fmt.Fprintf(&text, "  f%[1]d: {probe: p%[1]d, expect: {status: 200}}\n", i)
	}
	keeps := func(p *plan.Probe) bool { return p.Order%3 == 0 }
	for name, panics := range map[string]int{"all": -1, "one panics": 3 * 90} {
		var mu sync.Mutex
		asked := map[string]int{}
		opts := engine.Options{Mode: pipeline.Live, Release: true}
		opts.Load.Target = server.URL
		opts.Holds = func(*pipeline.Document) engine.Holding {
			return func(p *plan.Probe, o *exchange.Observation, specs engine.Specs) bool {
				mu.Lock()
				asked[p.ID]++
				mu.Unlock()
				if p.Order == panics {
					panic("invented")
				}
				if of := slices.Collect(specs); len(of) != 1 || of[0].ID != "f"+p.ID[1:] || !strings.HasPrefix(string(o.Body), p.ID) {
					t.Errorf("%s is asked about %d specs and %.8q", p.ID, len(of), o.Body)
				}
				return !keeps(p)
			}
		}
		documents, err := engine.Open([]string{folder(t, map[string]string{"a.suite.yaml": text.String()})}, opts)
		if err != nil {
			t.Fatal(err)
		}
		runs, _, err := engine.Judge(context.Background(), engine.Whole(documents), opts)
		if (err != nil) != (panics >= 0) || len(runs) != 1 {
			t.Fatalf("%s: %d runs, %v", name, len(runs), err)
		}
		var wrong []string
		for _, p := range documents[0].Plan.Probes {
			o := runs[0].Run.Evidence.Observation(p)
			switch {
			case panics >= 0 && !keeps(p): // perhaps not asked, or not sent
			case panics >= 0 && !o.Missing.None():
			case keeps(p) != strings.HasPrefix(string(o.Body), p.ID), keeps(p) == (o == exchange.Released), asked[p.ID] > 1, panics < 0 && asked[p.ID] != 1:
				wrong = append(wrong, p.ID)
			}
		}
		if diff := cmp.Diff([]string(nil), wrong); diff != "" {
			t.Errorf("%s, wrong are:\n%s", name, diff)
		}
	}
}
