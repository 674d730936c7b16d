package engine

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"assay/runner/internal/crash"
	"assay/runner/internal/history"
	"assay/runner/internal/history/store"
)

// Memory is the history as the doors use it: opened once, when it is first needed.
// Where it cannot be opened they do what they can without it.
type Memory struct {
	Path  string // of the file; "" where there is no place for one
	Keeps bool   // that runs are written into it
	// Now sends although a cooldown lasts that a run before began.
	Now bool
	// Warn is told what is not kept or not known, and why.
	Warn func(text string)
	// DB opens it: nil without an error where there is none and nothing is kept.
	DB func() (*store.DB, error)

	named  bool        // a file that the user named: all is to be in it when a run ends
	opened atomic.Bool // DB was asked for
	placed error       // why there is no place
	told   sync.Once   // that answers are not known
}

// Remember is the history in a file, or, where that is "", in the user's state
// folder as env has it. Nothing is opened yet.
func Remember(ctx context.Context, file string, keeps bool, env func(string) (string, bool), warn func(text string)) *Memory {
	ctx = context.WithoutCancel(ctx)
	m := &Memory{Path: file, Keeps: keeps, Warn: warn, named: file != ""}
	if m.Path == "" {
		if m.Path, m.placed = store.Place(runtime.GOOS, env); m.placed != nil {
			m.placed = fmt.Errorf("the history has no place: %w; name a file with --history", m.placed)
		}
	}
	m.DB = sync.OnceValues(func() (*store.DB, error) {
		m.opened.Store(true)
		switch {
		case m.placed != nil:
			return nil, m.placed
		case m.Keeps:
			return store.Open(ctx, m.Path)
		default:
			return store.Existing(ctx, m.Path)
		}
	})
	return m
}

// Into gives a run what it takes from the history, and starts to open it beside
// the run's own work where the run goes right into it.
func (m *Memory) Into(ctx context.Context, o *Options) {
	ctx = context.WithoutCancel(ctx)
	o.Answers = func(suite string) map[string]history.Answer { return m.answers(ctx, suite) }
	if !o.Mode.Asks() {
		return
	}
	o.Cooling = &Cooling{History: func() (*store.DB, error) { return m.Past(ctx) }, Now: m.Now}
	if m.Keeps && m.named {
		// What it comes to, an error or a panic, is met again by whoever asks for it.
		go func() { _ = crash.Try(func() error { _, err := m.DB(); return err }) }()
	}
}

func (m *Memory) answers(ctx context.Context, suite string) map[string]history.Answer {
	db, err := m.DB()
	if err == nil {
		var answers map[string]history.Answer
		if answers, err = db.Answers(ctx, suite); err == nil {
			return answers
		}
	}
	if m.Path != "" && !m.Keeps {
		m.told.Do(func() { m.Warn("answers to the checklist are not known: " + err.Error()) })
	}
	return nil
}

// Past is the history to be asked. Where it cannot be written it may still be
// read; where there is none, there is no past: nil.
func (m *Memory) Past(ctx context.Context) (*store.DB, error) {
	db, err := m.DB()
	if err == nil || m.Path == "" {
		return db, nil
	}
	if db, readErr := store.Existing(ctx, m.Path); readErr == nil {
		return db, nil
	}
	return nil, err
}

// Keep writes a run, where runs are kept. Failure to write is reported as a warning,
// not as an error.
func (m *Memory) Keep(ctx context.Context, run *history.Run) {
	if !m.Keeps || len(run.Parts) == 0 {
		return
	}
	if err := m.keep(context.WithoutCancel(ctx), run); err != nil {
		m.Warn("this run is not kept: " + err.Error())
	}
}

// keep leaves a run beside the history where nothing else opened it: that is cheaper
// than to open it.
func (m *Memory) keep(ctx context.Context, run *history.Run) error {
	switch {
	case m.placed != nil:
		return m.placed
	case !m.named && !m.opened.Load():
		return store.Leave(ctx, m.Path, run)
	}
	db, err := m.DB()
	if err != nil {
		return err
	}
	return db.Add(ctx, run)
}

// Close folds what was written into one file, to be copied. A process that ends
// fast need not.
func (m *Memory) Close() {
	if db, err := m.DB(); err == nil {
		if err := db.Close(); err != nil {
			m.Warn(err.Error())
		}
	}
}
