package view_test

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/report"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/suite"
	"assay/runner/internal/view"
)

// falls panics with the secret, as a fault of Assay's own would.
type falls struct{}

func (falls) Send(context.Context, exchange.Call) (*exchange.Observation, int) {
	panic("with " + canary)
}

// A panic in a live run ends that run: it is reported, its page says that it ended early, and the
// server goes on.
func TestPanicOfARun(t *testing.T) {
	l := newLab(t)
	env := func(name string) (string, bool) { return canary, name == "SHOP_KEY" }
	fell := make(chan *crash.Crash, 1)
	server := httptest.NewUnstartedServer(nil)
	s := view.New(t.Context(), server.Listener.Addr().String(), view.Options{
		Tool: "assay 0.1.0", Paths: []string{l.folder}, Live: true,
		Run: engine.Options{Load: suite.Options{Env: env}, Secret: env, Hooks: engine.Hooks{Masks: &redact.Masks{}, Sender: falls{}}},
		Past: func(ctx context.Context, writes bool) (*engine.Memory, error) {
			return engine.Remember(ctx, filepath.Join(l.folder, "history.db"), writes, env, func(string) {}), nil
		},
		Last: func() (*report.Result, error) { return nil, nil },
		Fell: func(c *crash.Crash) { fell <- c },
	})
	server.Config.Handler = s
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(s.Close)
	l.address = s.Address()
	v := l.enter()
	v.run(v.planned("live", finding{filepath.Join(l.folder, "shop.suite.yaml"), "none", "none"}))
	if c := <-fell; strings.Contains(c.Error(), canary) {
		t.Errorf("the secret is in %v", c)
	}
	if text := v.page("run/1"); !strings.Contains(text, "Interrupted: ") {
		t.Error("the page of the run does not say that it ended early")
	}
	v.page("")
}
