package store

import (
	"context"
	"errors"
	"strings"
	"time"

	"assay/runner/internal/history"
	"assay/runner/internal/history/beside"
)

// began returns the cooldowns that a part of a run began. They do not share its memory.
func began(p *history.Part) (all []beside.Cooldown) {
	for i := range p.Observations {
		o := &p.Observations[i]
		if !o.Cools || o.At.IsZero() {
			continue
		}
		c := beside.Cooldown{
			Target: strings.Clone(o.Target), Suite: strings.Clone(p.Suite),
			Limit: history.Limit{At: o.At, Status: o.Status, Answer: strings.Clone(o.Answer)},
		}
		if o.Told != nil {
			c.Told, c.Tells = o.Told.Wait, true
		}
		all = append(all, c)
	}
	return all
}

// note has the file beside the history know of cooldowns that runs began. It comes before the runs
// are committed, so that the file misses none.
func note(path string, all []beside.Cooldown) error {
	if len(all) == 0 {
		return nil
	}
	return noted(path, func(k *beside.Known) {
		for _, c := range all {
			k.Learn(c)
		}
	})
}

// noted is [beside.Note], but for a file that nobody can read: it is to be moved away, and is then
// written anew from the history.
func noted(path string, change func(*beside.Known)) error {
	err := beside.Note(path, change)
	var failure *beside.Failure
	if errors.As(err, &failure) && failure.Wrong {
		return nil
	}
	return err
}

// tell has the file beside the history know all that the history knows, if an earlier release wrote
// it, or the file is gone. Where it cannot be written, programs without the database see that they
// do not know.
func (db *DB) tell(ctx context.Context) {
	if k, err := beside.Read(db.path); err != nil || !k.Partly {
		return
	}
	cooldowns, err := db.cooldowns(ctx)
	if err != nil {
		return
	}
	answers, err := db.answersTo(ctx, "")
	if err != nil {
		return
	}
	_ = beside.Note(db.path, func(k *beside.Known) {
		for _, c := range cooldowns {
			k.Learn(c)
		}
		for _, a := range answers {
			k.Answer(a)
		}
		k.All()
	})
}

// cooldowns returns the last response of each target that started a cooldown.
func (db *DB) cooldowns(ctx context.Context) (all []beside.Cooldown, err error) {
	rows, err := db.sql.QueryContext(ctx, "SELECT max(id), target FROM cooldown GROUP BY target")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var targets []string
	for rows.Next() {
		var id int64
		var target string
		if err := rows.Scan(&id, &target); err != nil {
			return nil, err
		}
		targets = append(targets, target)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	for _, target := range targets {
		l, err := db.LastLimit(ctx, target, time.Now())
		if err != nil {
			return nil, err
		}
		if l != nil {
			all = append(all, beside.Cooldown{Target: target, Limit: *l})
		}
	}
	return all, nil
}
