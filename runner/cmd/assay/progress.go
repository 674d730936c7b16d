package main

import (
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"assay/runner"
	"assay/runner/observe"
)

// quiet is how long a run may take before it shows that it lives.
const quiet = time.Second

// showProgress starts the status line of a live run where there is a person to read
// it; stop takes it away.
func showProgress(p *process, f *flags, o *runner.Options) (stop func()) {
	if !o.Mode.Asks() {
		return func() {}
	}
	var last atomic.Pointer[observe.Progress]
	last.Store(&observe.Progress{})
	stop, on := statusLine(p, f.output, func(elapsed time.Duration) string {
		return progressLine(*last.Load(), elapsed, time.Now())
	})
	if on {
		o.Progress = func(now observe.Progress) { last.Store(&now) }
	}
	return stop
}

// statusLine shows line again and again where there is a person to read it (on is
// true), from a moment after it was started until stop.
func statusLine(p *process, output string, line func(elapsed time.Duration) string) (stop func(), on bool) {
	if ci, _ := p.env("CI"); output == "quiet" || ci != "" || !isTerminal(p.stderr) {
		return func() {}, false
	}
	done := make(chan struct{})
	var idle sync.WaitGroup
	idle.Go(func() { rewrite(p.err, line, done) })
	return func() {
		close(done)
		idle.Wait()
	}, true
}

// rewrite writes the line over itself until done.
func rewrite(out io.Writer, line func(elapsed time.Duration) string, done chan struct{}) {
	started := time.Now()
	first := time.NewTimer(quiet)
	defer first.Stop()
	select {
	case <-done:
		return
	case <-first.C:
	}
	again := time.NewTicker(quiet / 5)
	defer again.Stop()
	for {
		fmt.Fprintf(out, "\r\x1b[K%s", line(time.Since(started)))
		select {
		case <-done:
			fmt.Fprint(out, "\r\x1b[K")
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
