package link

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/fleet"
	"assay/runner/internal/pipeline"
)

// severalChunks writes two suites of n probes, of which each is one job of several chunks, and
// returns them. The paths are /0/0 to /1/n.
func (l *lab) severalChunks(limits string, n int) []*pipeline.Document {
	l.Helper()
	for i := range 2 {
		var text strings.Builder
		fmt.Fprintf(&text, "suite: S%d\ntarget: %s\n%sprobes:\n", i, l.target.URL, limits)
		for k := range n {
			fmt.Fprintf(&text, "  p%d: {path: /%d/%d}\n", k, i, k)
		}
		text.WriteString("findings: {all: {probe: \"*\", expect: {status: 200}}}\n")
		if err := os.WriteFile(filepath.Join(l.folder, fmt.Sprintf("s%d.suite.yaml", i)), []byte(text.String()), 0o600); err != nil {
			l.Fatal(err)
		}
	}
	documents, err := engine.Open([]string{l.folder}, engine.Options{Mode: pipeline.Live})
	if err != nil {
		l.Fatal(err)
	}
	return documents
}

// A response that comes late keeps nothing of its suite from being sent: the first is answered once
// the last is asked for, two chunks later.
func TestALateResponseKeepsNoChunkFromBeingSent(t *testing.T) {
	t.Parallel()
	last := make(chan struct{})
	l := newLab(t, func(_ http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/0/0":
			select {
			case <-last:
			case <-r.Context().Done():
			}
		case "/0/19":
			close(last)
		}
	})
	l.agent("office", nil)
	documents := l.severalChunks("limits: {timeout: 20s}\n", 20)
	for _, run := range l.all(t.Context(), documents, "office")[0] {
		for _, o := range run.Observations {
			if o.Status != http.StatusOK {
				t.Errorf("%s: status %d (%s)", o.Probe, o.Status, o.Missing)
			}
		}
	}
	if l.total() != 40 {
		t.Errorf("%d requests, want 40", l.total())
	}
}

// handedIn waits until the run has what ended of the jobs under way.
func (a *agent) handedIn() {
	var all []*working
	a.mu.Lock()
	for _, some := range a.cancels {
		all = slices.AppendSeq(all, maps.Keys(some))
	}
	a.mu.Unlock()
	for _, w := range all {
		w.handing <- struct{}{}
		<-w.handing
	}
}

// Of a suite that an agent was lost with, what it handed in counts, the chunk that it had begun is
// sent by nobody else, and another agent sends the rest.
func TestALostAgentLosesTheChunkThatItBegan(t *testing.T) {
	t.Parallel()
	begun := make(chan struct{})
	l := newLab(t, func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/0/11" { // of the second chunk
			close(begun)
			<-r.Context().Done()
		}
	})
	ctx, stop := context.WithCancel(t.Context())
	ended, started := make(chan error, 1), make(chan *agent, 1)
	go func() {
		ended <- Client{}.agent(ctx, l.server.Place, fleet.AgentOptions{Vantage: "office", Name: "lost", Say: func(string, ...any) {}}, started)
	}()
	lost := <-started
	documents := l.severalChunks("limits: {concurrency: 1}\n", 24)
	go func() {
		<-begun
		l.agent("office", func(o *fleet.AgentOptions) { o.Name = "other" })
		lost.handedIn()
		lost.nc.Close() // as if it was killed
	}()
	for i, run := range l.all(t.Context(), documents, "office")[0] {
		for k, o := range run.Observations {
			switch {
			case i == 0 && (k < 8 || k >= 16) && o.Status != http.StatusOK, i == 0 && k >= 8 && k < 16 && o.Missing.Kind != exchange.AgentLost:
				t.Errorf("probe %d of the suite that was begun: status %d (%s)", k, o.Status, o.Missing)
			case o.Status != http.StatusOK && o.Missing.Kind != exchange.AgentLost:
				t.Errorf("%s of the other suite: status %d (%s)", o.Probe, o.Status, o.Missing)
			}
		}
	}
	l.mu.Lock()
	for path, n := range l.seen {
		if n != 1 {
			t.Errorf("%s was asked for %d times", path, n)
		}
	}
	l.mu.Unlock()
	stop()
	if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// What an agent had claimed when somebody ended it is missing for that reason: the run goes on. If
// the run is interrupted, that is the reason.
func TestAnAgentIsEndedOrItsRunIs(t *testing.T) {
	t.Parallel()
	for who, want := range map[string]exchange.Missing{"agent": agentLost(endedAgent, "first"), "run": exchange.InterruptedRun} {
		t.Run(who, func(t *testing.T) {
			t.Parallel()
			begun := make(chan struct{})
			l := newLab(t, func(_ http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/0/11" {
					close(begun)
					<-r.Context().Done()
				}
			})
			endAgent := l.agent("office", func(o *fleet.AgentOptions) { o.Name = "first" })
			documents := l.severalChunks("limits: {concurrency: 1}\n", 24)
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			go func() {
				<-begun
				l.agent("office", nil)
				if who == "run" {
					interrupt()
				} else {
					endAgent()
				}
			}()
			missing := 0
			for _, run := range l.all(ctx, documents, "office")[0] {
				for _, o := range run.Observations {
					if o.Missing.None() {
						continue
					}
					missing++
					if o.Missing != want {
						t.Errorf("%s is missing %q (%s)", o.Probe, o.Missing, o.Missing.Kind)
					}
				}
			}
			if missing == 0 {
				t.Error("nothing is missing")
			}
		})
	}
}
