package mutate

import (
	"slices"

	"assay/runner/internal/judge"
)

// worker judges mutants and counts.
type worker struct {
	*judging
	*tally
	broken, undecided []int // findings, for one mutant
}

// tally holds the counts of a worker. The sum of tallies does not depend on which worker judged
// what.
type tally struct {
	killed, survived int
	leftOut          LeftOut
	findings         []findingTally
	groups           map[groupKey]*group
	explained        []int // how many survivors each entry of mutation.ignore explains
}

type findingTally struct{ mutants, own, kills, alone, judged int }

func newTally(findings, explanations int) *tally {
	return &tally{
		findings: make([]findingTally, findings), groups: map[groupKey]*group{}, explained: make([]int, explanations),
	}
}

// groupKey is a part of a response, with all items of arrays combined.
type groupKey struct {
	subject *subject
	at      string
}

// group holds the survivors of one part.
type group struct {
	changes   map[*Operator]*survived
	undecided map[int]bool // findings
}

// survived counts the survivors of one operator in one part and keeps the first.
type survived struct {
	count, number int
	mutant        *Mutant
}

func (w *worker) batch(b batch) {
	for i, m := range b.mutants {
		w.judge(b.of, m, b.first+i)
	}
}

// judge judges one mutant by every spec that reads its response.
func (w *worker) judge(s *subject, m *Mutant, number int) {
	evidence, same := w.shown(s, m.Of(s.observation))
	w.broken, w.undecided = w.broken[:0], w.undecided[:0]
	excused := false
	for _, r := range s.readers {
		switch r.outcome(evidence, same) {
		case judge.Broken:
			w.broken = append(w.broken, r.finding)
		case judge.Inconclusive:
			w.undecided = append(w.undecided, r.finding)
			excused = excused || evidence.Excused(r.spec)
		}
	}
	noticed := w.broken
	if w.options.Strict {
		noticed = append(noticed, w.undecided...)
	}
	noticed = distinct(noticed)
	if len(noticed) > 0 {
		w.killed++
		w.count(s, noticed, true)
		return
	}
	w.count(s, nil, w.spared(s, m, number, excused))
}

// spared counts an unnoticed mutant; it returns false if the mutant does not count.
func (w *worker) spared(s *subject, m *Mutant, number int, excused bool) bool {
	switch why, entry, out := s.skip.reason(m); {
	case out:
		w.leftOut[why]++
		if why == Explained {
			w.explained[entry]++
		}
		return false
	case excused:
		w.leftOut[Excused]++
		return false
	}
	w.survived++
	w.keep(s, m, number)
	return true
}

// distinct sorts findings and removes duplicates: rows of one finding count as one.
func distinct(findings []int) []int {
	if len(findings) > 1 {
		slices.Sort(findings)
		return slices.Compact(findings)
	}
	return findings
}

// count adds one mutant to the findings that read its response.
func (w *worker) count(s *subject, noticed []int, counts bool) {
	for _, r := range s.findings {
		f := &w.findings[r.finding]
		f.judged++
		kills := slices.Contains(noticed, r.finding)
		if kills {
			f.kills++
			if len(noticed) == 1 {
				f.alone++
			}
		}
		if r.own && counts {
			f.mutants++
			if kills {
				f.own++
			}
		}
	}
}

// keep stores a survivor under its part.
func (w *worker) keep(s *subject, m *Mutant, number int) {
	key := groupKey{s, m.Part.Group()}
	g := w.groups[key]
	if g == nil {
		g = &group{changes: map[*Operator]*survived{}, undecided: map[int]bool{}}
		w.groups[key] = g
	}
	c := g.changes[m.Operator]
	if c == nil {
		c = &survived{number: number, mutant: m}
		g.changes[m.Operator] = c
	}
	c.count++
	for _, f := range w.undecided {
		g.undecided[f] = true
	}
}

// take adds the counts of another worker and resets them.
func (t *tally) take(other *tally) {
	t.killed += other.killed
	t.survived += other.survived
	for i := range other.leftOut {
		t.leftOut[i] += other.leftOut[i]
	}
	for i, f := range other.findings {
		mine := &t.findings[i]
		mine.mutants += f.mutants
		mine.own += f.own
		mine.kills += f.kills
		mine.alone += f.alone
		mine.judged += f.judged
	}
	for i, n := range other.explained {
		t.explained[i] += n
	}
	for key, g := range other.groups {
		if mine := t.groups[key]; mine != nil {
			mine.add(g)
		} else {
			t.groups[key] = g
		}
	}
	*other = *newTally(len(other.findings), len(other.explained))
}

func (g *group) add(other *group) {
	for f := range other.undecided {
		g.undecided[f] = true
	}
	for op, c := range other.changes {
		mine := g.changes[op]
		if mine == nil {
			g.changes[op] = c
			continue
		}
		mine.count += c.count
		if c.number < mine.number {
			mine.number, mine.mutant = c.number, c.mutant
		}
	}
}
