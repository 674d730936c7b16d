package value

// Wanted says which parts of a JSON value [DecodeOnly] builds. The zero Wanted wants nothing below
// the value itself.
type Wanted struct {
	all     bool
	each    *Wanted // what is wanted of each member or item
	members map[string]*Wanted
	items   map[int]*Wanted
	upTo    int // all indexes of items are below
}

var whole = &Wanted{all: true}

// Whole wants everything below w.
func (w *Wanted) Whole() { w.all = true }

// Member wants the member of that name of an object, and returns it to say what is wanted below it.
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

// Each wants all members of an object, or all items of an array, and returns what is wanted below
// each.
func (w *Wanted) Each() *Wanted {
	if w.each == nil {
		w.each = &Wanted{}
	}
	return w.each
}

// member returns what is wanted of a member; nil for nothing.
func (w *Wanted) member(name string) *Wanted { return w.both(w.members[name]) }

// item returns what is wanted of the item at index i; nil for nothing.
func (w *Wanted) item(i int) *Wanted { return w.both(w.items[i]) }

// behind reports whether nothing is wanted from index i on.
func (w *Wanted) behind(i int) bool { return !w.all && w.each == nil && i >= w.upTo }

// both returns what is wanted of a member or item of which one is wanted for itself.
func (w *Wanted) both(one *Wanted) *Wanted {
	switch {
	case w.all || one != nil && w.each != nil:
		return whole
	case one == nil:
		return w.each
	}
	return one
}
