package value

import "slices"

// Absent is [Diff]'s value for the side without a value at a place.
var Absent any = absent{}

type absent struct{}

// Diff calls visit with each place at which two JSON values differ, until it returns false. It
// compares objects member by member, in the order of their names, and lists item by item; same
// compares all other pairs. at is valid during the call only. Diff reports whether it visited all
// places.
func Diff(a, b any, same func(a, b any) bool, visit func(at Path, a, b any) bool) bool {
	d := differ{same, visit, make(Path, 0, 8)}
	return d.values(a, b)
}

type differ struct {
	same  func(a, b any) bool
	visit func(at Path, a, b any) bool
	at    Path
}

func (d *differ) values(a, b any) bool {
	switch x := a.(type) {
	case map[string]any:
		if y, ok := b.(map[string]any); ok {
			return d.objects(x, y)
		}
	case []any:
		if y, ok := b.([]any); ok {
			return d.lists(x, y)
		}
	}
	return d.same(a, b) || d.visit(d.at, a, b)
}

func (d *differ) objects(a, b map[string]any) bool {
	for _, name := range Names(a, b) {
		x, inA := a[name]
		if !inA {
			x = Absent
		}
		y, inB := b[name]
		if !inB {
			y = Absent
		}
		if !d.below(Member(name), x, y) {
			return false
		}
	}
	return true
}

func (d *differ) lists(a, b []any) bool {
	for i := range max(len(a), len(b)) {
		x, y := Absent, Absent
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if !d.below(Item(i), x, y) {
			return false
		}
	}
	return true
}

func (d *differ) below(s Step, a, b any) bool {
	d.at = append(d.at, s)
	var goOn bool
	if a == Absent || b == Absent {
		goOn = d.visit(d.at, a, b)
	} else {
		goOn = d.values(a, b)
	}
	d.at = d.at[:len(d.at)-1]
	return goOn
}

// Names returns the names of the members of either map, each once, sorted.
func Names[V any](a, b map[string]V) []string {
	names := make([]string, 0, len(a)+len(b))
	for name := range a {
		names = append(names, name)
	}
	for name := range b {
		if _, both := a[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
