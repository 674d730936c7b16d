package observe_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/observe"
	"assay/runner/internal/observe/recorded"
	"assay/runner/internal/observe/transport"
	"assay/runner/internal/plan"
	"assay/runner/internal/suite"
)

// planOf plans a document whose target is the server's address.
func planOf(t testing.TB, target, doc string) *plan.Plan {
	t.Helper()
	s, err := suite.Parse("test.suite.yaml", []byte("suite: Test\ntarget: "+target+"\n"+doc), suite.Options{
		Env: func(string) (string, bool) { return "", false },
	})
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// all observes every probe of a plan over the network, with the limits of its document.
func all(t testing.TB, p *plan.Plan, opts observe.Options) *observe.Set {
	t.Helper()
	opts.Limits = p.Suite.Limits
	return asked(context.Background(), p, p.Probes, opts)
}

// asked observes over the network.
func asked(ctx context.Context, p *plan.Plan, probes []*plan.Probe, opts observe.Options) *observe.Set {
	return askedBy(ctx, p, probes, opts, nil)
}

// askedBy observes over HTTP with a transport; nil is the network.
func askedBy(ctx context.Context, p *plan.Plan, probes []*plan.Probe, opts observe.Options, network http.RoundTripper) *observe.Set {
	client := transport.New(transport.Options{
		Concurrency: opts.Limits.Concurrency, Timeout: opts.Limits.Timeout, Body: opts.Limits.Body, Transport: network,
	})
	defer client.Close()
	return observe.Observe(ctx, client, p, probes, opts)
}

// replayed observes every probe of a plan in fixtures.
func replayed(p *plan.Plan, f *fixture.Index) *observe.Set {
	limits := suite.Limits{Concurrency: runtime.GOMAXPROCS(0)} // like the engine
	return observe.Observe(context.Background(), of(f), p, p.Probes, observe.Options{Limits: limits})
}

// of returns the sender of fixtures.
func of(f *fixture.Index) observe.Sender { return recorded.New(f, "test.fixture", nil) }

// live returns the options of most tests, with the secrets of the map.
func live(secrets map[string]string) observe.Options {
	return observe.Options{Live: true, RunID: "run-1", Secrets: func(name string) (string, bool) {
		v, ok := secrets[name]
		return v, ok
	}}
}

// get returns the observation of a probe.
func get(t testing.TB, p *plan.Plan, set *observe.Set, id string) *exchange.Observation {
	t.Helper()
	probe := p.Probe(id)
	if probe == nil || set.ByProbe[probe.Order] == nil {
		t.Fatalf("no observation of %s", id)
	}
	return set.ByProbe[probe.Order]
}

// server is a real server that records its requests.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	asked    []string // "GET /path?query", in order of arrival
	inFlight int
	most     int // in flight at the same time
}

// serve answers with h, or 200 with {"path": …} if h is nil.
func serve(t testing.TB, h http.HandlerFunc) *server {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.asked = append(s.asked, r.Method+" "+r.URL.RequestURI())
		s.inFlight++
		s.most = max(s.most, s.inFlight)
		s.mu.Unlock()
		defer func() {
			s.mu.Lock()
			s.inFlight--
			s.mu.Unlock()
		}()
		if h != nil {
			h(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"path": %q}`, r.URL.Path)
	}))
	t.Cleanup(s.Close)
	return s
}

// requests returns the requests in order.
func (s *server) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}
