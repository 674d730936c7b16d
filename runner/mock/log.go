package mock

import (
	"cmp"
	"fmt"
	"strings"
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
	asked := f.gate.String(fixture.Asked(r))
	if method, u, ok := strings.Cut(asked, " "); ok {
		asked = method + " " + f.shownPath(pathOf(u))
	}
	return &Asked{At: time.Now(), Request: asked}
}

// shownPath returns a path with its query for the log. Any part of an unknown path may be a key, as
// in /bot123:abc/send, so it shows recorded parts, words and numbers, and a placeholder for
// anything else.
func (f *Fixtures) shownPath(path string) string {
	path, query, asks := strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if !f.words[part] && !isWord(part) && !strings.HasPrefix(part, "${") {
			parts[i] = "…"
		}
	}
	if path = strings.Join(parts, "/"); asks {
		path += "?" + query
	}
	return path
}

// isWord reports whether a part of a path is made of words, or a number of few digits:
// models, chat-completions, v1, 4711.
func isWord(part string) bool {
	for word := range strings.FieldsFuncSeq(part, func(c rune) bool { return c == '-' || c == '_' || c == '.' }) {
		letters := strings.TrimRight(word, "0123456789")
		digits := word[len(letters):]
		if len(word) > 20 || strings.Trim(letters, letterBytes) != "" || len(letters) > 1 && digits != "" || len(digits) > 10 {
			return false
		}
	}
	return len(part) <= 40
}

const letterBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

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
