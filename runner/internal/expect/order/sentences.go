package order

import "slices"

// Sentences returns at most that many short sequences of names that meet the expression: the
// shortest, and for each name in it one with that name, and one that repeats it as soon as it can.
// Where any name may come, it is the first.
func (o *Order) Sentences(most int) [][]int {
	r := o.Start()
	last := len(o.program) - 1
	var out [][]int
	add := func(places ...[]int) {
		var names []int
		for _, at := range slices.Concat(places...) {
			if i := &o.program[at]; i.code == take {
				names = append(names, max(i.name, 0))
			}
		}
		if len(out) < most && !slices.ContainsFunc(out, func(other []int) bool { return slices.Equal(names, other) }) {
			out = append(out, names)
		}
	}
	add(r.way(0, last))
	for at := 0; at < last && len(out) < most; at++ {
		if o.program[at].code != take {
			continue
		}
		before, after := r.way(0, at), r.way(at+1, last)
		add(before, after)
		if again := r.way(at+1, at); again != nil {
			add(before, again, after)
		}
	}
	return out
}

// way returns the places on a shortest way to a place from what may come at another, both included;
// nil if there is none.
func (r *Run) way(from, to int) []int {
	before := map[int]int{}
	r.round++
	queue := r.reach(nil, from)
	for _, at := range queue {
		before[at] = -1
	}
	for ; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if at == to {
			return back(before, at)
		}
		if r.o.program[at].code == end {
			continue
		}
		r.round++
		for _, next := range r.reach(nil, at+1) {
			if _, known := before[next]; !known {
				before[next] = at
				queue = append(queue, next)
			}
		}
	}
	return nil
}

// back follows a way from its end to its start.
func back(before map[int]int, at int) []int {
	var way []int
	for ; at >= 0; at = before[at] {
		way = append(way, at)
	}
	slices.Reverse(way)
	return way
}
