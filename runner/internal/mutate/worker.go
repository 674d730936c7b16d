package mutate

import (
	"slices"

	"assay/runner/internal/judge"
)

// worker judges mutants and counts.
type worker struct {
	*judging
	*tally
	shown
	broken, undecided []int // findings, for one mutant
}

// tally holds the counts of a worker. The sum of tallies does not depend on which worker judged
// what.
type tally struct {
	killed, survived int
	leftOut          LeftOut
	findings         []findingTally
	groups           map[groupKey]*group
	last             last
	explained        []int // how many survivors each entry of mutation.ignore explains
}

// last is the group of the last survivor: the mutants of a part come one after the other.
type last struct {
	subject *subject
	part    Part
	group   *group
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
	changes   []survived   // one for each operator
	undecided map[int]bool // findings; nil for most
}

// survived counts the survivors of one operator in one part and keeps the first.
type survived struct {
	count, number int
	mutant        *Mutant
}

// by returns the survivors of an operator; nil if there are none.
func (g *group) by(op *Operator) *survived {
	for i := range g.changes {
		if g.changes[i].mutant.Operator == op {
			return &g.changes[i]
		}
	}
	return nil
}

// doubt adds a finding that a survivor makes inconclusive.
func (g *group) doubt(finding int) {
	if g.undecided == nil {
		g.undecided = map[int]bool{}
	}
	g.undecided[finding] = true
}

func (w *worker) batch(b batch) {
	for i, m := range b.mutants {
		w.judge(b.of, m, b.first+i)
	}
}

// judge judges one mutant by every spec that reads its response.
func (w *worker) judge(s *subject, m *Mutant, number int) {
	same, evidence := w.show(&w.shown, s, m), w.shown.evidence
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
	g := w.group(s, m.Part)
	if c := g.by(m.Operator); c != nil {
		c.count++
	} else {
		g.changes = append(g.changes, survived{1, number, m})
	}
	for _, f := range w.undecided {
		g.doubt(f)
	}
}

// group returns the group of a part.
func (t *tally) group(s *subject, p Part) *group {
	if t.last.subject == s && t.last.part == p {
		return t.last.group
	}
	key := groupKey{s, p.Group()}
	g := t.groups[key]
	if g == nil {
		g = &group{}
		t.groups[key] = g
	}
	t.last = last{s, p, g}
	return g
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
	other.killed, other.survived, other.leftOut = 0, 0, LeftOut{}
	clear(other.findings)
	clear(other.explained)
	other.letGo()
}

// letGo drops the groups.
func (t *tally) letGo() {
	clear(t.groups)
	t.last = last{}
}

func (g *group) add(other *group) {
	for f := range other.undecided {
		g.doubt(f)
	}
	for _, c := range other.changes {
		mine := g.by(c.mutant.Operator)
		if mine == nil {
			g.changes = append(g.changes, c)
			continue
		}
		mine.count += c.count
		if c.number < mine.number {
			mine.number, mine.mutant = c.number, c.mutant
		}
	}
}
