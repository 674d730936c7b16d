package chutes_test

import (
	"context"
	"net/http/httptest"
	"net/http/httputil"
	"testing"

	"github.com/google/go-cmp/cmp"

	"assay/runner/internal/diagnose"
	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
)

// network is the header that marks requests from another network; the proxy sets it.
const network = "X-Invented-Network"

// elsewhere is a proxy on another network.
func (e *emulator) elsewhere(t *testing.T) string {
	t.Helper()
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.Out.Header.Set(network, "elsewhere")
	}})
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// P14: the free request from another network reports whether a limit is on this
// one's address.
func TestAnotherNetwork(t *testing.T) {
	for truth, want := range map[string]string{
		"ip-limited": "network-free", "account-limited": "network-limited", "key-header-ignored": "network-free", "key-invalid": "network-free",
	} {
		t.Run(truth, func(t *testing.T) {
			for _, w := range worlds() {
				if w.truth != truth {
					continue
				}
				e := emulate(t, w)
				here := e.asksUnknownModel(t)
				opts := e.live()
				opts.Proxy = e.elsewhere(t)
				there := diagnosed(t, e.open(t, inferenceFile), opts, engine.Beside{
					Vantage: "elsewhere",
					Earlier: []diagnose.Run{{Observations: here.Observations, At: here.Started, Vantage: "home"}},
				})
				if diff := cmp.Diff([]string{want}, standing(there.Diagnosis)); diff != "" {
					t.Errorf("%s: standing: -want +got:\n%s", w.name, diff)
				}
				if n := len(e.asks()); n != 2 {
					t.Errorf("%s: %d requests, one from here and one from there would do", w.name, n)
				}
			}
		})
	}
}

// asksUnknownModel sends P7 from the local network.
func (e *emulator) asksUnknownModel(t *testing.T) *pipeline.Run {
	t.Helper()
	d := e.open(t, inferenceFile)
	run, err := engine.Start(e.live()).Observe(context.Background(), engine.Task{Document: d, Probes: d.Plan.WithDeps(d.Plan.Probe("unknown-model"))})
	if err != nil {
		t.Fatal(err)
	}
	return run
}
