package history

import (
	"context"
	"slices"
	"strings"
	"time"
)

// Spell is a time in which a probe was answered "too many", and nothing else.
// What was between two runs is not known; so its begin and its end lie between
// bounds.
type Spell struct {
	FreeBefore time.Time // last free answer before; zero: none was seen
	First      time.Time // first limited answer
	Last       time.Time // last limited answer
	FreeAfter  time.Time // first free answer after: zero: it goes on
	Answers    int       // limited answers seen
	Status     int       // of the last
	Answer     string    // the suite's name for it, "" none
}

// AtLeast is how long it lasted for certain; false where the clock was set back.
func (s *Spell) AtLeast() (time.Duration, bool) {
	d := s.Last.Sub(s.First)
	return d, d >= 0
}

// AtMost is how long it can have lasted; false where one of its bounds was not
// seen, or the clock was set back.
func (s *Spell) AtMost() (time.Duration, bool) {
	if s.FreeBefore.IsZero() || s.FreeAfter.IsZero() {
		return 0, false
	}
	d := s.FreeAfter.Sub(s.FreeBefore)
	least, ok := s.AtLeast()
	return d, ok && d >= least
}

// Limited is what is known of the limits that a probe met at a target.
type Limited struct {
	Suite, Probe, Target string
	Spells               int
	Last                 Spell
	Longest              Spell // by AtLeast
}

// Limits tells of every probe that the filter takes and that was ever limited, in
// the order in which they were first seen.
func (db *DB) Limits(ctx context.Context, f Filter) ([]*Limited, error) {
	if err := db.takeIn(ctx); err != nil {
		return nil, err
	}
	var out []*Limited
	known := map[[3]string]*spelling{}
	err := db.observations(ctx, f, func(o *Observation, suite string, _ int64) {
		key := [3]string{suite, o.Probe, o.Target}
		s := known[key]
		if s == nil {
			s = &spelling{Limited: Limited{Suite: suite, Probe: o.Probe, Target: o.Target}}
			known[key] = s
		}
		if s.add(o) {
			out = append(out, &s.Limited)
		}
	})
	return out, err
}

// spelling is the answers of a probe, read in order.
type spelling struct {
	Limited
	free time.Time // last free answer
	on   bool      // a spell goes on
}

// add takes the next answer in; true for the first limited one.
func (s *spelling) add(o *Observation) (first bool) {
	switch {
	case !o.Limited:
		if s.on {
			s.Last.FreeAfter, s.on = o.At, false
			s.measure()
		}
		s.free = o.At
		return false
	case !s.on:
		s.on = true
		s.Spells++
		s.Last = Spell{FreeBefore: s.free, First: o.At}
	}
	s.Last.Last, s.Last.Status, s.Last.Answer = o.At, o.Status, o.Answer
	s.Last.Answers++
	s.measure()
	return s.Spells == 1 && s.Last.Answers == 1
}

// measure keeps the longest spell.
func (s *spelling) measure() {
	last, _ := s.Last.AtLeast()
	longest, _ := s.Longest.AtLeast()
	if s.Spells == 1 || last >= longest || s.Longest.First.Equal(s.Last.First) {
		s.Longest = s.Last
	}
}

// observations tells every answer that came, in order.
func (db *DB) observations(ctx context.Context, f Filter, tell func(o *Observation, suite string, run int64)) error {
	where, args := f.where()
	if len(f.Probes) > 0 {
		where += " AND t.probe IN (?" + strings.Repeat(",?", len(f.Probes)-1) + ")"
		for _, p := range f.Probes {
			args = append(args, p)
		}
	}
	rows, err := db.sql.QueryContext(ctx, `SELECT t.run, t.suite, t.probe, t.target, t.at, t.duration, t.status, t.answer, t.limited
		FROM observation t JOIN run r ON r.id = t.run WHERE t.status > 0 AND t.at IS NOT NULL AND `+where+` ORDER BY t.id`, args...)
	if err != nil {
		return failed(db.path, "cannot be read", err)
	}
	defer rows.Close()
	for rows.Next() {
		var o Observation
		var suite string
		var run, at, duration int64
		if err := rows.Scan(&run, &suite, &o.Probe, &o.Target, &at, &duration, &o.Status, &o.Answer, &o.Limited); err != nil {
			return failed(db.path, "cannot be read", err)
		}
		o.At, o.Duration = time.UnixMicro(at).UTC(), time.Duration(duration)*time.Microsecond
		tell(&o, suite, run)
	}
	if err := rows.Err(); err != nil {
		return failed(db.path, "cannot be read", err)
	}
	return nil
}

// latencies adds to findings how long their probes' answers took.
func (db *DB) latencies(ctx context.Context, f Filter, findings []*Finding) error {
	of := map[[3]string]*latency{}
	for _, h := range findings {
		of[[3]string{h.Suite, h.Probe, h.Target}] = &latency{}
	}
	err := db.observations(ctx, f, func(o *Observation, suite string, run int64) {
		if l := of[[3]string{suite, o.Probe, o.Target}]; l != nil {
			l.add(run, o.Duration)
		}
	})
	for _, h := range findings {
		l := of[[3]string{h.Suite, h.Probe, h.Target}]
		l.close()
		h.Latency = l.medians
	}
	return err
}

// latency is a probe's durations, a median for each run.
type latency struct {
	run     int64
	samples []time.Duration
	medians []time.Duration
}

func (l *latency) add(run int64, d time.Duration) {
	if run != l.run {
		l.close()
		l.run = run
	}
	l.samples = append(l.samples, d)
}

// close ends the samples of a run.
func (l *latency) close() {
	if len(l.samples) == 0 {
		return
	}
	slices.Sort(l.samples)
	l.medians = lastOf(append(l.medians, l.samples[len(l.samples)/2]), mostRecent)
	l.samples = l.samples[:0]
}
