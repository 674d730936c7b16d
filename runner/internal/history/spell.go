package history

import "time"

// Spell is a time in which all responses to a probe were limited. The time between two runs is
// unknown, so begin and end are known within bounds.
type Spell struct {
	FreeBefore time.Time // last free response before; zero if none was seen
	First      time.Time // first limited response
	Last       time.Time // last limited response
	FreeAfter  time.Time // first free response after; zero if it continues
	Answers    int       // limited responses seen
	Status     int       // of the last
	Answer     string    // the suite's name for it, or ""
}

// AtLeast returns the minimum duration; false if the clock was set back.
func (s *Spell) AtLeast() (time.Duration, bool) {
	d := s.Last.Sub(s.First)
	return d, d >= 0
}

// AtMost returns the maximum duration; false if one of its bounds was not seen, or the clock was
// set back.
func (s *Spell) AtMost() (time.Duration, bool) {
	if s.FreeBefore.IsZero() || s.FreeAfter.IsZero() {
		return 0, false
	}
	d := s.FreeAfter.Sub(s.FreeBefore)
	least, ok := s.AtLeast()
	return d, ok && d >= least
}

// Limited is what is known about the limits that a probe met at a target.
type Limited struct {
	Suite, Probe, Target string
	Spells               int
	Last                 Spell
	Longest              Spell // by AtLeast
	Promises             Promises
}

// Spelling finds spells in the responses to a probe, read in order.
type Spelling struct {
	Limited
	free time.Time // last free response
	on   bool      // within a spell
}

// Add adds the next response; it returns true for the first limited one.
func (s *Spelling) Add(o *Observation) (first bool) {
	s.Promises.Add(o)
	switch {
	case !o.Limited && s.on && !o.At.Before(s.Last.Last) && o.At.Add(-o.Duration).Before(s.Last.Last):
		return false // sent before the refusal came: it says nothing of the time after
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
func (s *Spelling) measure() {
	last, _ := s.Last.AtLeast()
	longest, _ := s.Longest.AtLeast()
	if s.Spells == 1 || last >= longest || s.Longest.First.Equal(s.Last.First) {
		s.Longest = s.Last
	}
}
