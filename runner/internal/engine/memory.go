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
	"assay/runner/internal/pipeline"
	"assay/runner/internal/source"
)

// Memory is the history as entry points use it: opened once, on first use. If it cannot be opened,
// they do what is possible without it.
type Memory struct {
	Path  string // of the file; "" if there is no place for one
	Keeps bool   // that runs are written into it
	// Now sends although a cooldown that an earlier run began still lasts.
	Now bool
	// Warn is called with what is not kept or not known, and why.
	Warn func(text string)
	// DB opens it; it returns nil without an error if there is no history and nothing is kept.
	DB func() (*store.DB, error)

	named  bool        // the user named the file: everything must be in it when a run ends
	opened atomic.Bool // DB was asked for
	placed error       // why there is no place
	taken  sync.Once   // earlier runs are taken in, if many wait
	folds  sync.WaitGroup
	told   sync.Once // the warning that checklist answers are unknown
}

// Remember returns the history in a file or, if that is "", in the user's state folder according to
// env. It opens nothing.
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

// Into sets in o what a run reads from the history. If the run is written straight into the
// history, Into starts to open it in the background; otherwise it takes in earlier runs there, if
// many wait.
func (m *Memory) Into(ctx context.Context, o *Options) {
	ctx = context.WithoutCancel(ctx)
	o.Answers = func(suite string) map[string]history.Answer { return m.answers(ctx, suite) }
	if !o.Mode.Asks() {
		return
	}
	o.Cooling = &Cooling{History: func() (*store.DB, error) { return m.Past(ctx) }, Now: m.Now}
	switch {
	case m.Keeps && m.named:
		// The result, an error or a panic, is returned again to every caller of DB.
		go func() { _ = crash.Try(func() error { _, err := m.DB(); return err }) }()
	case m.Keeps && m.placed == nil:
		// What is wrong with the file is told when this run is written.
		go m.taken.Do(func() { _ = crash.Try(func() error { return m.takeIn(ctx) }) })
	}
}

// takeIn takes earlier runs in if many wait. It merges the database's log afterwards, for which
// [Memory.Keep] does not wait.
func (m *Memory) takeIn(ctx context.Context) error {
	fold, err := store.TakeIn(ctx, m.Path)
	if fold != nil {
		m.folds.Go(func() { _ = crash.Try(func() error { fold(); return nil }) })
	}
	return err
}

// CheckLinked reports, before anything is sent, what a run needs the history's database for in a
// program that does not link it (see [store.Linked]): a file that the user named, and the cooldown
// of each document, with its place.
func (m *Memory) CheckLinked(documents []*pipeline.Document, mode pipeline.Mode) error {
	if store.Linked() {
		return nil
	}
	if m.named {
		if _, err := m.DB(); err != nil {
			return err
		}
	}
	var lacking source.Problems
	for _, d := range documents {
		if c := d.Suite.Limits.Cooldown; c != nil && mode.Asks() && !m.Now {
			lacking.Add(c.At, "limits.cooldown: %v, which has the answers that began a cooldown", store.ErrUnlinked).Next = store.LinkNext
		}
	}
	return lacking.Unique().Err()
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

// Past returns the history for reading, which may work even if it cannot be written; nil if there
// is none.
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

// Keep writes a run if runs are kept. Failure to write is reported as a warning, not as an error.
func (m *Memory) Keep(ctx context.Context, run *history.Run) {
	if !m.Keeps || len(run.Parts) == 0 {
		return
	}
	if err := m.keep(context.WithoutCancel(ctx), run); err != nil {
		m.Warn("this run is not kept: " + err.Error())
	}
}

// keep writes a run to a file next to the history if nothing else opened the database: that is
// cheaper than opening it. A program that does not link the database can do nothing else.
func (m *Memory) keep(ctx context.Context, run *history.Run) error {
	switch {
	case m.placed != nil:
		return m.placed
	case !m.named && (!m.opened.Load() || !store.Linked()):
		m.taken.Do(func() {}) // waits for it, or comes before it
		return store.Leave(ctx, m.Path, run)
	}
	db, err := m.DB()
	if err != nil {
		return err
	}
	return db.Add(ctx, run)
}

// Close merges what was written into one file, which can be copied. A short-lived process need not
// call it.
func (m *Memory) Close() {
	m.folds.Wait()
	if db, err := m.DB(); err == nil {
		if err := db.Close(); err != nil {
			m.Warn(err.Error())
		}
	}
}
