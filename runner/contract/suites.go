package contract

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"testing"

	"assay/runner/internal/crash"
	"assay/runner/internal/exchange"
	"assay/runner/internal/labelfilter"
	"assay/runner/internal/pipeline"
	"assay/runner/internal/plan"
	"assay/runner/internal/session"
)

// labelFilter is a flag of this entry point only: Ginkgo has its own.
var labelFilter = flag.String("label-filter", "", "run the findings whose labels this selects, as ginkgo run --label-filter does: 'auth && !paid'")

// Suites are the documents of a test package.
type Suites struct {
	patterns []string

	turn sync.Mutex // held by Run: one at a time

	mu        sync.Mutex // of opening
	session   *session.Session
	opened    bool
	wrong     error
	documents map[*session.Document]*document
	order     []*document

	match    *matcher
	ran      map[string]bool // tests that called Run, by name
	running  bool            // Run has begun
	ctx      context.Context // of Run
	passed   bool            // a subtest passed
	recorded int             // batches by the time of the last recording
}

// Documents names the suites of a test package: files, folders, or patterns of
// them as filepath.Glob knows them, relative to the package. They are read when
// the first test needs them, once flags are known; see [Run].
func Documents(patterns ...string) *Suites { return &Suites{patterns: patterns} }

// Run reads the documents, and runs a subtest of t for each finding, checklist item and hypothesis.
// It reports whether t passed so far.
//
// Invalid documents fail the test with all of their problems; nothing is sent then.
func Run(t *testing.T, s *Suites) bool {
	t.Helper()
	s.turn.Lock()
	defer s.turn.Unlock()
	defer s.guard(t)
	s.anew(t.Name())
	if err := s.open(); err != nil {
		t.Fatal(s.session.Mistakes(err))
	}
	ctx, stop := s.interruptible(t.Context())
	defer stop()
	s.ctx, s.running = ctx, true
	for _, d := range s.order {
		d.under = ""
	}
	top := names{}
	for _, d := range s.order {
		name := top.unique(d.Suite.Name)
		if len(d.nodes) == 0 && *labelFilter != "" {
			continue // a subtest without any below it would pass
		}
		t.Run(name, func(t *testing.T) {
			t.Helper()
			d.under = t.Name()
			d.run(t, d.nodes)
		})
	}
	s.ends(t)
	return !t.Failed()
}

// anew drops the observations if a test runs a second time, for -count.
func (s *Suites) anew(test string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ran[test] {
		s.ran, s.opened, s.passed, s.running = nil, false, false, false
	}
	if s.ran == nil {
		s.ran = map[string]bool{}
	}
	s.ran[test] = true
}

// open reads the documents once.
func (s *Suites) open() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened {
		return s.wrong
	}
	s.opened, s.session, s.match, s.recorded = true, &session.Session{}, fromFlags(), 0
	s.documents, s.order = map[*session.Document]*document{}, nil
	var selects labelfilter.Filter
	s.wrong = crash.Try(func() (err error) {
		if selects, err = labelfilter.Parse(*labelFilter); err != nil {
			return fmt.Errorf("-label-filter %q: %w", *labelFilter, err)
		}
		return s.session.Open(s.patterns, session.Door{
			Name: "go test", Package: "contract", FailFast: flagValue("test.failfast") == "true",
			Selected: func(d *session.Document) []*plan.Spec { return s.documents[d].selected() },
		})
	})
	for _, d := range s.session.Documents {
		one := &document{Document: d, suites: s, nodes: labeled(treeOf(d), selects)}
		s.documents[d] = one
		s.order = append(s.order, one)
	}
	return s.wrong
}

// interruptible returns a context that an interrupt cancels, for runs on the network: the answers
// so far are kept. A second interrupt ends the process.
func (s *Suites) interruptible(ctx context.Context) (context.Context, func()) {
	if !s.session.Mode().Asks() {
		return ctx, func() {}
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// Observation returns the observation of a probe, by id ("id" or "id[row]"), for a hand-written
// test. A probe that no finding has needed so far is sent (or replayed) now, at most once in a run.
//
// The test is skipped if there is nothing to judge (never recorded, a secret missing; it fails when
// strict), and fails on an unknown id. With several documents, the first one with the probe counts.
func (s *Suites) Observation(t testing.TB, probe string) *exchange.Observation {
	t.Helper()
	defer s.guard(t)
	if err := s.open(); err != nil {
		t.Fatal(s.session.Mistakes(err))
	}
	if s.session.Mode() == pipeline.Record {
		t.Cleanup(func() { s.record(context.Background(), t) })
	}
	ctx, stop := s.interruptible(t.Context())
	defer stop()
	o, missing, err := s.session.Observation(ctx, probe)
	switch {
	case err != nil:
		t.Fatal(s.session.Said(err))
	case missing != "" && (s.session.Strict() || ctx.Err() != nil):
		t.Fatal(missing)
	case missing != "":
		t.Skip(missing)
	}
	return o
}
