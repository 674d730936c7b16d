package view

import (
	"context"
	"errors"
	"net/http"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/drift"
	"assay/runner/internal/engine"
	"assay/runner/internal/observe"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// course is a live run of this server, under way or ended.
type course struct {
	number  int
	mode    pipeline.Mode
	started time.Time
	most    int // requests
	stop    context.CancelFunc

	// Guarded by the server's mutex while it is under way.
	sent    map[*pipeline.Document]int
	waiting string

	// Set once it ended.
	runs     []report.Judged
	drift    []*drift.Result // of each run, in mode drift
	result   *report.Result
	early    bool                                     // it was stopped: nothing of it is accepted
	accepted map[*pipeline.Document]map[string]string // reasons, by probe
}

// requests is the number of those that it sent. The caller holds the server's mutex.
func (c *course) requests() int {
	n := 0
	for _, sent := range c.sent {
		n += sent
	}
	return n
}

// serverState is what the page asks for all the time.
type serverState struct {
	Version string     `json:"version"`
	Runs    int        `json:"runs"` // that ended
	Busy    *busyState `json:"busy,omitempty"`
	Failed  *failedRun `json:"failed,omitempty"` // the last run, if it has no result
}

type busyState struct {
	Run     int    `json:"run"`
	Sent    int    `json:"sent"`
	Most    int    `json:"most"`
	Waiting string `json:"waiting,omitempty"`
}

type failedRun struct {
	Run     int    `json:"run"`
	Message string `json:"message"`
}

// state answers what happens now, and whether anything has changed.
func (s *Server) state(*http.Request) (any, error) {
	s.mu.Lock()
	p := s.present
	s.mu.Unlock()
	out := &serverState{Version: s.version(p)}
	s.mu.Lock()
	defer s.mu.Unlock()
	out.Runs, out.Failed = len(s.runs), s.fell
	if c := s.under; c != nil {
		out.Busy = &busyState{Run: c.number, Sent: c.requests(), Most: c.most, Waiting: c.waiting}
	}
	return out, nil
}

// start begins the run that was planned and shown.
func (s *Server) start(r *http.Request) (any, error) {
	in, err := asked[struct {
		Plan string `json:"plan"`
	}](r)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	shown := s.present
	s.mu.Unlock()
	now := s.stamps(shown)
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.planned
	switch {
	case s.under != nil:
		return nil, underWay()
	case p == nil || p.id != in.Plan:
		return nil, refused("look at the plan again", "another run was planned since, or this one was sent")
	case p.stamps != now:
		return nil, refused("look at the plan again", "the suites have changed since the plan was shown")
	case s.ctx.Err() != nil:
		return nil, refused("start it again", "the server is about to end")
	}
	s.planned, s.fell = nil, nil
	ctx, stop := context.WithCancel(s.ctx)
	c := &course{number: len(s.runs) + 1, mode: p.opts.Mode, started: time.Now(), most: p.most, stop: stop, sent: map[*pipeline.Document]int{}, accepted: map[*pipeline.Document]map[string]string{}}
	s.under = c
	s.work.Go(func() {
		defer stop()
		err := crash.Try(func() error { return s.send(ctx, p, c) })
		p.memory.Close()
		if fell := (*crash.Crash)(nil); errors.As(err, &fell) {
			s.o.Fell(fell)
		}
		s.ends(c, err)
	})
	return map[string]int{"run": c.number}, nil
}

// mostRuns is the maximum number of runs that the server keeps with all their responses.
const mostRuns = 20

// ends puts a run that was under way among those that ended; err is why it has no result.
func (s *Server) ends(c *course, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.under = nil
	if c.result == nil {
		s.spent += c.requests()
		s.fell = &failedRun{c.number, s.o.Run.Masks.String(report.Printable(err.Error()))}
		return
	}
	if s.runs = append(s.runs, c); len(s.runs) > mostRuns {
		s.runs[len(s.runs)-1-mostRuns] = nil
	}
}

// send makes the run, and keeps it.
func (s *Server) send(ctx context.Context, p *planned, c *course) error {
	opts := p.opts
	opts.Progress = func(d *pipeline.Document, now observe.Progress) {
		s.mu.Lock()
		defer s.mu.Unlock()
		c.sent[d], c.waiting = now.Sent, now.Waiting
	}
	course := engine.Start(opts)
	runs, notRun, err := course.Judge(ctx, p.tasks)
	var fell *crash.Crash
	if err != nil && !errors.As(err, &fell) {
		return err
	}
	c.runs, c.early = runs, ctx.Err() != nil || err != nil
	result := report.Of(report.Options{
		Mode: string(c.mode), Tool: s.o.Tool, Vantage: s.o.Vantage, Started: c.started, Duration: time.Since(c.started),
	}, runs)
	result.NotRun, result.Interrupted = notRun, c.early
	if c.mode == pipeline.Drift {
		for i, j := range runs {
			compared, err := drift.Of(context.WithoutCancel(ctx), j, nil, engine.Replay)
			if err != nil {
				return err
			}
			c.drift = append(c.drift, compared)
			result.Suites[i].Compared(compared)
		}
	}
	if s.o.Keep != nil {
		s.o.Keep(context.WithoutCancel(ctx), p.memory, course.ID(), c.started, result, runs)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spent += result.Requests
	c.result = result
	return err
}

// stop ends the run under way: nothing more is sent.
func (s *Server) stop(*http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.under == nil {
		return nil, refused("load the page again", "no live run is under way")
	}
	s.under.stop()
	return struct{}{}, nil
}

// ended returns a run by its number; nil if there is none, or not any more.
func (s *Server) ended(n int) *course {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n < 1 || n > len(s.runs) {
		return nil
	}
	return s.runs[n-1]
}
