package order

// code is the kind of an instruction.
type code int

const (
	take  code = iota // a name, or any where name is anyName
	fork              // go on at x and at y
	leave             // go on at x
	end               // the order is met
)

const anyName = -1

// instruction is a step of the program: Thompson's construction, in which a set of places
// represents all parses of the names so far.
type instruction struct {
	code       code
	name       int
	at, length int // in the text, of take
	x, y       int
}

// Order is a compiled expression. It is immutable.
type Order struct {
	text    string
	names   []string
	program []instruction
}

func newOrder(text string, names []string, t *tree) *Order {
	o := &Order{text: text, names: names}
	o.add(t)
	o.emit(instruction{code: end})
	return o
}

// Text returns the expression as written.
func (o *Order) Text() string { return o.text }

// Uses reports whether the expression names the name with that index.
func (o *Order) Uses(name int) bool {
	for i := range o.program {
		if o.program[i].code == take && o.program[i].name == name {
			return true
		}
	}
	return false
}

// size returns the number of names in t with its repeats expanded, at most one over the limit.
func size(t *tree) int {
	n := 0
	for _, p := range t.parts {
		n += size(p)
	}
	switch t.op {
	case one, any:
		n = 1
	case repeat:
		n *= max(t.least, t.most, 1)
	}
	return min(n, mostPlaces+1)
}

func (o *Order) emit(i instruction) int {
	o.program = append(o.program, i)
	return len(o.program) - 1
}

// add appends the program of t, which continues after itself.
func (o *Order) add(t *tree) {
	switch t.op {
	case one:
		o.emit(instruction{code: take, name: t.name, at: t.at, length: t.length})
	case any:
		o.emit(instruction{code: take, name: anyName, at: t.at, length: t.length})
	case inTurn:
		for _, p := range t.parts {
			o.add(p)
		}
	case either:
		o.alternatives(t.parts)
	case repeat:
		o.repeat(t)
	}
}

func (o *Order) alternatives(parts []*tree) {
	var leaving []int
	for i, p := range parts {
		if i == len(parts)-1 {
			o.add(p)
			break
		}
		at := o.emit(instruction{code: fork})
		o.program[at].x = len(o.program)
		o.add(p)
		leaving = append(leaving, o.emit(instruction{code: leave}))
		o.program[at].y = len(o.program)
	}
	for _, at := range leaving {
		o.program[at].x = len(o.program)
	}
}

func (o *Order) repeat(t *tree) {
	last := len(o.program)
	for range t.least {
		last = len(o.program)
		o.add(t.parts[0])
	}
	switch {
	case t.most != unbounded:
		o.optional(t.parts[0], t.most-t.least)
	case t.least > 0:
		at := o.emit(instruction{code: fork, x: last})
		o.program[at].y = len(o.program)
	default:
		at := o.emit(instruction{code: fork})
		o.program[at].x = len(o.program)
		o.add(t.parts[0])
		o.emit(instruction{code: leave, x: at})
		o.program[at].y = len(o.program)
	}
}

// optional appends t up to n times.
func (o *Order) optional(t *tree, n int) {
	var forks []int
	for range n {
		at := o.emit(instruction{code: fork})
		o.program[at].x = len(o.program)
		forks = append(forks, at)
		o.add(t)
	}
	for _, at := range forks {
		o.program[at].y = len(o.program)
	}
}
