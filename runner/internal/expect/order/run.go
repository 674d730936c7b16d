package order

import (
	"encoding/binary"
	"slices"
)

// None is an event without a name: only . accepts it.
const None = -1

// mostKept is the maximum number of places in all states of a run. Beyond it the states are dropped
// and rebuilt, to bound the memory.
const mostKept = 200_000

// Run is a run of an expression over events, for one goroutine.
type Run struct {
	o      *Order
	states []state
	index  map[string]int
	now    int
	kept   int
	seen   []int // the round in which each instruction was last reached
	round  int
}

// state is a set of places in the program, and where each name leads from it.
type state struct {
	places []int // of take and end, rising
	next   []int // by name, None last: a state, unknown or nowhere
}

const (
	unknown = -1
	nowhere = -2
)

// Start begins a run.
func (o *Order) Start() *Run {
	r := &Run{o: o, seen: make([]int, len(o.program)), index: map[string]int{}}
	r.round++
	r.now = r.stateOf(r.reach(nil, 0))
	return r
}

// Step takes the next event: the index of its name, or [None]. It reports whether the event is
// allowed; if not, the run stays in its state.
func (r *Run) Step(name int) bool {
	if name == None {
		name = len(r.o.names)
	}
	to := r.states[r.now].next[name]
	if to == unknown {
		to = r.lead(name)
	}
	if to == nowhere {
		return false
	}
	r.now = to
	return true
}

// lead finds and caches the next state for name.
func (r *Run) lead(name int) int {
	r.round++
	var places []int
	for _, at := range r.states[r.now].places {
		i := &r.o.program[at]
		if i.code == take && (i.name == name || i.name == anyName) {
			places = r.reach(places, at+1)
		}
	}
	if len(places) == 0 {
		r.states[r.now].next[name] = nowhere
		return nowhere
	}
	if r.kept > mostKept {
		r.states, r.kept = r.states[:0], 0
		clear(r.index)
		return r.stateOf(places)
	}
	to := r.stateOf(places)
	r.states[r.now].next[name] = to
	return to
}

// reach adds the places that are reachable from at without an event.
func (r *Run) reach(places []int, at int) []int {
	todo := []int{at}
	for len(todo) > 0 {
		at := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if r.seen[at] == r.round {
			continue
		}
		r.seen[at] = r.round
		switch i := &r.o.program[at]; i.code {
		case fork:
			todo = append(todo, i.y, i.x)
		case leave:
			todo = append(todo, i.x)
		case take, end:
			places = append(places, at)
		}
	}
	return places
}

// stateOf returns the state with these places, made on first use.
func (r *Run) stateOf(places []int) int {
	slices.Sort(places)
	key := make([]byte, 0, 2*len(places))
	for _, at := range places {
		key = binary.AppendUvarint(key, uint64(at))
	}
	if at, ok := r.index[string(key)]; ok {
		return at
	}
	s := state{places: places, next: make([]int, len(r.o.names)+1)}
	for i := range s.next {
		s.next[i] = unknown
	}
	r.states = append(r.states, s)
	r.index[string(key)] = len(r.states) - 1
	r.kept += len(places) + len(s.next)
	return len(r.states) - 1
}

// Met reports whether the events so far match the whole expression.
func (r *Run) Met() bool {
	places := r.states[r.now].places
	return r.o.program[places[len(places)-1]].code == end
}

// Place is a part of the expression's text that may come next.
type Place struct {
	At, Length int // in bytes
	Name       int // None: any
}

// Next returns the places that may come next, each once, in the order of the text.
func (r *Run) Next() []Place {
	var out []Place
	for _, at := range r.states[r.now].places {
		if i := &r.o.program[at]; i.code == take {
			out = append(out, Place{i.at, i.length, i.name})
		}
	}
	slices.SortFunc(out, func(a, b Place) int { return a.At - b.At })
	return slices.Compact(out)
}
