package history

import (
	"bytes"
	"errors"
	"time"
)

// pastForm is the first byte of a past in its binary form, of which it is the version. Version 1
// had the verdicts of a finding as words, and spells also of a probe that was never limited.
const pastForm = 2

// pastText is in about how many bytes a past has a text that differs from the others.
const pastText = 40

var errPast = errors.New("a past in an unknown form")

// MarshalBinary returns the past as bytes. All runs that were taken in must be whole.
func (p *Past) MarshalBinary() ([]byte, error) {
	c := writer(pastForm, 3*p.findings.len(), pastText)
	c.past(p)
	return c.bytes, nil
}

// UnmarshalBinary reads what [Past.MarshalBinary] returned, also of an earlier version.
func (p *Past) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] < 1 || b[0] > pastForm {
		return errPast
	}
	c := reader(bytes.Clone(b), nil, pastText)
	*p = *NewPast("")
	c.past(p)
	if c.broken || c.left() > 0 {
		return errPast
	}
	return nil
}

// The fewest bytes of a value.
const (
	leastFinding = 21
	leastLatency = 3
	leastLimit   = 4
)

func (c *coder) past(p *Past) {
	c.text(&p.suite)
	pointers(c, &p.findings.all, leastFinding, func(f *pastFinding) {
		c.place(&f.first)
		c.tally(&f.tally)
	})
	var spans []time.Duration // room for those of all probes, one more for each
	pointers(c, &p.latencies.all, leastLatency, func(l *pastLatency) {
		c.text(&l.probe)
		c.text(&l.target)
		l.close()
		c.medians(l, &spans)
	})
	pointers(c, &p.limits.all, leastLimit, func(l *pastLimit) { c.limit(l, p.suite) })
}

// limit codes what is known of a probe's limit: in version 1 as if it had been met.
func (c *coder) limit(l *pastLimit, suite string) {
	met := l.met != nil
	if c.form > 1 {
		c.text(&l.probe)
		c.text(&l.target)
		if c.flag(&met); !met {
			c.number((*int64)(&l.free))
			return
		}
	}
	if !c.reading {
		c.place(&l.met.first)
		c.spelling(&l.met.Spelling)
		return
	}
	var s pastSpelling
	c.place(&s.first)
	if c.form == 1 {
		c.text(&l.probe)
		c.text(&l.target)
	}
	c.spelling(&s.Spelling)
	if s.Spells == 0 {
		l.free = instantOf(s.free)
		return
	}
	s.Suite, s.Probe, s.Target = suite, l.probe, l.target
	l.met = &s
}

func (c *coder) tally(t *tally) {
	for _, text := range []*string{&t.finding, &t.claim, &t.probe, &t.target, &t.verdict, &t.kind, &t.reason, &t.decided, &t.other} {
		c.text(text)
	}
	for _, at := range []*instant{&t.last, &t.decidedAt, &t.decidedFrom, &t.otherUntil, &t.unknownFrom} {
		c.number((*int64)(at))
	}
	for _, n := range []*int{&t.held, &t.broke, &t.undecided} {
		c.count(n)
	}
	c.marks(&t.recent)
	c.marks(&t.deciding)
}

func (c *coder) spelling(s *Spelling) {
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
