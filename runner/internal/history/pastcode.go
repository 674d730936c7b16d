package history

import (
	"errors"
	"time"
)

// pastForm is the first byte of a past in its binary form, of which it is the version.
const pastForm = 1

var errPast = errors.New("a past in an unknown form")

// MarshalBinary returns the past as bytes. All runs that were taken in must be whole.
func (p *Past) MarshalBinary() ([]byte, error) {
	c := writer(pastForm, 3*p.findings.len())
	c.past(p)
	return c.bytes, nil
}

// UnmarshalBinary reads what [Past.MarshalBinary] returned.
func (p *Past) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != pastForm {
		return errPast
	}
	c := reader(b)
	*p = *NewPast("")
	c.past(p)
	if c.broken || len(c.bytes) > 0 {
		return errPast
	}
	return nil
}

func (c *coder) past(p *Past) {
	c.text(&p.suite)
	list(c, &p.findings.all, func(f **pastFinding) {
		if c.reading {
			*f = &pastFinding{Finding: Finding{Suite: p.suite}}
		}
		c.place(&(*f).first)
		c.finding(&(*f).Finding)
	})
	list(c, &p.latencies.all, func(l **pastLatency) {
		if c.reading {
			*l = &pastLatency{}
		}
		c.text(&(*l).probe)
		c.text(&(*l).target)
		(*l).close()
		list(c, &(*l).medians, c.span)
	})
	list(c, &p.limits.all, func(l **pastLimit) {
		if c.reading {
			*l = &pastLimit{Spelling: Spelling{Limited: Limited{Suite: p.suite}}}
		}
		c.place(&(*l).first)
		c.spelling(&(*l).Spelling)
	})
}

func (c *coder) finding(f *Finding) {
	for _, text := range []*string{&f.Finding, &f.Claim, &f.Probe, &f.Target, &f.Verdict, &f.Kind, &f.Reason, &f.decided, &f.other} {
		c.text(text)
	}
	for _, t := range []*time.Time{&f.Last, &f.decidedAt, &f.decidedFrom, &f.otherUntil, &f.undecided} {
		c.moment(t)
	}
	for _, n := range []*int{&f.Held, &f.Broke, &f.Undecided} {
		c.count(n)
	}
	list(c, &f.Recent, c.text)
	list(c, &f.deciding, c.text)
}

func (c *coder) spelling(s *Spelling) {
	c.text(&s.Probe)
	c.text(&s.Target)
	c.count(&s.Spells)
	c.spell(&s.Last)
	c.spell(&s.Longest)
	c.moment(&s.free)
	c.flag(&s.on)
	c.promise(&s.Promises.Last)
	c.promise(&s.Promises.Next)
	for _, truth := range []Truth{True, Early, Late, Untrue} {
		n := s.Promises.Counts[truth]
		c.count(&n)
		if c.reading && n > 0 {
			if s.Promises.Counts == nil {
				s.Promises.Counts = map[Truth]int{}
			}
			s.Promises.Counts[truth] = n
		}
	}
}

func (c *coder) spell(s *Spell) {
	for _, t := range []*time.Time{&s.FreeBefore, &s.First, &s.Last, &s.FreeAfter} {
		c.moment(t)
	}
	c.count(&s.Answers)
	c.count(&s.Status)
	c.text(&s.Answer)
}

func (c *coder) promise(p *Promise) {
	c.text(&p.Header)
	c.text(&p.Reading)
	c.span(&p.Wait)
	c.moment(&p.From)
	c.text((*string)(&p.Truth))
	c.moment(&p.Asked)
}
