package proxy

import (
	"net/http"
	"sync/atomic"

	"assay/runner/mock"
)

// Answers answers requests from recordings, and hands those that were never recorded to another
// handler. It is an http.Handler, safe for concurrent use.
type Answers struct {
	opts    mock.Options
	session atomic.Pointer[mock.Fixtures] // what the session recorded so far
	first   http.Handler
	entries int
}

// NewAnswers opens the recordings at the paths, which are asked in this order. next handles what
// none of them has; nil: that is a miss, answered 501.
func NewAnswers(paths []string, o mock.Options, next http.Handler) (*Answers, error) {
	a := &Answers{opts: o}
	a.opts.Otherwise = next
	a.first = http.HandlerFunc(a.latest)
	if next == nil {
		a.first = nil
	}
	for i := len(paths) - 1; i >= 0; i-- {
		own := o
		own.Otherwise = a.first
		f, err := mock.Open(paths[i], own)
		if err != nil {
			return nil, err
		}
		a.first, a.entries = f, a.entries+f.Entries()
	}
	return a, nil
}

// Entries returns the number of recorded responses at the start.
func (a *Answers) Entries() int { return a.entries }

// Recorded opens what the session has recorded so far, at a path.
func (a *Answers) Recorded(path string) {
	if f, err := mock.Open(path, a.opts); err == nil {
		a.session.Store(f)
	}
}

// latest answers from what the session has recorded so far.
func (a *Answers) latest(w http.ResponseWriter, r *http.Request) {
	if f := a.session.Load(); f != nil {
		f.ServeHTTP(w, r)
		return
	}
	a.opts.Otherwise.ServeHTTP(w, r)
}

// ServeHTTP answers a request.
func (a *Answers) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.first.ServeHTTP(w, r) }
