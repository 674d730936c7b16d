package cli

import (
	"fmt"
	"io"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/clipperhouse/displaywidth"
	"golang.org/x/term"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/text"
)

// quiet is how long a run may take before it shows its progress.
const quiet = time.Second

// step is the progress of a run in its current document.
type step struct {
	observe.Progress
	at    *pipeline.Document
	title string // of the document, "" if the run has only one
	since time.Time
}

// showProgress starts the status line of a live run if a person can read it; stop removes
// it.
func showProgress(p *process, f *flags, o *engine.Options, documents []*pipeline.Document) (stop func()) {
	if !o.Mode.Asks() {
		return func() {}
	}
	var last atomic.Pointer[step]
	last.Store(&step{})
	stop, on := statusLine(p, f.output, func(time.Duration) string { return last.Load().line(time.Now()) })
	if on {
		o.Progress = func(d *pipeline.Document, now observe.Progress) {
			next := *last.Load()
			if next.at != d {
				next = step{at: d, since: time.Now()}
				if n := slices.Index(documents, d); len(documents) > 1 {
					next.title = fmt.Sprintf("%s (%d of %d)", report.Printable(d.Suite.Name), n+1, len(documents))
				}
			}
			next.Progress = now
			last.Store(&next)
		}
	}
	return stop
}

// statusLine shows line repeatedly if a person can read it (on is true), from shortly after the
// start until stop.
func statusLine(p *process, output string, line func(elapsed time.Duration) string) (stop func(), on bool) {
	ci, _ := p.env("CI")
	if kind, _ := p.env("TERM"); output == "quiet" || ci != "" || kind == "dumb" || !isTerminal(p.stderr) {
		return func() {}, false
	}
	done := make(chan struct{})
	var idle crash.Group
	idle.Go(func() {
		rewrite(p.stderr, func(elapsed time.Duration) string { return fitting(line(elapsed), p.stderr) }, done)
	})
	return func() {
		close(done)
		idle.Wait()
	}, true
}

// rewrite rewrites the line until done.
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

// fitting cuts a line to the terminal's width: a wrapped line cannot be rewritten.
func fitting(line string, terminal *os.File) string {
	if width, _, err := term.GetSize(int(terminal.Fd())); err == nil && width > 1 {
		return displaywidth.TruncateString(line, width-1, "…")
	}
	return line
}

// line formats the progress of the run in one line, the most important first, for narrow terminals.
func (s *step) line(now time.Time) string {
	line := fmt.Sprintf("%d of %d probes", s.Done, s.Total)
	if s.Done > 0 && s.Done < s.Total {
		left := now.Sub(s.since) / time.Duration(s.Done) * time.Duration(s.Total-s.Done)
		line += fmt.Sprintf(", about %s left", left.Round(time.Second))
	}
	line += fmt.Sprintf(", %d sent, %d in flight", s.Sent, s.InFlight)
	if wait := s.WaitingUntil.Sub(now); wait > 0 && s.InFlight == 0 {
		line += fmt.Sprintf(", waiting %s: next in %s", s.Waiting, wait.Round(time.Second))
	}
	if s.title != "" {
		line += ", " + s.title
	}
	return line
}

// announce says what a live run is about to send and what it costs, for each suite with probes of
// different costs, such as those of the packs, in tokens.
func announce(p *process, f *flags, o *engine.Options, tasks []engine.Task) {
	if !o.Mode.Asks() || f.output == "quiet" {
		return
	}
	for _, t := range tasks {
		probes := t.Probes
		if probes == nil {
			probes = t.Document.Plan.Needed(t.Specs)
		}
		requests, cost, dear := 0, 0.0, false
		for _, one := range probes {
			times := 1
			if one.Of.Repeat != nil {
				times = one.Of.Repeat.Times
			}
			requests, cost, dear = requests+times, cost+one.Of.Cost, dear || one.Of.Cost > 1
		}
		if dear {
			fmt.Fprintf(p.err, "assay: %s: %s to send, cost %v as the suite counts it\n", report.Printable(t.Document.Suite.Name), text.Count(requests, "request"), cost)
		}
	}
}
