package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"

	"github.com/spf13/pflag"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/judge"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
	"assay/runner/internal/text"
	"assay/runner/internal/wholefile"
)

var errReaderGone = errors.New("the reader went away")

// jsonLines writes runs as JSON lines while they go on. A goroutine of its own writes, so that a
// slow reader holds up no request.
type jsonLines struct {
	path string // of --json-lines; "" writes nothing

	out     io.Writer
	file    *os.File // to close and, if it is regular, to cut a broken line off; nil: standard output
	writing crash.Group

	mu      sync.Mutex
	more    sync.Cond
	queue   [][]byte // the first is being written
	ended   bool
	written int   // lines
	size    int64 // bytes of them
	wrong   error // the first; after it nothing is written
}

func (l *jsonLines) flag(s *pflag.FlagSet) {
	s.StringVar(&l.path, "json-lines", "", "write each verdict as a line of JSON to `FILE` as soon as it is judged; - is standard output")
}

// checkLines reports, before anything is sent, a file of JSON lines that cannot be written.
func (f *flags) checkLines() error {
	l := &f.lines
	if l.path == "" || l.path == "-" || wholefile.InPlace(l.path) {
		return nil
	}
	if _, err := os.Stat(filepath.Dir(l.path)); err != nil {
		return usagef("--json-lines %s: %v", l.path, err).but("make the folder first")
	}
	if err := wholefile.Writable(l.path, false); err != nil {
		return f.unwritable("json-lines", l.path, "what it writes", err)
	}
	return nil
}

// open empties the file and begins to write.
func (l *jsonLines) open(p *process) error {
	if l.path == "" {
		return nil
	}
	if l.path == "-" {
		// Otherwise the first write after the reader has gone would end the process.
		signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
		l.out = p.out
	} else {
		f, err := wholefile.Own(l.path)
		switch {
		case errors.Is(err, wholefile.ErrOwned):
			return usagef("--json-lines %s: another assay writes to it", l.path).but("nothing was sent; name another file, or append both: --json-lines - >> %s", l.path)
		case err != nil:
			return usagef("--json-lines %s: %v", l.path, err).but("nothing was sent; name another file")
		}
		l.out, l.file = f, f
	}
	l.more.L = &l.mu
	l.writing.Go(l.write)
	return nil
}

// write writes the lines that are put in the queue, each at once, until close.
func (l *jsonLines) write() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		for len(l.queue) == 0 && !l.ended {
			l.more.Wait()
		}
		if len(l.queue) == 0 {
			return
		}
		if l.wrong == nil {
			line := l.queue[0]
			l.mu.Unlock()
			_, err := l.out.Write(line)
			l.mu.Lock()
			l.wrote(line, err)
		}
		l.queue = l.queue[1:]
		l.more.Broadcast()
	}
}

// wrote notes that a line was written, or was not.
func (l *jsonLines) wrote(line []byte, err error) {
	if err == nil {
		l.written++
		l.size += int64(len(line))
		return
	}
	l.wrong = err
	if l.file != nil && l.file.Truncate(l.size) == nil { // a pipe or a device has no broken line to cut off
		_, _ = l.file.Seek(l.size, io.SeekStart)
	}
}

// Write puts a line in the queue.
func (l *jsonLines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.queue = append(l.queue, append([]byte(nil), line...))
	l.more.Broadcast()
	return len(line), nil
}

// begin writes the first line of a run.
func (l *jsonLines) begin(about report.Options, tasks []engine.Task) error {
	if l.path == "" {
		return nil
	}
	var documents []*pipeline.Document
	findings := map[*pipeline.Document]int{}
	for _, t := range tasks {
		documents = append(documents, t.Document)
		findings[t.Document] = engine.Findings(t.Specs)
	}
	return report.Lines{Out: l}.Begin(about, documents, func(d *pipeline.Document) int { return findings[d] })
}

// hook returns the hook that writes verdicts; nil if nothing is written.
func (l *jsonLines) hook() func(*pipeline.Run, *judge.Verdict) {
	if l.path == "" {
		return nil
	}
	return func(run *pipeline.Run, v *judge.Verdict) { l.keep(report.Lines{Out: l}.Verdict(run, v)) }
}

// keep keeps the first error.
func (l *jsonLines) keep(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.wrong == nil {
		l.wrong = err
	}
}

// end writes the last line of a run.
func (l *jsonLines) end(r *report.Result, status int) {
	if l.path != "" {
		l.keep(report.Lines{Out: l}.End(r, status))
	}
}

// round waits until the lines of a round of a watch are written, and returns failure. After an
// error that may pass, as that of a full disk, the next round is written again.
func (l *jsonLines) round() error {
	if l.path == "" {
		return nil
	}
	l.mu.Lock()
	for len(l.queue) > 0 {
		l.more.Wait()
	}
	l.mu.Unlock()
	err := l.failure()
	if !errors.Is(err, errReaderGone) {
		l.mu.Lock()
		l.wrong = nil
		l.mu.Unlock()
	}
	return err
}

// close waits until all lines are written. The error says after which line writing failed.
func (l *jsonLines) close() error {
	if l.out == nil {
		return nil
	}
	l.mu.Lock()
	l.ended = true
	l.more.Broadcast()
	l.mu.Unlock()
	l.writing.Wait()
	l.out = nil
	if l.file != nil {
		l.keep(l.file.Close())
	}
	return introduced(l.failure())
}

// failure says, in the words of the command line, why no more lines are written; nil if they are.
func (l *jsonLines) failure() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	after := "before the first line"
	if l.written > 0 {
		after = "after " + text.Count(l.written, "line")
	}
	switch {
	case l.wrong == nil:
		return nil
	case errors.Is(l.wrong, syscall.EPIPE):
		return fmt.Errorf("--json-lines %s: %w %s; the run went on to its end: keep the reader, or name a file", l.path, errReaderGone, after)
	}
	return fmt.Errorf("--json-lines %s: %w, %s; the run went on to its end", l.path, l.wrong, after)
}
