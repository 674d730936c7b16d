package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"assay/runner"
	"assay/runner/observe"
)

// quiet is how long a run may take before it shows that it lives.
const quiet = time.Second

// progress is the status line of a live run on a terminal.
type progress struct {
	out     io.Writer
	started time.Time

	mu   sync.Mutex
	last observe.Progress
	done chan struct{}
	idle sync.WaitGroup
}

// showProgress starts the status line where there is a person to read it; stop
// takes it away.
func showProgress(p *process, f *flags, o *runner.Options) (stop func()) {
	ci, _ := p.env("CI")
	if o.Mode != runner.Live || f.output == "quiet" || ci != "" || !isTerminal(p.stderr) {
		return func() {}
	}
	g := &progress{out: p.err, started: time.Now(), done: make(chan struct{})}
	o.Progress = g.tell
	g.idle.Go(g.run)
	return func() {
		close(g.done)
		g.idle.Wait()
	}
}

// tell is called from many goroutines.
func (g *progress) tell(now observe.Progress) {
	g.mu.Lock()
	g.last = now
	g.mu.Unlock()
}

func (g *progress) run() {
	first := time.NewTimer(quiet)
	defer first.Stop()
	select {
	case <-g.done:
		return
	case <-first.C:
	}
	again := time.NewTicker(quiet / 5)
	defer again.Stop()
	for {
		g.mu.Lock()
		last := g.last
		g.mu.Unlock()
		fmt.Fprintf(g.out, "\r\x1b[K%s", progressLine(last, time.Since(g.started), time.Now()))
		select {
		case <-g.done:
			fmt.Fprint(g.out, "\r\x1b[K")
			return
		case <-again.C:
		}
	}
}

// progressLine is how far a run is, in one line.
func progressLine(p observe.Progress, elapsed time.Duration, now time.Time) string {
	line := fmt.Sprintf("%d of %d probes, %d sent, %d in flight", p.Done, p.Total, p.Sent, p.InFlight)
	if wait := p.WaitingUntil.Sub(now); wait > 0 && p.InFlight == 0 {
		line += fmt.Sprintf(", the rate allows the next in %s", wait.Round(time.Second))
	}
	if p.Done > 0 && p.Done < p.Total {
		left := elapsed / time.Duration(p.Done) * time.Duration(p.Total-p.Done)
		line += fmt.Sprintf(", about %s left", left.Round(time.Second))
	}
	return line
}
