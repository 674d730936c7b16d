package expect

import (
	"strconv"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// compileLike reads an example: of a map only the keys shown are judged, lists
// item by item, leaves may be predicates.
func compileLike(c *compiling, n *yaml.Node, k valueKind) operator {
	if k == asText {
		return compileEquals(c, n, k)
	}
	return &like{c.example(n, 0)}
}

// like is an example.
type like struct{ want *predicate }

func (l *like) holds(v any) Outcome { return l.want.outcome(v) }

func (l *like) doubt(v any) string { return l.want.doubt(v) }

func (l *like) String() string { return l.want.String() }

func (l *like) judgeWithin(v any, s Subject, _ source.Pos, out *Result) { l.want.judge(v, s, out) }

// example reads one level of an example as a predicate.
func (c *compiling) example(n *yaml.Node, depth int) *predicate {
	n = source.Resolve(n)
	c.nodes++
	p := &predicate{at: c.at(n)}
	switch {
	case depth > mostDepth || c.nodes > mostNodes:
		c.value(n) // says that it is too large
	case n.Kind == yaml.SequenceNode:
		list := &likeList{}
		for _, item := range n.Content {
			list.items = append(list.items, c.example(item, depth+1))
		}
		p.terms = []term{{at: p.at, op: list}}
	case n.Kind == yaml.MappingNode && !holdsOperator(n):
		entries := source.Entries(n)
		c.once(entries)
		if n.Tag != literalTag {
			c.misspelled(entries)
		}
		object := &likeObject{}
		for _, e := range entries {
			object.fields = append(object.fields, likeField{e.Key, c.example(e.Value, depth+1)})
		}
		p.terms = []term{{at: p.at, op: object}}
	default:
		return c.predicate(n, asJSON)
	}
	return p
}

func holdsOperator(n *yaml.Node) bool {
	for _, e := range source.Entries(n) {
		if _, ok := operators[e.Key]; ok {
			return true
		}
	}
	return false
}

// likeObject is an object with at least these members.
type likeObject struct{ fields []likeField }

type likeField struct {
	name string
	want *predicate
}

func (l *likeObject) holds(v any) Outcome {
	object, ok := v.(map[string]any)
	if !ok {
		return Unmet
	}
	all := Met
	for i := range l.fields {
		f := &l.fields[i]
		all = both(all, f.want.outcome(member(object, f.name)))
	}
	return all
}

func member(object map[string]any, name string) any {
	if v, ok := object[name]; ok {
		return v
	}
	return missing
}

func (l *likeObject) doubt(v any) string {
	object, _ := v.(map[string]any)
	for i := range l.fields {
		if f := &l.fields[i]; f.want.outcome(member(object, f.name)) == Unknown {
			return f.want.doubt(member(object, f.name))
		}
	}
	return ""
}

func (l *likeObject) String() string {
	const most = 6
	names := make([]string, 0, most)
	for i := range l.fields[:min(len(l.fields), most)] {
		names = append(names, l.fields[i].name)
	}
	if len(l.fields) > most {
		names = append(names, strconv.Itoa(len(l.fields)-most)+" more")
	}
	if len(names) == 0 {
		return "an object"
	}
	return "an object with " + joined(names, "and")
}

func (l *likeObject) judgeWithin(v any, s Subject, at source.Pos, out *Result) {
	object, ok := v.(map[string]any)
	if !ok {
		out.unmet(Failure{At: at, Subject: s, Expected: l.String(), Actual: show(v, asJSON)})
		return
	}
	for i := range l.fields {
		f := &l.fields[i]
		before := len(out.Failures)
		v := member(object, f.name)
		f.want.judge(v, s.within(pathName(f.name)), out)
		if v == missing && len(out.Failures) > before {
			out.Failures[before].Detail = "it is " + describeHere(object)
		}
	}
}

// likeList is a list of as many items, each like its example.
type likeList struct{ items []*predicate }

func (l *likeList) holds(v any) Outcome {
	list, ok := v.([]any)
	if !ok || len(list) != len(l.items) {
		return Unmet
	}
	all := Met
	for i, want := range l.items {
		all = both(all, want.outcome(list[i]))
	}
	return all
}

func (l *likeList) String() string {
	return "a list of " + plural(len(l.items), "item")
}

func (l *likeList) judgeWithin(v any, s Subject, at source.Pos, out *Result) {
	list, ok := v.([]any)
	if !ok || len(list) != len(l.items) {
		out.unmet(Failure{At: at, Subject: s, Expected: l.String(), Actual: show(v, asJSON)})
		return
	}
	for i, want := range l.items {
		want.judge(list[i], s.within("["+strconv.Itoa(i)+"]"), out)
	}
}
