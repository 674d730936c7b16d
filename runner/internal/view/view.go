package view

import (
	"context"
	"net/http"
	"sync"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// Options are what the person who starts the server chooses, and what the command provides.
type Options struct {
	Tool    string // "assay 0.1.0"
	Paths   []string
	Vantage string
	// Live allows live runs. Run are their options: limits, secrets and masks; its Budget counts for
	// all of them together. The mode is chosen on the page.
	Live    bool
	Run     engine.Options
	History string // its file; "" if there is no place for one
	// Past opens the history, for each use of it; writes says that something will be kept.
	Past func(ctx context.Context, writes bool) (*engine.Memory, error)
	// Keep keeps a live run as the command keeps one; nil keeps none.
	Keep func(ctx context.Context, m *engine.Memory, id string, started time.Time, r *report.Result, runs []report.Judged)
	// Fell reports a panic in Assay that ended a live run.
	Fell func(c *crash.Crash)
	// Last returns the last live run that was kept, nil for none.
	Last func() (*report.Result, error)
	// Answer keeps an answer to a checklist item of a document; back takes it back.
	Answer func(ctx context.Context, m *engine.Memory, d *pipeline.Document, item, text string, back bool) error
}

// Server answers one person.
type Server struct {
	o       Options
	door    *door
	cooling *engine.Cooling // of all live runs of this server
	handler http.Handler

	// ctx ends with the server; work is what then still ends by itself.
	ctx  context.Context
	end  context.CancelFunc
	work sync.WaitGroup

	loading  sync.Mutex // one replay at a time
	planning sync.Mutex // one plan at a time

	mu      sync.Mutex // guards what follows
	present *present
	planned *planned
	under   *course    // the live run under way
	runs    []*course  // that ended, in order; nil where only the number is known
	spent   int        // requests of all of them
	fell    *failedRun // the last run, if it has no result
	again   int        // how often a replay was asked for
}

// New returns a server that listens at an address, such as 127.0.0.1:8080.
func New(ctx context.Context, address string, o Options) *Server {
	s := &Server{o: o, door: newDoor(address)}
	s.ctx, s.end = context.WithCancel(ctx)
	s.cooling = &engine.Cooling{Anyway: "assay view --now"}
	mux := http.NewServeMux()
	base := s.door.base
	mux.HandleFunc("GET "+base+"{$}", s.now)
	mux.HandleFunc("GET "+base+"run/{run}", s.run)
	mux.HandleFunc("GET "+base+"past", s.past)
	mux.HandleFunc("GET "+base+"state", s.answers(s.state))
	mux.HandleFunc("GET "+base+"finding", s.answers(s.finding))
	mux.HandleFunc("POST "+base+"replay", s.answers(s.replay))
	mux.HandleFunc("POST "+base+"plan", s.answers(s.plan))
	mux.HandleFunc("POST "+base+"run", s.answers(s.start))
	mux.HandleFunc("POST "+base+"stop", s.answers(s.stop))
	mux.HandleFunc("POST "+base+"answer", s.answers(s.answer))
	mux.HandleFunc("POST "+base+"accept", s.answers(s.accept))
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		plain(w, http.StatusNotFound, "There is nothing here.", "The pages are: "+base+", "+base+"past")
	})
	s.handler = s.door.guard(mux)
	return s
}

// ServeHTTP answers a request that the door lets in.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Address is where the page is, with the token.
func (s *Server) Address() string { return s.door.address(s.door.token) }

// Ticket is the same with a token that is good for one use: for a program that is started with it,
// as others see its arguments.
func (s *Server) Ticket() string { return s.door.address(s.door.ticket()) }

// Close stops a live run under way, and waits until it is kept.
func (s *Server) Close() {
	s.end()
	s.work.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.planned.drop()
	s.planned = nil
}
