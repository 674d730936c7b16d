package engine

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"assay/runner/internal/crash"
	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
	"assay/runner/internal/pipeline"
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
	DB func() (beside.Database, error)

	named   bool        // the user named the file: everything must be in it when a run ends
	opened  atomic.Bool // DB was asked for
	placed  error       // why there is no place
	taken   sync.Once   // earlier runs are taken in, if many wait
	folds   sync.WaitGroup
	noting  sync.Mutex
	unnoted error     // why the last cooldown is not noted
	told    sync.Once // the warning that checklist answers are unknown
}

// Remember returns the history in a file or, if that is "", in the user's state folder according to
// env. It opens nothing.
func Remember(ctx context.Context, file string, keeps bool, env func(string) (string, bool), warn func(text string)) *Memory {
	ctx = context.WithoutCancel(ctx)
	m := &Memory{Path: file, Keeps: keeps, Warn: warn, named: file != ""}
	if m.Path == "" {
		if m.Path, m.placed = beside.Place(runtime.GOOS, env); m.placed != nil {
			m.placed = fmt.Errorf("the history has no place: %w; name a file with --history", m.placed)
		}
	}
	m.DB = sync.OnceValues(func() (beside.Database, error) {
		m.opened.Store(true)
		switch {
		case m.placed != nil:
			return nil, m.placed
		case m.Keeps:
			return beside.Open(ctx, m.Path)
		default:
			return beside.Existing(ctx, m.Path)
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
	o.Cooling = &Cooling{Past: m, Now: m.Now}
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
	fold, err := beside.TakeIn(ctx, m.Path)
	if fold != nil {
		m.folds.Go(func() { _ = crash.Try(func() error { fold(); return nil }) })
	}
	return err
}

// CheckLinked reports, before anything is sent, that a program which does not link the history's
// database (see [beside.Linked]) cannot use a file that the user named.
func (m *Memory) CheckLinked() error {
	if beside.Linked() || !m.named {
		return nil
	}
	_, err := m.DB()
	return err
}

// LastLimit returns the last response of a target that started a cooldown, from the history and
// from what is noted beside it, which has those of a process that was killed, too.
func (m *Memory) LastLimit(ctx context.Context, target string, now time.Time) (*history.Limit, error) {
	if m.Path == "" {
		return nil, nil
	}
	var kept *history.Limit
	if beside.Linked() {
		db, err := m.Past(ctx)
		if err == nil && db != nil {
			kept, err = db.LastLimit(ctx, target, now)
		}
		if err != nil {
			return nil, err
		}
	}
	noted, err := beside.LastLimit(m.Path, target, now)
	if err == nil && (noted == nil || kept != nil && !noted.At.After(kept.At)) {
		noted = kept
	}
	return noted, err
}

// Cooled notes beside the history that a response started a cooldown. [Memory.Keep] warns where
// that fails.
func (m *Memory) Cooled(d *pipeline.Document, target string, l history.Limit) {
	if !m.Keeps || m.placed != nil {
		return
	}
	l.At = l.At.UTC()
	c := beside.Cooldown{Target: d.Redact.String(target), Suite: d.Redact.String(d.Suite.Name), Limit: l}
	c.Answer = d.Redact.String(c.Answer)
	err := c.Clean(d.Redact)
	if err == nil {
		err = beside.Note(m.Path, func(k *beside.Known) { k.Cool(c) })
	}
	m.noting.Lock()
	defer m.noting.Unlock()
	m.unnoted = err
}

func (m *Memory) answers(ctx context.Context, suite string) map[string]history.Answer {
	answers, err := m.allAnswers(ctx, suite)
	if err == nil {
		return answers
	}
	if m.Path != "" && !m.Keeps {
		m.told.Do(func() { m.Warn("answers to the checklist are not known: " + err.Error()) })
	}
	return nil
}

func (m *Memory) allAnswers(ctx context.Context, suite string) (map[string]history.Answer, error) {
	if !beside.Linked() && !m.named && m.placed == nil {
		return beside.Answers(m.Path, suite)
	}
	db, err := m.DB()
	if err != nil || db == nil {
		return nil, err
	}
	return db.Answers(ctx, suite)
}

// Past returns the history for reading, which may work even if it cannot be written; nil if there
// is none.
func (m *Memory) Past(ctx context.Context) (beside.Database, error) {
	db, err := m.DB()
	if err == nil || m.Path == "" {
		return db, nil
	}
	if db, readErr := beside.Existing(ctx, m.Path); readErr == nil {
		return db, nil
	}
	return nil, err
}

// Keep writes a run if runs are kept. Failure to write is reported as a warning, not as an error.
func (m *Memory) Keep(ctx context.Context, run *history.Run) {
	if !m.Keeps || len(run.Parts) == 0 {
		return
	}
	err := m.keep(context.WithoutCancel(ctx), run)
	m.noting.Lock()
	defer m.noting.Unlock()
	switch {
	case err != nil:
		m.Warn("this run is not kept: " + err.Error())
	case m.unnoted != nil:
		m.Warn("other processes may not know that a cooldown lasts: " + m.unnoted.Error())
	}
	m.unnoted = nil
}

// keep writes a run to a file next to the history if nothing else opened the database: that is
// cheaper than opening it. A program that does not link the database can do nothing else.
func (m *Memory) keep(ctx context.Context, run *history.Run) error {
	switch {
	case m.placed != nil:
		return m.placed
	case !m.named && (!m.opened.Load() || !beside.Linked()):
		m.taken.Do(func() {}) // waits for it, or comes before it
		return beside.Leave(ctx, m.Path, run)
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
	if db, err := m.DB(); err == nil && db != nil {
		if err := db.Close(); err != nil {
			m.Warn(err.Error())
		}
	}
}
