package suite

import (
	"strings"

	"assay/runner/internal/source"
)

// besideRow is the row that an id alone means in the context of a row.
const besideRow = -2

// dep is a dependency: a probe with all of its rows, one row, or the row that corresponds to the
// waiting one.
type dep struct {
	on  *draft
	row int
	at  source.Pos
}

// waits records that r waits for d.
func (r *referrer) waits(d dep) {
	if r.row == wholeProbe {
		r.deps = append(r.deps, d)
		return
	}
	if r.rowDeps == nil {
		r.rowDeps = map[int][]dep{}
	}
	r.rowDeps[r.row] = append(r.rowDeps[r.row], d)
}

// checkAfter checks after: and records its dependencies.
func (l *loading) checkAfter(p *draft) {
	for _, r := range p.After {
		if !l.checkProbe(r, "after") {
			continue
		}
		l.find(r.ID, func(on *draft, row int) {
			// A glob means all other probes, except those that are sent last.
			if !isGlob(r.ID) || on != p && (p.Cleanup || !on.Cleanup) {
				p.deps = append(p.deps, dep{on, row, r.At})
			}
		})
	}
}

// checkCycles reports probes that wait for each other.
func (l *loading) checkCycles() {
	w := &waiting{l: l, state: map[place]visit{}}
	for _, p := range l.probes {
		if len(p.deps) > 0 || len(p.rowDeps) > 0 {
			w.visit(place{p, wholeProbe})
		}
	}
}

// place is a node of the graph: a probe as a whole, or one of its rows.
type place struct {
	*draft
	row int
}

// waiting is one walk over the dependencies.
type waiting struct {
	l     *loading
	state map[place]visit
	path  []place
}

func (w *waiting) visit(at place) {
	w.state[at] = reading
	w.path = append(w.path, at)
	if at.row == wholeProbe && len(at.drafts) > 0 {
		for i := range at.drafts {
			w.follow(place{at.draft, i}, at.At)
		}
	} else {
		for _, d := range at.deps {
			w.follow(d.from(at), d.at)
		}
		for _, d := range at.rowDeps[at.row] {
			w.follow(d.from(at), d.at)
		}
	}
	w.path = w.path[:len(w.path)-1]
	w.state[at] = done
}

// from returns the node that at waits for because of d. An id in after: means the row of the same
// name if there is one, otherwise all rows.
func (d dep) from(at place) place {
	name := ""
	if at.row != wholeProbe {
		name = at.drafts[at.row].name
	}
	switch {
	case d.row == besideRow:
		row, _ := d.on.beside(name)
		return place{d.on, row}
	case d.row == wholeProbe && at.row != wholeProbe:
		if row := d.on.row(name); row >= 0 {
			return place{d.on, row}
		}
	}
	return place{d.on, d.row}
}

func (w *waiting) follow(to place, at source.Pos) {
	if from := w.path[len(w.path)-1]; to.Cleanup && !from.Cleanup {
		w.l.problems.Add(at, "the probe %q waits for %q, which is sent last (cleanup: true)", from.ID, to.ID).
			Next = "take the reference or after: out, or write cleanup: true to " + from.ID + " too"
		return
	}
	switch w.state[to] {
	case unvisited:
		w.visit(to)
	case reading:
		if to == w.path[len(w.path)-1] {
			w.l.problems.Add(at, "the probe %q waits for itself", to.shown(to.row)).Next = "name another probe"
			return
		}
		w.l.problems.Add(at, "probes wait for each other: %s", w.cycle(to)).Next = "take one of the references or after: out"
	case done:
	}
}

// cycle shows the path from a node back to it; it omits a whole probe if one of its rows follows.
func (w *waiting) cycle(to place) string {
	from := len(w.path) - 1
	for w.path[from] != to {
		from--
	}
	round := append(append([]place{}, w.path[from:]...), to)
	var shown []string
	for i, at := range round {
		if at.row == wholeProbe && len(at.drafts) > 0 && i+1 < len(round) && round[i+1].draft == at.draft {
			continue
		}
		shown = append(shown, at.shown(at.row))
	}
	if first := shown[0]; shown[len(shown)-1] != first && !strings.HasPrefix(first, to.ID) {
		shown = append(shown, first)
	}
	return strings.Join(shown, " → ")
}
