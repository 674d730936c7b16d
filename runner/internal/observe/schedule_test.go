package observe_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
	"assay/runner/internal/plan"
)

const one = "limits: {concurrency: 1}\n"

// Every probe is sent once, regardless of its dependents, and every response is in its own
// observation.
func TestEveryProbeIsSentOnce(t *testing.T) {
	s := serve(t, nil)
	var doc strings.Builder
	doc.WriteString("probes:\n  first: {path: /first}\n")
	for i := range 200 {
		fmt.Fprintf(&doc, "  p%d: {path: /p%d, after: [first]}\n", i, i)
	}
	p := planOf(t, s.URL, doc.String())
	twice := append(slices.Clone(p.Probes), p.Probes...)
	set := asked(context.Background(), p, twice, observe.Options{Live: true})
	if asked := s.requests(); len(asked) != 201 || asked[0] != "GET /first" || set.Requests != 201 {
		t.Errorf("%d requests (%d counted), first %q; want 201, /first first", len(asked), set.Requests, asked[0])
	}
	for _, probe := range p.Probes {
		o := get(t, p, set, probe.ID)
		if want := fmt.Sprintf(`{"path": "/%s"}`, probe.ID); o.Probe != probe.ID || string(o.Body) != want || o.Attempts != 1 {
			t.Fatalf("%s got %s in %d attempts, Missing %q", o.Probe, o.Body, o.Attempts, o.Missing)
		}
		if o.Request != probe.Request {
			t.Fatalf("%s: the request is not the planned one", o.Probe)
		}
	}
}

func TestOnlyWhatIsAskedForIsSent(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, "probes: {a: {path: /a}, b: {path: /b}}\n")
	set := asked(context.Background(), p, p.WithDeps(p.Probe("b")), observe.Options{Live: true})
	if diff := cmp.Diff([]string{"GET /b"}, s.requests()); diff != "" {
		t.Error(diff)
	}
	if set.ByProbe[0] != nil {
		t.Error("a was observed, and nobody asked")
	}
}

// Document order, dependencies first, and probes that risk a ban last.
func TestOrder(t *testing.T) {
	for _, c := range []struct{ name, probes, want string }{
		{"document order", "a: {path: /a}\n  b: {path: /b}\n  c: {path: /c}", "/a /b /c"},
		{"dependencies first", "a: {path: /a, after: [c]}\n  b: {path: /b}\n  c: {path: /c}", "/b /c /a"},
		{"what became ready goes by its place", "a: {path: /a, after: [b]}\n  b: {path: /b}\n  c: {path: /c}", "/b /a /c"},
		{"bans last", "a: {path: /a, risk: bans}\n  b: {path: /b}\n  c: {path: /c, after: [b]}", "/b /c /a"},
		{"bans in front of what needs them", "a: {path: /a, risk: bans}\n  b: {path: /b, after: [a]}\n  c: {path: /c, risk: bans}", "/a /b /c"},
		{"a chain", "a: {path: /a, after: [b]}\n  b: {path: /b, after: [c]}\n  c: {path: /c, after: [d]}\n  d: {path: /d}", "/d /c /b /a"},
		{"all rows first", "a: {path: /a, after: [r]}\n  r: {matrix: {n: [1, 2]}, path: '/r${n}'}", "/r1 /r2 /a"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, nil)
			p := planOf(t, s.URL, one+"probes:\n  "+c.probes+"\n")
			all(t, p, observe.Options{Live: true})
			got := strings.ReplaceAll(strings.Join(s.requests(), " "), "GET ", "")
			if got != c.want {
				t.Errorf("sent %s, want %s", got, c.want)
			}
		})
	}
}

// With several hosts, too, a probe that risks a ban is sent only when all others are answered.
func TestBansWaitForOtherHosts(t *testing.T) {
	var mu sync.Mutex
	var order []string
	note := func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		order = append(order, r.URL.Path)
	}
	a, b := serve(t, note), serve(t, note)
	p := planOf(t, a.URL, fmt.Sprintf(`probes:
  risky: {path: /risky, risk: bans}
  slow: {url: "%s/slow"}
  chained: {url: "%s/chained", after: [slow]}
`, b.URL, b.URL))
	all(t, p, observe.Options{Live: true})
	if diff := cmp.Diff([]string{"/slow", "/chained", "/risky"}, order); diff != "" {
		t.Error(diff)
	}
}

// A host has as many requests in flight as the suite says, and no more.
func TestConcurrency(t *testing.T) {
	for _, c := range []struct {
		limits string
		want   int
	}{{"", 8}, {"limits: {concurrency: 3}\n", 3}, {"limits: {concurrency: 1}\n", 1}} {
		var gate sync.WaitGroup
		gate.Add(c.want)
		var once [64]sync.Once
		s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			var i int
			fmt.Sscanf(r.URL.Path, "/%d", &i)
			if i < c.want {
				once[i].Do(gate.Done)
				gate.Wait() // the first ones answer when all of them have arrived
			}
		})
		p := planOf(t, s.URL, c.limits+"probes:\n  p: {matrix: {n: ["+numbers(40)+"]}, path: '/${n}'}\n")
		all(t, p, observe.Options{Live: true})
		if s.most != c.want || len(s.requests()) != 40 {
			t.Errorf("%d in flight of %d, want %d of 40", s.most, len(s.requests()), c.want)
		}
	}
}

func numbers(n int) string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(i)
	}
	return strings.Join(out, ", ")
}

// The budget counts every send; the last probes of the document exceed it.
func TestBudget(t *testing.T) {
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hop" {
			http.Redirect(w, r, "/there", http.StatusFound)
		}
	})
	for _, c := range []struct {
		probes  string
		sent    int
		missing string // ids of the probes over the budget
	}{
		{"p: {matrix: {n: [1, 2, 3, 4, 5]}, path: '/${n}'}", 3, "p[4] p[5]"},
		{"a: {path: /a, repeat: 5}", 3, ""},
		{"a: {path: /hop, redirects: 5}\n  b: {path: /b}\n  c: {path: /c}", 3, "c"},
		{"a: {path: /a}\n  b: {path: /b}\n  c: {path: /hop, redirects: 1}", 3, "c"},
		{"a: {path: /a, until: {expect: {status: 201}, every: 1ms, for: 1m}}\n  b: {path: /b}", 3, "a"}, // b goes while a waits
	} {
		before := len(s.requests())
		p := planOf(t, s.URL, "limits: {requests: 3, concurrency: 1}\nprobes:\n  "+c.probes+"\n")
		set := all(t, p, observe.Options{Live: true})
		if sent := len(s.requests()) - before; sent != c.sent || set.Requests != c.sent {
			t.Errorf("%s: %d sent, %d counted, want %d", c.probes, sent, set.Requests, c.sent)
		}
		var missing []string
		for _, o := range set.ByProbe {
			if strings.Contains(o.Missing.String(), "the request budget of 3 is spent") {
				missing = append(missing, o.Probe)
			} else if !o.Missing.None() {
				t.Errorf("%s: %s", o.Probe, o.Missing)
			}
		}
		if got := strings.Join(missing, " "); got != c.missing {
			t.Errorf("%s: over the budget are %q, want %q", c.probes, got, c.missing)
		}
	}
}

// The result of Before is the reason why a probe is missing; it costs no budget.
func TestBefore(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, "limits: {requests: 2}\nprobes: {a: {path: /a}, b: {path: /b}, c: {path: /c}}\n")
	opts := observe.Options{Live: true, Before: func(p *plan.Probe) exchange.Missing {
		if p.ID == "a" {
			return exchange.Missing{Kind: exchange.CoolingDown, Detail: "cooling down until tomorrow"}
		}
		return exchange.Missing{}
	}}
	set := all(t, p, opts)
	if o := get(t, p, set, "a"); o.Missing.String() != "cooling down until tomorrow" {
		t.Errorf("a: %+v", o)
	}
	if set.Requests != 2 || !get(t, p, set, "c").Known() {
		t.Errorf("%d requests, c %q; want 2 and an answer", set.Requests, get(t, p, set, "c").Missing)
	}
}

func TestKnownIsNotSentAgain(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, `probes:
  first: {path: /first, capture: {path: {json: $.path}}}
  then: {path: "/then${first.path}"}
`)
	first := asked(context.Background(), p, p.WithDeps(p.Probe("first")), observe.Options{Live: true})
	set := asked(context.Background(), p, p.Probes, observe.Options{Live: true, Known: first.ByProbe})
	if diff := cmp.Diff([]string{"GET /first", "GET /then/first"}, s.requests()); diff != "" {
		t.Error(diff)
	}
	if get(t, p, set, "first") != get(t, p, first, "first") || set.Requests != 1 {
		t.Errorf("%d requests, want 1, and the known observation as it was", set.Requests)
	}
}

// Known observations hold no secrets: they are filled in again.
func TestKnownCapturesHoldSecretsByName(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, `secrets: {api_key: KEY}
probes:
  first: {path: /first, capture: {key: {json: $.key}}}
  then: {path: "/then/${first.key}"}
`)
	opts := live(map[string]string{"api_key": "invented-key"})
	opts.Known = []*exchange.Observation{{Probe: "first", Status: 200, Captured: map[string]any{"key": "${api_key}"}}}
	all(t, p, opts)
	if diff := cmp.Diff([]string{"GET /then/invented-key"}, s.requests()); diff != "" {
		t.Error(diff)
	}
}

// The end of the context ends the run, requests in flight included.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	s := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/1" {
			cancel()
			<-r.Context().Done()
		}
	})
	p := planOf(t, s.URL, one+`probes:
  p: {matrix: {n: [0, 1, 2]}, path: "/${n}"}
  after: {path: /after, after: ["p[*]"]}
  needs: {path: "/${c.status}"}
  c: {path: /c, capture: {status: {status: true}}}
`)
	set := asked(ctx, p, p.Probes, observe.Options{Live: true, Limits: p.Suite.Limits})
	if o := get(t, p, set, "p[0]"); !o.Known() {
		t.Errorf("p[0] was answered before the end: %q", o.Missing)
	}
	for _, o := range set.ByProbe[1:] {
		if o.Missing.String() != "interrupted" || o.Failure != nil || o.Request == nil {
			t.Errorf("%s: missing %q, failure %v", o.Probe, o.Missing, o.Failure)
		}
	}
}

// Progress is reported in order, ends complete, and counts the requests sent.
func TestProgress(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, "probes: {p: {matrix: {n: ["+numbers(50)+"]}, path: '/${n}'}, late: {path: /late, after: ['p[*]'], repeat: 3}}\n")
	opts := observe.Options{Live: true}
	var last observe.Progress
	backwards := false
	opts.Progress = func(now observe.Progress) {
		backwards = backwards || now.Done < last.Done || now.Sent < last.Sent || now.InFlight > 8
		last = now
	}
	all(t, p, opts)
	if want := (observe.Progress{Total: 51, Done: 51, Sent: 53}); last != want || backwards {
		t.Errorf("ended with %+v, want %+v; went backwards: %v", last, want, backwards)
	}
}

// A plan that was not built from a document may have a cycle, which is reported.
func TestCircle(t *testing.T) {
	s := serve(t, nil)
	p := planOf(t, s.URL, "probes: {a: {path: /a}, b: {path: /b, after: [a]}}\n")
	p.Probes[0].Deps = []*plan.Probe{p.Probes[1]}
	set := all(t, p, observe.Options{Live: true})
	if o := get(t, p, set, "a"); !strings.Contains(o.Missing.String(), "waits for itself") || len(s.requests()) != 0 {
		t.Errorf("got %q", o.Missing)
	}
}
