package mock

import (
	"cmp"
	"fmt"
	"time"

	"assay/runner/internal/exchange"
	"assay/runner/internal/fixture"
	"assay/runner/internal/origin"
)

// Asked is what happened to one request. It contains no credential.
type Asked struct {
	At      time.Time
	Request string // method and path as requested, or as recorded if an entry matched
	Entry   string // that matched: its probe, with the sample ("poll #1"); may be ""
	Status  int    // 0: the connection failed, as recorded or as a fault
	Fault   string // as [Fault.String]
	Err     error  // why there was no recorded response; a [*Miss] or an error of the request

	failure *exchange.Failure // recorded
}

func (f *Fixtures) line(r *exchange.Request) *Asked {
	asked := fixture.AskedPath(r, f.gate.String, func(part string) bool { return f.words[part] })
	return &Asked{At: time.Now(), Request: asked}
}

// pathOf is an address from its path on.
func pathOf(address string) string {
	_, path := origin.Split(address)
	return cmp.Or(path, "/")
}

// told completes the line and logs it. If an entry matched, the line has the entry's URL, not what
// a client wrote into the path in place of ${token}.
func (a *Asked) told(f *Fixtures, r *reply, err error) {
	if f.opts.Log == nil {
		return
	}
	a.Err = err
	if r != nil {
		was := r.entry.Observation.Request
		a.Request = was.Method + " " + pathOf(was.URL)
		a.Entry, a.Status, a.Fault = r.entry.Title(), r.status, r.fault.String()
		a.failure = r.entry.Observation.Failure
		if r.failure != nil {
			a.Status = 0
		}
	}
	f.opts.Log(*a)
}

// String returns one line: time, status, request, entry, and anything unusual.
func (a Asked) String() string {
	status := "---"
	if a.Status > 0 {
		status = fmt.Sprintf("%03d", a.Status)
	}
	out := ""
	if a.Entry != "" {
		out = "  " + a.Entry
		if a.failure != nil {
			out += "  recorded error: " + string(a.failure.Kind)
		}
		if a.Fault != "" {
			out += "  fault: " + a.Fault
		}
	}
	if miss, ok := a.Err.(*Miss); ok { //nolint:errorlint // ours, as reply made it
		status, out = "501", "  never recorded"
		if miss.why != nil && miss.why.Nearest != nil {
			out += "; the nearest is " + miss.why.Nearest.Title()
		}
	} else if a.Err != nil && a.Entry == "" {
		status, out = "400", "  "+a.Err.Error()
	}
	return a.At.UTC().Format(time.RFC3339) + "  " + status + "  " + a.Request + out
}
