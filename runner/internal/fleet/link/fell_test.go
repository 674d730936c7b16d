package link

import (
	"context"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/fleet"
)

// A panic in what an agent does for a job is told, masked; the agent goes on.
func TestAnAgentTellsOfAPanic(t *testing.T) {
	t.Parallel()
	const canary = "canary-Zw7-of-the-panic"
	var asked atomic.Bool
	l := newLab(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Store(true)
		echo(w, r)
	})
	l.env["LAB_KEY"] = canary
	fell := make(chan *crash.Crash, 1)
	l.server.Place.Fell = func(c *crash.Crash) { fell <- c }
	l.agent("office", func(o *fleet.AgentOptions) {
		o.Clock = func() time.Time {
			if asked.Load() {
				panic("no time for " + canary)
			}
			return time.Now()
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	told := ""
	done := make(chan struct{})
	go func() {
		defer close(done)
		told = (<-fell).Text("x")
		stop() // nothing more comes of the run
	}()
	l.run(ctx, l.open(strings.ReplaceAll(chained, ", as: secret", "")), "office")
	<-done
	if !strings.HasPrefix(told, "internal error: no time for ${key}\n") || strings.Contains(told, canary) {
		t.Errorf("told %s", told)
	}
}
