package cli

import (
	"fmt"
	"io"
	"sync"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/fixture"
	"assay/runner/internal/proxy"
	"assay/runner/internal/secret/redact"
	"assay/runner/internal/text"
	"assay/runner/mock"
)

// accessLog writes a line for each request, and counts them.
type accessLog struct {
	mu            sync.Mutex
	to            io.Writer
	asked, missed int
	on            int              // passed on to an API
	gate          *redact.Redactor // masks what has the shape of a key in what was passed on
	crashed       bool
}

// fell reports a panic in a handler; serving continues.
func (l *accessLog) fell(p *process) func(c *crash.Crash) {
	return func(c *crash.Crash) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.crashed = true
		p.crashed(c, c)
	}
}

// fellOver reports whether a handler did.
func (l *accessLog) fellOver() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.crashed
}

func (l *accessLog) add(a mock.Asked) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	if a.Err != nil {
		l.missed++
	}
	fmt.Fprintln(l.to, a)
}

func (l *accessLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Sprintf("%s, %d without a recorded answer", text.Count(l.asked, "request"), l.missed)
}

// passed writes a line for a request that no recorded answer was given to.
func (l *accessLog) passed(a proxy.Passed) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked++
	l.on++
	status := "---"
	if a.Status > 0 {
		status = fmt.Sprintf("%03d", a.Status)
	}
	asked := fixture.AskedPath(a.Request, l.gate.String, func(string) bool { return false })
	line := a.At.UTC().Format(time.RFC3339) + "  " + status + "  " + asked
	if a.Why != "" {
		line += "  " + a.Why
	}
	fmt.Fprintln(l.to, line)
}

// failing says that the recording cannot be written.
func (l *accessLog) failing(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	fmt.Fprintf(l.to, "assay: warning: the recording cannot be written now: %v; it is kept, and tried again until the end\n", err)
}

// edited says what became of a file that the recording left.
func (l *accessLog) edited(e proxy.Edited) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case e.Removed:
		fmt.Fprintf(l.to, "assay: warning: %s and its fixtures are removed: a secret that became known stands in the recording of each exchange\n", e.Path)
	case e.Unread:
		fmt.Fprintf(l.to, "assay: warning: %s cannot be read any more, so that a secret that becomes known is not masked there: %v; look before you share it\n", e.Path, e.Err)
	case !e.Masked:
		fmt.Fprintf(l.to, "assay: warning: %s was changed while the proxy records: it stays as it is, and all that passes goes to %s, with what was recorded before\n", e.Path, e.Next)
	case e.Err != nil:
		fmt.Fprintf(l.to, "assay: warning: %s holds a secret that became known after it was written, and cannot be masked there: %v; look before you share it\n", e.Path, e.Err)
	default:
		fmt.Fprintf(l.to, "assay: warning: %s held a secret that became known after the recording left the file: it is masked there now; declare it as %s does\n", e.Path, e.Next)
	}
}

// requests says how many came.
func (l *accessLog) requests() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return text.Count(l.asked, "request")
}

// counts says how many requests came, and what happened to them.
func (l *accessLog) counts() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := text.Count(l.asked, "request")
	if n := l.asked - l.on - l.missed; n > 0 {
		out += fmt.Sprintf(", %d answered from recordings", n)
	}
	if l.missed > 0 {
		out += fmt.Sprintf(", %d without a recorded answer", l.missed)
	}
	return out
}
