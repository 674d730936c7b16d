package value

import "strconv"

// Wanted says which parts of a JSON value [DecodeOnly] builds. The zero Wanted wants nothing below
// the value itself.
type Wanted struct {
	all     bool
	each    *Wanted // what is wanted of each member or item
	members map[string]*Wanted
	items   map[int]*Wanted
	upTo    int // all indexes of items are below
	// visit takes the items of an array instead; of each, visited is built.
	visit   func(i int, item any) bool
	visited *Wanted
	begin   bool // see Beginning
}

// mostBegun is how many items of an array [Wanted.Beginning] wants.
const mostBegun = 512

var begun = &Wanted{begin: true}

// Beginning wants all members and the first 512 items below w, and likewise below each of them:
// what a message shows of a value, whose JSON begins the same. It returns w.
func (w *Wanted) Beginning() *Wanted {
	w.begin = true
	return w
}

var whole = &Wanted{all: true}

// Whole wants everything below w.
func (w *Wanted) Whole() { w.all = true }

// Member wants the member of that name of an object, and returns it to say what is wanted below
// it.
func (w *Wanted) Member(name string) *Wanted {
	if w.members == nil {
		w.members = map[string]*Wanted{}
	}
	if w.members[name] == nil {
		w.members[name] = &Wanted{}
	}
	return w.members[name]
}

// Item wants the item of an array at index i, which is not negative, and returns it to say what is
// wanted below it. The items before it that are not wanted are null.
func (w *Wanted) Item(i int) *Wanted {
	if w.items == nil {
		w.items = map[int]*Wanted{}
	}
	if w.items[i] == nil {
		w.items[i] = &Wanted{}
	}
	w.upTo = max(w.upTo, i+1)
	return w.items[i]
}

// Part wants the member of that name of an object, or the item at that index of an array, and
// returns it to say what is wanted below it.
func (w *Wanted) Part(name string) *Wanted {
	below := w.Member(name)
	if i, err := strconv.Atoi(name); err == nil && i >= 0 {
		w.Item(i)
		w.items[i] = below
	}
	return below
}

// Each wants all members of an object, or all items of an array, and returns what is wanted below
// each.
func (w *Wanted) Each() *Wanted {
	if w.each == nil {
		w.each = &Wanted{}
	}
	return w.each
}

// Visit passes each item of an array, and its index, to visit, in order, and leaves null in its
// place, so that a list takes the memory of one item. It returns what is wanted below each. If
// visit returns false, the reading ends, and [DecodeOnly] reports that the text is not read.
// Nothing else may be wanted of the items.
func (w *Wanted) Visit(visit func(i int, item any) bool) *Wanted {
	w.visit, w.visited = visit, &Wanted{}
	return w.visited
}

// member returns what is wanted of a member; nil for nothing.
func (w *Wanted) member(name string) *Wanted {
	if one := w.members[name]; one == nil && w.begin {
		return begun
	}
	return w.both(w.members[name])
}

// item returns what is wanted of the item at index i; nil for nothing.
func (w *Wanted) item(i int) *Wanted {
	if one := w.items[i]; one == nil && w.begin && i < mostBegun {
		return begun
	}
	return w.both(w.items[i])
}

// behind reports whether nothing is wanted from index i on.
func (w *Wanted) behind(i int) bool {
	return !w.all && w.each == nil && i >= w.upTo && (!w.begin || i >= mostBegun)
}

// both returns what is wanted of a member or item of which one is wanted for itself.
func (w *Wanted) both(one *Wanted) *Wanted {
	switch {
	case w.all:
		return whole
	case one == nil:
		return w.each
	case w.each == nil || w.each.isZero():
		return one
	}
	return whole
}

// isZero reports whether nothing is wanted below the value itself.
func (w *Wanted) isZero() bool {
	return !w.all && w.each == nil && w.members == nil && w.items == nil && w.visit == nil && !w.begin
}
