package history

import (
	"cmp"
	"slices"
	"time"
)

// Place is the place of a row among all: the number of its run, then its number in the run.
type Place [2]int64

// Past is what the runs of a suite show together. It takes further runs in, and is kept in the
// place of a reading of all of them; see [Past.MarshalBinary].
type Past struct {
	suite     string
	findings  keyed[*pastFinding] // by id and target
	latencies keyed[*pastLatency] // by probe and target
	limits    keyed[*pastLimit]   // by probe and target
}

type pastFinding struct {
	Finding
	first Place
}

func (f *pastFinding) key() pair { return pair{f.Finding.Finding, f.Target} }

type pastLatency struct {
	probe, target string
	Latency
}

func (l *pastLatency) key() pair { return pair{l.probe, l.target} }

type pastLimit struct {
	Spelling
	first Place // of the first limited response; zero without one
}

func (l *pastLimit) key() pair { return pair{l.Probe, l.Target} }

// NewPast returns the past of a suite without runs.
func NewPast(suite string) *Past { return &Past{suite: suite} }

// AddPart takes the next part of a run in, of which the rows have their places from at on, and
// returns the place after them.
func (p *Past) AddPart(part *Part, started time.Time, at Place) Place {
	p.findings.rewind()
	p.latencies.rewind()
	p.limits.rewind()
	for i := range part.Observations {
		p.AddObservation(&part.Observations[i], Place{at[0], at[1] + int64(i)})
	}
	for i := range part.Verdicts {
		p.AddVerdict(&part.Verdicts[i], started, Place{at[0], at[1] + int64(i)})
	}
	at[1] += int64(max(len(part.Observations), len(part.Verdicts)))
	return at
}

// AddVerdict takes the next verdict in; started is the start of its run. It ignores a pending one.
func (p *Past) AddVerdict(v *Verdict, started time.Time, at Place) {
	if v.Verdict == Pending {
		return
	}
	f := p.findings.find(pair{v.Finding, v.Target})
	if f == nil {
		f = &pastFinding{Finding: Finding{Suite: p.suite, Finding: v.Finding, Target: v.Target}, first: at}
		p.findings.add(f)
	}
	f.Add(v, micros(started))
}

// AddObservation takes the next observation in. It ignores one without a response.
func (p *Past) AddObservation(o *Observation, at Place) {
	if o.Status <= 0 || o.At.IsZero() {
		return
	}
	kept := *o // as the file keeps it: in microseconds
	kept.At, kept.Duration = micros(o.At), o.Duration.Truncate(time.Microsecond)
	if o.Told != nil {
		told := *o.Told
		told.Wait = told.Wait.Truncate(time.Microsecond)
		kept.Told = &told
	}
	l := p.latencies.find(pair{o.Probe, o.Target})
	if l == nil {
		l = &pastLatency{probe: o.Probe, target: o.Target}
		p.latencies.add(l)
	}
	l.Add(at[0], kept.Duration)
	limit := pair{cmp.Or(o.ToldBy, o.Probe), o.Target}
	s := p.limits.find(limit)
	if s == nil {
		s = &pastLimit{Spelling: Spelling{Limited: Limited{Suite: p.suite, Probe: limit[0], Target: o.Target}}}
		p.limits.add(s)
	}
	if s.Add(&kept) {
		s.first = at
	}
}

// Findings returns what the runs show of each finding, in the order of first appearance.
func Findings(pasts ...*Past) []*Finding {
	var all []*pastFinding
	for _, p := range pasts {
		all = append(all, p.findings.all...)
	}
	slices.SortStableFunc(all, func(a, b *pastFinding) int { return slices.Compare(a.first[:], b.first[:]) })
	latency := map[[3]string]*pastLatency{}
	for _, p := range pasts {
		for _, l := range p.latencies.all {
			latency[[3]string{p.suite, l.probe, l.target}] = l
		}
	}
	out := make([]*Finding, 0, len(all))
	for _, f := range all {
		done := f.Finding
		done.Conclude()
		if l := latency[[3]string{f.Suite, f.Probe, f.Target}]; l != nil {
			done.Latency = l.Medians()
		}
		out = append(out, &done)
	}
	return out
}

// SuiteProbe names a probe of a suite.
type SuiteProbe struct{ Suite, Probe string }

// Durations returns the mean of how long each probe took in the last runs, at any target.
func Durations(pasts ...*Past) map[SuiteProbe]time.Duration {
	out, counts := map[SuiteProbe]time.Duration{}, map[SuiteProbe]time.Duration{}
	for _, p := range pasts {
		for _, l := range p.latencies.all {
			key := SuiteProbe{p.suite, l.probe}
			for _, took := range l.Medians() {
				out[key] += took
				counts[key]++
			}
		}
	}
	for key, n := range counts {
		out[key] /= n
	}
	return out
}

// Limits returns what the runs show of each probe that was ever limited, in the order of first
// appearance.
func Limits(pasts ...*Past) []*Limited {
	var all []*pastLimit
	for _, p := range pasts {
		for _, l := range p.limits.all {
			if l.Spells > 0 {
				all = append(all, l)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *pastLimit) int { return slices.Compare(a.first[:], b.first[:]) })
	var out []*Limited
	for _, l := range all {
		out = append(out, &l.Limited)
	}
	return out
}

// micros returns a time as the file keeps it.
func micros(t time.Time) time.Time { return time.UnixMicro(t.UnixMicro()).UTC() }
