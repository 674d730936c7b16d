package compare_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/compare"
	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/pipeline"
)

const suite = `
suite: Orders
target: http://memory
limits: {concurrency: 1, cooldown: {on: {status: 503}, wait: 1s}}
probes:
  order: {path: /order}
  burst: {path: /burst, repeat: 2}
  after: {path: /after, after: order}
answers:
  gone: {status: 410}
  moved: {status: 308}
findings:
  order: {claim: It is there, probe: order, expect: {status: 200}}
  burst: {claim: All are let in, probe: burst, expect: {status: 200}}
  after: {claim: It is there as well, probe: after, expect: {status: 200}}
`

// place answers with the next of the statuses of a path, and then with the last; 0 is no answer.
type place struct {
	mu    sync.Mutex
	paths map[string][]int
}

func (p *place) Send(_ context.Context, c exchange.Call) (*exchange.Observation, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	path := strings.TrimPrefix(c.Request.URL, "http://memory")
	status := 200
	if left := p.paths[path]; len(left) > 0 {
		if status = left[0]; len(left) > 1 {
			p.paths[path] = left[1:]
		}
	}
	if status == 0 {
		return &exchange.Observation{Failure: &exchange.Failure{Kind: exchange.Refused}}, 1
	}
	o := &exchange.Observation{Status: status}
	if status == 429 {
		o.Header = exchange.Header{{Name: "Retry-After", Value: "7"}}
	}
	return o, 1
}

// compared observes the suite at a, at b and at a again, and compares. text is that of b, if it is
// another one.
func compared(t *testing.T, a, b map[string][]int, text string) *compare.Suite {
	t.Helper()
	first := &place{paths: a}
	var lanes []engine.Turn
	for i, sender := range []*place{first, {paths: b}, first} {
		of := suite
		if i == 1 && text != "" {
			of = text
		}
		file := filepath.Join(t.TempDir(), "o.suite.yaml")
		if err := os.WriteFile(file, []byte(of), 0o600); err != nil {
			t.Fatal(err)
		}
		opts := engine.Options{Mode: pipeline.Live, Hooks: engine.Hooks{Sender: sender}}
		documents, err := engine.Open([]string{file}, opts)
		if err != nil {
			t.Fatal(err)
		}
		lanes = append(lanes, engine.Turn{Course: engine.Start(opts), Task: engine.Whole(documents)[0]})
	}
	runs, err := engine.InTurns(t.Context(), lanes)
	if err != nil {
		t.Fatal(err)
	}
	return compare.Of(&compare.Observed{Names: []string{"a", "b"}, Runs: runs[:2], Again: runs[2], Specs: lanes[0].Task.Specs})
}

// said lists what differs and what is unknown, a line each.
func said(s *compare.Suite) []string {
	out := []string{}
	because := func(w compare.Why) string { return string(w.Kind) + " at " + w.Target + ": " + w.Detail }
	for _, f := range s.Findings {
		switch p := f.Pairs[0]; p.Relation {
		case compare.Differs:
			out = append(out, fmt.Sprintf("finding %s: %s, %s, breaks %t", f.Spec.ID, f.Verdicts[0].Outcome, f.Verdicts[1].Outcome, f.Breaks(0)))
		case compare.Unknown:
			out = append(out, "finding "+f.Spec.ID+": "+because(p.Why))
		}
	}
	for _, p := range s.Probes {
		if why := p.Pairs[0].Why; !why.None() {
			out = append(out, "probe "+p.Probe.ID+": "+because(why))
		}
		for _, c := range p.Pairs[0].Changes {
			out = append(out, fmt.Sprintf("probe %s: %s %s: %s, %s", p.Probe.ID, c.Class, c.Path, c.Was, c.Is))
		}
		if len(p.Unsteady) > 0 {
			out = append(out, "a itself: "+p.Unsteady[0].Path+" of "+p.Probe.ID)
		}
	}
	return out
}

func TestOf(t *testing.T) {
	unasked := strings.Replace(suite, "  after: {claim: It is there as well, probe: after, expect: {status: 200}}\n", "", 1)
	without := strings.Replace(strings.Replace(suite, "  after: {path: /after, after: order}\n", "", 1), "  after: {claim: It is there as well, probe: after, expect: {status: 200}}\n", "", 1)
	for _, test := range []struct {
		name string
		a, b map[string][]int
		text string
		want []string
	}{
		{name: "the same"},
		{name: "broken at both", a: map[string][]int{"/order": {500}}, b: map[string][]int{"/order": {500}}},
		{name: "broken at b", b: map[string][]int{"/order": {500}}, want: []string{
			"finding order: holds, broken, breaks true", "probe order: breaking status: 200, 500",
		}},
		{name: "broken at a", a: map[string][]int{"/order": {500}}, want: []string{
			"finding order: broken, holds, breaks false", "probe order: breaking status: 500, 200",
		}},
		{name: "a differs from itself", a: map[string][]int{"/order": {200, 500}}, b: map[string][]int{"/order": {404}}, want: []string{
			"finding order: control_differs at a: its first sample says holds, its second broken",
			"probe order: control_differs at a: its first sample was answered 200 OK, its second 500 Internal Server Error",
			"a itself: status of order",
		}},
		{name: "limited at b", b: map[string][]int{"/order": {429}}, want: []string{
			"finding order: rate_limited at b: 429 Too Many Requests, Retry-After told 7 s", "probe order: rate_limited at b: 429 Too Many Requests, Retry-After told 7 s",
		}},
		{name: "one of two limited at b", b: map[string][]int{"/burst": {200, 429}}, want: []string{
			"finding burst: rate_limited at b: 429 Too Many Requests, Retry-After told 7 s", "probe burst: rate_limited at b: 429 Too Many Requests, Retry-After told 7 s",
		}},
		{name: "limited at a", a: map[string][]int{"/order": {429}}, want: []string{
			"finding order: rate_limited at a: 429 Too Many Requests, Retry-After told 7 s", "probe order: rate_limited at a: 429 Too Many Requests, Retry-After told 7 s",
		}},
		{name: "the control is limited", a: map[string][]int{"/order": {200, 429}}, want: []string{
			"finding order: control_differs at a: its first sample says holds, its second broken",
			"probe order: rate_limited at a: the second sample: 429 Too Many Requests, Retry-After told 7 s",
		}},
		{name: "limited at both", a: map[string][]int{"/order": {429}}, b: map[string][]int{"/order": {429}}},
		{name: "what starts the cooldown", b: map[string][]int{"/after": {503}}, want: []string{
			"finding after: rate_limited at b: 503 Service Unavailable", "probe after: rate_limited at b: 503 Service Unavailable",
		}},
		{name: "no answer at b", b: map[string][]int{"/order": {0}}, want: []string{
			"finding order: inconclusive at b: no answer (refused)", "probe order: no_response at b: no answer (refused)",
		}},
		{name: "no answer at both", a: map[string][]int{"/order": {0}}, b: map[string][]int{"/order": {0}}, want: []string{
			"finding order: inconclusive at a: no answer (refused)", "probe order: no_response at a: no answer (refused)",
		}},
		{name: "no answer at a", a: map[string][]int{"/order": {0, 200}}, want: []string{
			"finding order: inconclusive at a: no answer (refused)", "probe order: no_response at a: no answer (refused)",
		}},
		{name: "answers with names", a: map[string][]int{"/order": {410}}, b: map[string][]int{"/order": {308}}, want: []string{
			"probe order: breaking status: 410 (gone), 308 (moved)",
		}},
		{name: "not needed at b", text: unasked, want: []string{
			"finding after: not_there at b: the suite has no such finding there", "probe after: not_sent at b: nothing there needs it",
		}},
		{name: "no second answer", a: map[string][]int{"/order": {200, 0}}, want: []string{
			"finding order: inconclusive at a: no answer (refused)", "probe order: no_response at a: the second sample: no answer (refused)",
		}},
		{name: "not there", text: without, want: []string{
			"finding after: not_there at b: the suite has no such finding there", "probe after: not_there at b: the suite has no such probe there",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := said(compared(t, test.a, test.b, test.text))
			got = slices.DeleteFunc(got, func(line string) bool { return strings.Contains(line, ": timing ") })
			if diff := cmp.Diff(append([]string{}, test.want...), got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// Each sample has the verdicts on itself, for the history.
func TestSample(t *testing.T) {
	s := compared(t, map[string][]int{"/order": {200, 500}}, map[string][]int{"/order": {404}}, "")
	var got []string
	for n := range 3 {
		run, verdicts := s.Sample(n)
		got = append(got, fmt.Sprintf("%d %s", run.Observation("order").Status, verdicts[0].Outcome))
	}
	if diff := cmp.Diff([]string{"200 holds", "404 broken", "500 broken"}, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
