package history

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"
)

// Add keeps a run, whole or not at all. Secrets are taken out of it first; if one
// is left all the same, nothing is written and the error says where it is and of
// which kind.
func (db *DB) Add(ctx context.Context, r *Run) error {
	safe, err := r.safe(db.path)
	if err != nil {
		return err
	}
	if err := db.takeIn(ctx); err != nil {
		return err
	}
	if err := db.add(ctx, safe); err != nil {
		return failed(db.path, "cannot take the run", err)
	}
	db.fold(ctx)
	return nil
}

// add writes the rows of a run in one transaction.
func (db *DB) add(ctx context.Context, r *Run) error {
	return db.change(ctx, func(tx *sql.Tx) error {
		run, err := addRun(ctx, tx, r)
		if err != nil {
			return err
		}
		for i := range r.Parts {
			if err := r.Parts[i].add(ctx, tx, run); err != nil {
				return err
			}
		}
		return nil
	})
}

// safe is the run without secrets; an error where one would be left in the history
// at path.
func (r *Run) safe(path string) (*Run, error) {
	out := *r
	out.Parts = make([]Part, len(r.Parts))
	for i := range r.Parts {
		out.Parts[i] = r.Parts[i].redacted()
		if err := out.Parts[i].clean(); err != nil {
			return nil, failed(path, "is not written to", err)
		}
	}
	return &out, nil
}

// change does something in one transaction.
func (db *DB) change(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := db.sql.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // of no use after a commit
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

func addRun(ctx context.Context, tx *sql.Tx, r *Run) (id int64, err error) {
	observations, verdicts := 0, 0
	for i := range r.Parts {
		observations += len(r.Parts[i].Observations)
		verdicts += len(r.Parts[i].Verdicts)
	}
	result, err := tx.ExecContext(ctx, `INSERT INTO run
		(run, mode, tool, vantage, started, duration, requests, interrupted, observations, verdicts) VALUES (?,?,?,?,?,?,?,?,?,?)`,
		r.ID, r.Mode, r.Tool, r.Vantage, r.Started.UnixMicro(), r.Duration.Microseconds(), r.Requests, r.Interrupted, observations, verdicts)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// add writes the rows of a part.
func (p *Part) add(ctx context.Context, tx *sql.Tx, run int64) error {
	observation, err := tx.PrepareContext(ctx, `INSERT INTO observation
		(run, suite, probe, sample, target, at, duration, first_byte, status, answer, error, missing, limited, cools)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)`)
	if err != nil {
		return err
	}
	defer observation.Close()
	for i := range p.Observations {
		o := &p.Observations[i]
		_, err := observation.ExecContext(ctx, run, p.Suite, o.Probe, o.Sample, o.Target, micros(o.At), o.Duration.Microseconds(),
			o.FirstByte.Microseconds(), o.Status, o.Answer, o.Error, o.Missing, o.Limited, o.Cools)
		if err != nil {
			return err
		}
	}
	verdict, err := tx.PrepareContext(ctx, `INSERT INTO verdict
		(run, suite, finding, claim, probe, target, verdict, reason) VALUES (?,?,?,?,?,?,?,?)`)
	if err != nil {
		return err
	}
	defer verdict.Close()
	for i := range p.Verdicts {
		v := &p.Verdicts[i]
		if _, err := verdict.ExecContext(ctx, run, p.Suite, v.Finding, v.Claim, v.Probe, v.Target, v.Verdict, v.Reason); err != nil {
			return err
		}
	}
	return nil
}

// micros is a time as it is kept; nil for none.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

// redacted is the part without secrets. Its texts repeat: each is looked at once.
func (p *Part) redacted() Part {
	seen := map[string]string{}
	safe := func(text string) string {
		out, known := seen[text]
		if !known {
			out = p.Redact.String(text)
			seen[text] = out
		}
		return out
	}
	out := Part{Suite: safe(p.Suite), Redact: p.Redact}
	out.Observations = append(out.Observations, p.Observations...)
	out.Verdicts = append(out.Verdicts, p.Verdicts...)
	for text := range out.texts() {
		*text = safe(*text)
	}
	return out
}

// clean is the last gate: an error where the part still holds a secret.
func (p *Part) clean() error {
	seen := map[string]bool{}
	all := []byte(p.Suite)
	for text := range p.texts() {
		if *text != "" && !seen[*text] {
			seen[*text] = true
			all = append(append(all, '\n'), *text...)
		}
	}
	if leaks := p.Redact.Scan(all); len(leaks) > 0 {
		return fmt.Errorf("the run of %s would put a secret into it (%s)", p.Suite, leaks[0].Kind)
	}
	return nil
}

// texts are the texts of a part, but for the suite's name.
func (p *Part) texts() iter.Seq[*string] {
	return func(yield func(*string) bool) {
		for i := range p.Observations {
			for _, text := range p.Observations[i].texts() {
				if !yield(text) {
					return
				}
			}
		}
		for i := range p.Verdicts {
			for _, text := range p.Verdicts[i].texts() {
				if !yield(text) {
					return
				}
			}
		}
	}
}

func (o *Observation) texts() []*string {
	return []*string{&o.Probe, &o.Target, &o.Answer, &o.Error, &o.Missing}
}

func (v *Verdict) texts() []*string {
	return []*string{&v.Finding, &v.Claim, &v.Probe, &v.Target, &v.Reason}
}
