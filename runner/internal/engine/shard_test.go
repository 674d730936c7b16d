package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
)

func openOne(t *testing.T, text string) []*pipeline.Document {
	t.Helper()
	documents, err := engine.Open([]string{folder(t, map[string]string{"one.suite.yaml": text})}, engine.Options{Mode: pipeline.Live})
	if err != nil {
		t.Fatal(err)
	}
	return documents
}

// shares returns the ids of the specs of each shard, in document order.
func shares(documents []*pipeline.Document, s *engine.Sharded, n int) []string {
	out := make([]string, n)
	for _, d := range documents {
		for _, spec := range d.Plan.Specs {
			for i := range out {
				if s.Takes(engine.Shard{Number: i + 1, Of: n}, spec) {
					out[i] += spec.ID + " "
				}
			}
		}
	}
	return out
}

// Each finding is in one shard; together they are all that is selected.
func TestShardsAreDisjointAndWhole(t *testing.T) {
	var b strings.Builder
	b.WriteString("suite: Many\ntarget: http://127.0.0.1:1\nprobes:\n")
	for i := range 50 {
		fmt.Fprintf(&b, "  p%d: {path: /%d}\n", i, i)
	}
	b.WriteString("findings:\n")
	for i := range 100 {
		fmt.Fprintf(&b, "  f%d: {probe: p%d, expect: {status: 200}}\n", i, i/2)
	}
	documents := openOne(t, b.String())
	cost := func(_ *pipeline.Document, p *plan.Probe) float64 { return float64(p.Order + 1) }
	for n := 1; n <= 7; n++ {
		s := engine.Share(documents, &engine.Selection{}, n, cost)
		seen, least, most := 0, 1e9, 0.0
		for i, ids := range shares(documents, s, n) {
			load, probes := 0.0, map[string]bool{}
			for id := range strings.FieldsSeq(ids) {
				seen++
				var k int
				fmt.Sscanf(id, "f%d", &k) //nolint:errcheck // made above
				if p := fmt.Sprint("p", k/2); !probes[p] {
					probes[p] = true
					load += float64(k/2 + 1)
				}
			}
			if len(probes)*2 != len(strings.Fields(ids)) {
				t.Errorf("shard %d of %d has one of two findings about a probe: %s", i+1, n, ids)
			}
			least, most = min(least, load), max(most, load)
		}
		if seen != 100 {
			t.Errorf("%d shards have %d findings, want each of 100 once", n, seen)
		}
		if most-least > 50 {
			t.Errorf("%d shards cost from %v to %v", n, least, most)
		}
		if again := engine.Share(documents, &engine.Selection{}, n, cost); again.Plan != s.Plan {
			t.Errorf("two divisions of the same differ: %s, %s", s.Plan, again.Plan)
		}
		if other := engine.Share(documents, &engine.Selection{}, n+1, cost); other.Plan == s.Plan {
			t.Errorf("%d and %d shards have the same plan", n, n+1)
		}
	}
}

// What changes something is sent by one shard; a harmless login by several.
func TestShardsSendWhatHasARiskOnce(t *testing.T) {
	documents := openOne(t, `suite: Orders
target: http://127.0.0.1:1
probes:
  login: {path: /login, capture: {token: {json: $.token}}}
  create: {method: POST, path: /orders, risk: writes, headers: {X-Token: "${login.token}"}, capture: {id: {json: $.id}}}
  read: {path: "/orders/${create.id}", headers: {X-Token: "${login.token}"}}
  lines: {path: "/orders/${create.id}/lines"}
  list: {path: /orders, headers: {X-Token: "${login.token}"}}
  health: {path: /health}
findings:
  reads: {probe: read, expect: {status: 200}}
  lists: {probe: list, expect: {status: 200}}
  lines: {probe: lines, expect: {status: 200}}
  health: {probe: health, expect: {status: 200}}
  creates: {probe: create, expect: {status: 201}}
checklist:
  seen: {ask: Is it seen?}
`)
	s := engine.Share(documents, &engine.Selection{}, 3, func(*pipeline.Document, *plan.Probe) float64 { return 1 })
	got := shares(documents, s, 3)
	if want := []string{"reads lines creates ", "lists seen ", "health "}; strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}
