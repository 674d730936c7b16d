package view

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"assay/runner/internal/engine"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/report"
)

// present is the suites as they were when they were read last, replayed.
type present struct {
	stamps    string
	folders   []string // of the files that the documents name
	documents []*pipeline.Document
	result    *report.Result
	wrong     string // why the suites cannot be read now; documents and result are older then
}

// current returns the suites as they are now: read again if a file has changed.
func (s *Server) current(ctx context.Context) (*present, error) {
	s.loading.Lock()
	defer s.loading.Unlock()
	s.mu.Lock()
	p := s.present
	s.mu.Unlock()
	if p != nil && p.stamps == s.stamps(p) {
		return p, nil
	}
	next, err := s.read(ctx, p)
	if err == nil && !slices.Equal(next.folders, p.watched()) {
		// What changed there meanwhile did not count.
		next, err = s.read(ctx, next)
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.present = next
	return next, nil
}

func (p *present) watched() []string {
	if p == nil {
		return nil
	}
	return p.folders
}

// stamps are those of now, for what was read last.
func (s *Server) stamps(p *present) string {
	s.mu.Lock()
	again := s.again
	s.mu.Unlock()
	return strconv.Itoa(again) + "-" + stamps(s.o.Paths, p.watched(), s.o.History)
}

// read reads and replays the suites; last is what was read before, nil for nothing. Mistakes in
// them are no error.
func (s *Server) read(ctx context.Context, last *present) (*present, error) {
	next := &present{stamps: s.stamps(last), folders: last.watched(), result: &report.Result{Version: report.Version, Mode: string(pipeline.Replay)}}
	if last != nil {
		next.documents, next.result = last.documents, last.result
	}
	opts := engine.Options{Mode: pipeline.Replay, Load: s.o.Run.Load, Secret: s.o.Run.Secret, Hooks: engine.Hooks{Masks: s.o.Run.Masks}}
	m, err := s.o.Past(ctx, false)
	if err != nil {
		return nil, err
	}
	defer m.Close()
	m.Into(ctx, &opts)
	started := time.Now()
	documents, err := engine.Open(s.o.Paths, opts)
	if err != nil {
		next.wrong = s.o.Run.Masks.String(err.Error())
		return next, nil
	}
	runs, _, err := engine.Judge(ctx, engine.Whole(documents), opts)
	if err != nil {
		return nil, fmt.Errorf("replaying the suites: %w", err)
	}
	next.documents, next.folders = documents, foldersOf(documents)
	next.result = report.Of(report.Options{Mode: string(pipeline.Replay), Tool: s.o.Tool, Started: started, Duration: time.Since(started)}, runs)
	return next, nil
}

// replay has the suites read again.
func (s *Server) replay(*http.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.again++
	return struct{}{}, nil
}

// version is a text that changes with what the pages show.
func (s *Server) version(p *present) string {
	s.mu.Lock()
	runs := len(s.runs)
	s.mu.Unlock()
	return s.stamps(p) + "-" + stampsOf(s.o.History) + "-" + strconv.Itoa(runs)
}

// document returns the document of a file, as it was read last.
func (p *present) document(file string) *pipeline.Document {
	for _, d := range p.documents {
		if d.Suite.File.Name == file {
			return d
		}
	}
	return nil
}
