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
	recent    marker
	deciding  marker
	findings  keyed[*pastFinding] // by id and target
	latencies keyed[*pastLatency] // by probe and target
	limits    keyed[*pastLimit]   // by probe and target
}

type pastFinding struct {
	tally
	first Place
}

func (f *pastFinding) key() pair { return pair{f.finding, f.target} }

type pastLatency struct {
	probe, target string
	Latency
}

func (l *pastLatency) key() pair { return pair{l.probe, l.target} }

// pastLimit is what is known of a probe's limit. Most probes are never limited: of those it is when
// the last response came.
type pastLimit struct {
	probe, target string
	free          instant // last free response, until met
	met           *pastSpelling
}

type pastSpelling struct {
	Spelling
	first Place // of the first limited response
}

func (l *pastLimit) key() pair { return pair{l.probe, l.target} }

// add takes a response in.
func (l *pastLimit) add(suite string, o *Observation, at Place) {
	if l.met == nil {
		if !o.Limited {
			l.free = instantOf(o.At)
			return
		}
		l.met = &pastSpelling{Spelling: Spelling{Limited: Limited{Suite: suite, Probe: l.probe, Target: l.target}, free: l.free.time()}}
	}
	if l.met.Add(o) {
		l.met.first = at
	}
}

// NewPast returns the past of a suite without runs.
func NewPast(suite string) *Past {
	return &Past{suite: suite, recent: marker{most: mostRecent}, deciding: marker{most: flapsWithin}}
}

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
		f = &pastFinding{tally: tally{finding: v.Finding, target: v.Target}, first: at}
		p.findings.add(f)
	}
	f.add(v, instantOf(started), &p.recent, &p.deciding)
}

// AddObservation takes the next observation in. It ignores one without a response.
func (p *Past) AddObservation(o *Observation, at Place) {
	if o.Status <= 0 || o.At.IsZero() {
		return
	}
	kept := *o // as the file keeps it: in microseconds
	kept.At, kept.Duration = instantOf(o.At).time(), o.Duration.Truncate(time.Microsecond)
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
	p.limits.next = p.latencies.next - 1 // both hold the probes in one order, as a rule
	s := p.limits.find(limit)
	if s == nil {
		s = &pastLimit{probe: limit[0], target: limit[1]}
		p.limits.add(s)
	}
	s.add(p.suite, &kept, at)
}

// Findings returns what the runs show of each finding, in the order of first appearance.
func Findings(pasts ...*Past) []*Finding {
	n := 0
	for _, p := range pasts {
		n += len(p.findings.all)
	}
	type placed struct {
		first Place
		*Finding
	}
	all, done := make([]placed, 0, n), make([]Finding, 0, n)
	words := spelled{}
	for _, p := range pasts {
		p.latencies.rewind()
		for _, f := range p.findings.all {
			done = append(done, f.past(p.suite, words))
			one := &done[len(done)-1]
			if l := p.latencies.find(pair{f.probe, f.target}); l != nil {
				one.Latency = l.Medians()
			}
			all = append(all, placed{f.first, one})
		}
	}
	slices.SortStableFunc(all, func(a, b placed) int { return slices.Compare(a.first[:], b.first[:]) })
	out := make([]*Finding, len(all))
	for i := range all {
		out[i] = all[i].Finding
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
	var all []*pastSpelling
	for _, p := range pasts {
		for _, l := range p.limits.all {
			if l.met != nil {
				all = append(all, l.met)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *pastSpelling) int { return slices.Compare(a.first[:], b.first[:]) })
	var out []*Limited
	for _, l := range all {
		out = append(out, &l.Limited)
	}
	return out
}
