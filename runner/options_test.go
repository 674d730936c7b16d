package runner_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"assay/runner"
)

// twoSteps is a suite of which one probe comes after the other.
const twoSteps = `suite: Steps
target: http://127.0.0.1:1
probes:
  first: {path: /first}
  then: {path: /then, after: first}
findings:
  first: {probe: first, expect: {status: 200}}
  then: {probe: then, expect: {status: 200}}
`

// answering counts its requests and answers them with h, or with 200 if h is nil.
func answering(t *testing.T, h http.HandlerFunc) (url string, asked *atomic.Int64) {
	t.Helper()
	asked = new(atomic.Int64)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		if h != nil {
			h(w, r)
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func TestFailFastEndsARun(t *testing.T) {
	for failFast, want := range map[bool]int64{false: 2, true: 1} {
		url, asked := answering(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) })
		result := run(t, runner.Options{Suites: []string{written(t, twoSteps)}, Mode: runner.Live, Target: url, FailFast: failFast})
		if asked.Load() != want || len(result.Findings) != int(want) || result.ExitStatus() != 1 {
			t.Errorf("FailFast %v: %d asked, %v, exit status %d", failFast, asked.Load(), outcomes(result), result.ExitStatus())
		}
	}
}

func TestWritesAreSentWhereTheyAreAllowed(t *testing.T) {
	const text = `suite: Writes
target: http://127.0.0.1:1
limits: {writes: ask}
probes: {order: {path: /orders, method: POST, risk: writes}}
findings: {taken: {probe: order, expect: {status: 200}}}
`
	for allow, want := range map[bool]runner.Outcome{false: runner.Inconclusive, true: runner.Holds} {
		url, asked := answering(t, nil)
		result := run(t, runner.Options{Suites: []string{written(t, text)}, Mode: runner.Live, Target: url, AllowWrites: allow})
		if got := outcomes(result)["taken"]; got != want || (asked.Load() > 0) != allow {
			t.Errorf("AllowWrites %v: %s, %d asked: %q", allow, got, asked.Load(), result.Findings[0].Reason)
		}
	}
}

// The proxy gets the request instead of the target, with its whole URL.
func TestAProxyIsAsked(t *testing.T) {
	var whole atomic.Value
	proxy, asked := answering(t, func(_ http.ResponseWriter, r *http.Request) { whole.Store(r.URL.String()) })
	result := run(t, runner.Options{
		Suites: []string{written(t, twoSteps)}, Only: []string{"first"}, Mode: runner.Live, Target: "http://shop.example", Proxy: proxy,
	})
	if asked.Load() != 1 || whole.Load() != "http://shop.example/first" || result.Count(runner.Holds) != 1 {
		t.Errorf("%d asked, of %v: %v", asked.Load(), whole.Load(), outcomes(result))
	}
}

// A request that comes too early for the rate waits: here until the run is over.
func TestTheRateIsKept(t *testing.T) {
	url, asked := answering(t, nil)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	result, err := runner.Run(ctx, runner.Options{
		Suites: []string{written(t, twoSteps)}, Mode: runner.Live, Target: url, RatePerSecond: 1.0 / 3600,
	})
	if err != nil {
		t.Fatal(err)
	}
	if asked.Load() > 1 || !result.Interrupted || outcomes(result)["then"] != runner.Inconclusive {
		t.Errorf("%d asked, interrupted %v: %v", asked.Load(), result.Interrupted, outcomes(result))
	}
}

// The timeout of a request replaces the suite's own.
func TestTheTimeoutOfARequest(t *testing.T) {
	url, _ := answering(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	result, err := runner.Run(ctx, runner.Options{
		Suites: []string{written(t, "limits: {timeout: 1h}\n"+twoSteps)}, Only: []string{"first"},
		Mode: runner.Live, Target: url, Timeout: 50 * time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	if f := result.Findings[0]; result.Interrupted || !strings.Contains(f.Text, "timeout") {
		t.Errorf("interrupted %v, %s", result.Interrupted, f.Text)
	}
}

func TestVars(t *testing.T) {
	const text = `suite: Vars
target: http://127.0.0.1:1
vars: {page: "1"}
probes: {p: {path: "/${page}"}}
findings: {f: {probe: p, expect: {status: 200}}}
`
	var path atomic.Value
	url, _ := answering(t, func(_ http.ResponseWriter, r *http.Request) { path.Store(r.URL.Path) })
	o := runner.Options{Suites: []string{written(t, text)}, Mode: runner.Live, Target: url, Vars: map[string]string{"page": "7"}}
	if run(t, o); path.Load() != "/7" {
		t.Errorf("asked was %v", path.Load())
	}
	o.Vars = map[string]string{"pag": "7"}
	_, err := runner.Run(t.Context(), o)
	var wrong *runner.SuiteError
	if !errors.As(err, &wrong) || len(wrong.Mistakes) != 1 || wrong.Mistakes[0].DidYouMean != "page" {
		t.Errorf("of a var that no suite has: %v", err)
	}
}

// A panic is an InternalError, here one of the caller's own function, with the verdicts before it
// and without secrets.
func TestAPanicIsAnInternalError(t *testing.T) {
	url, asked := answering(t, nil)
	const second = `suite: Falls
target: http://127.0.0.1:1
secrets: {key: STEPS_KEY}
probes: {p: {path: /p, headers: {X-Key: "${key}"}}}
findings: {f: {probe: p, expect: {status: 200}}}
`
	result, err := runner.Run(t.Context(), runner.Options{
		Suites: []string{written(t, twoSteps), written(t, second)}, Mode: runner.Live, Target: url,
		Env: func(name string) (string, bool) {
			if asked.Load() > 1 && name == "STEPS_KEY" { // read when the second suite is opened, and when it is sent
				panic("fell over the-invented-key")
			}
			return "the-invented-key", name == "STEPS_KEY"
		},
	})
	var internal *runner.InternalError
	if !errors.As(err, &internal) || internal.Error() != "assay: internal error: fell over ${key}" {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(internal.Report, "by way of package runner") || strings.Contains(internal.Report, "the-invented-key") {
		t.Errorf("the report is\n%s", internal.Report)
	}
	if result == nil || !result.Interrupted || result.ExitStatus() != 130 {
		t.Fatalf("the result is %+v", result)
	}
	got := outcomes(result)
	delete(got, "f")
	if diff := cmp.Diff(map[string]runner.Outcome{"first": runner.Holds, "then": runner.Holds}, got); diff != "" {
		t.Error(diff)
	}
}
