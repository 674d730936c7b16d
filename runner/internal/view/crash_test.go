package view_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/observe"
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
	l, v, fell := served(t, falls{}, nil)
	v.run(v.planned("live", finding{filepath.Join(l.folder, "shop.suite.yaml"), "none", "none"}))
	if c := <-fell; strings.Contains(c.Error(), canary) {
		t.Errorf("the secret is in %v", c)
	}
	if text := v.page("run/1"); !strings.Contains(text, "Interrupted: ") {
		t.Error("the page of the run does not say that it ended early")
	}
	v.page("")
}

// served is a server whose live runs are sent and kept by these, with a budget of one request and a
// history in the suites' folder, and the panics that it reports.
func served(t *testing.T, sender observe.Sender, keep keeping) (*lab, *visitor, chan *crash.Crash) {
	t.Helper()
	l := newLab(t)
	env := func(name string) (string, bool) { return canary, name == "SHOP_KEY" }
	fell := make(chan *crash.Crash, 1)
	server := httptest.NewUnstartedServer(nil)
	s := view.New(t.Context(), server.Listener.Addr().String(), view.Options{
		Tool: "assay 0.1.0", Paths: []string{l.folder}, Live: true, Keep: keep, History: filepath.Join(l.folder, "history.db"),
		Run: engine.Options{Load: suite.Options{Env: env}, Secret: env, Budget: 1, Hooks: engine.Hooks{Masks: &redact.Masks{}, Sender: sender}},
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
	return l, l.enter(), fell
}

// keeping is what keeps a live run.
type keeping = func(context.Context, *engine.Memory, string, time.Time, *report.Result, []report.Judged)

// A run that was sent and has no result, here of a panic while it is kept, counts for the budget of
// all runs. A history in the folder of the suites is none of their files.
func TestARunWithoutAResultIsSpent(t *testing.T) {
	l, v, fell := served(t, empty{}, func(context.Context, *engine.Memory, string, time.Time, *report.Result, []report.Judged) {
		panic("while it is kept")
	})
	v.run(v.planned("live", finding{filepath.Join(l.folder, "shop.suite.yaml"), "none", "none"}))
	<-fell
	if got := v.refused("plan", map[string]any{"mode": "live"}); !strings.HasPrefix(got, "the budget of 1 request is spent; ") {
		t.Error(got)
	}
}

// empty answers every request with 404.
type empty struct{}

func (empty) Send(_ context.Context, c exchange.Call) (*exchange.Observation, int) {
	return &exchange.Observation{Probe: c.Probe, Request: c.Request, Status: http.StatusNotFound}, 1
}
