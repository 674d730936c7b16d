package operator

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
	"assay/runner/internal/value"
)

// compileLike reads an example: for a map it judges only the given keys, for a list item by item;
// leaves may be predicates.
func compileLike(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
	if k == values.AsText {
		return predicate.CompileEquals(c, n, k)
	}
	return &like{compileExample(c, n, 0)}
}

// like is an example.
type like struct{ want *predicate.Predicate }

func (l *like) Holds(v any) outcome.Outcome { return l.want.Outcome(v) }

func (l *like) Doubt(v any) string { return l.want.Doubt(v) }

func (l *like) String() string { return l.want.String() }

func (l *like) JudgeWithin(v any, s outcome.Subject, _ source.Pos, out *outcome.Result) {
	l.want.Judge(v, s, out)
}

// compileExample reads one level of an example as a predicate.
func compileExample(c *predicate.Compiler, n *yaml.Node, depth int) *predicate.Predicate {
	n = source.Resolve(n)
	at := c.At(n)
	switch {
	case !c.Count(n, depth):
		return predicate.None(at)
	case n.Kind == yaml.SequenceNode:
		list := &likeList{}
		for _, item := range n.Content {
			list.items = append(list.items, compileExample(c, item, depth+1))
		}
		return predicate.New(at, list, nil)
	case n.Kind == yaml.MappingNode && !holdsOperator(c, n):
		entries := source.Entries(n)
		c.Once(entries)
		if n.Tag != compile.LiteralTag {
			c.Misspelled(entries)
		}
		object := &likeObject{}
		for _, e := range entries {
			object.fields = append(object.fields, likeField{e.Key, compileExample(c, e.Value, depth+1)})
		}
		return predicate.New(at, object, nil)
	}
	return c.Compile(n, values.AsJSON)
}

func holdsOperator(c *predicate.Compiler, n *yaml.Node) bool {
	for _, e := range source.Entries(n) {
		if c.Language.Has(e.Key) {
			return true
		}
	}
	return false
}

// likeObject is an object with at least these members.
type likeObject struct{ fields []likeField }

type likeField struct {
	name string
	want *predicate.Predicate
}

func (l *likeObject) Holds(v any) outcome.Outcome {
	object, ok := v.(map[string]any)
	if !ok {
		return outcome.Unmet
	}
	all := outcome.Met
	for i := range l.fields {
		f := &l.fields[i]
		all = outcome.And(all, f.want.Outcome(values.Member(object, f.name)))
	}
	return all
}

func (l *likeObject) Doubt(v any) string {
	object, _ := v.(map[string]any)
	for i := range l.fields {
		if f := &l.fields[i]; f.want.Outcome(values.Member(object, f.name)) == outcome.Unknown {
			return f.want.Doubt(values.Member(object, f.name))
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
	return "an object with " + text.List(names, "and")
}

func (l *likeObject) JudgeWithin(v any, s outcome.Subject, at source.Pos, out *outcome.Result) {
	object, ok := v.(map[string]any)
	if !ok {
		out.Fail(outcome.Failure{At: at, Code: predicate.CodeOf(v, outcome.Type), Subject: s, Expected: l.String(), Actual: show.Value(v, values.AsJSON)})
		return
	}
	for i := range l.fields {
		f := &l.fields[i]
		before := len(out.Failures)
		v := values.Member(object, f.name)
		f.want.Judge(v, s.Within(value.Member(f.name).String()), out)
		if v == values.Missing && len(out.Failures) > before {
			out.Failures[before].Detail = "it is " + show.Here(object)
		}
	}
}

// likeList is a list of the same length, each item like its example.
type likeList struct{ items []*predicate.Predicate }

func (l *likeList) Holds(v any) outcome.Outcome {
	list, ok := v.([]any)
	if !ok || len(list) != len(l.items) {
		return outcome.Unmet
	}
	all := outcome.Met
	for i, want := range l.items {
		all = outcome.And(all, want.Outcome(list[i]))
	}
	return all
}

// Doubt says why the first item that is not known is not.
func (l *likeList) Doubt(v any) string {
	list, _ := v.([]any)
	for i, want := range l.items[:min(len(list), len(l.items))] {
		if want.Outcome(list[i]) == outcome.Unknown {
			return want.Doubt(list[i])
		}
	}
	return ""
}

func (l *likeList) String() string {
	return "a list of " + text.Count(len(l.items), "item")
}

func (l *likeList) JudgeWithin(v any, s outcome.Subject, at source.Pos, out *outcome.Result) {
	list, ok := v.([]any)
	if !ok || len(list) != len(l.items) {
		code := outcome.Count
		if !ok {
			code = outcome.Type
		}
		out.Fail(outcome.Failure{At: at, Code: predicate.CodeOf(v, code), Subject: s, Expected: l.String(), Actual: show.Value(v, values.AsJSON)})
		return
	}
	for i, want := range l.items {
		want.Judge(list[i], s.Within("["+strconv.Itoa(i)+"]"), out)
	}
}

func (*like) OfMasked(_ mask.Names, _ string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	return o
}

func (*likeObject) OfMasked(_ mask.Names, _ string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	return o
}

func (*likeList) OfMasked(_ mask.Names, _ string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	return o
}

func (l *like) Suggest() []any { return l.want.Suggested() }

func (l *likeObject) Suggest() []any {
	out := make(map[string]any, len(l.fields))
	for _, f := range l.fields {
		if f.want.Outcome(values.Missing) == outcome.Met {
			continue
		}
		values := f.want.Values()
		if len(values) == 0 {
			return nil
		}
		out[f.name] = values[0]
	}
	return []any{out}
}

func (l *likeList) Suggest() []any {
	out := make([]any, len(l.items))
	for i, want := range l.items {
		values := want.Values()
		if len(values) == 0 {
			return nil
		}
		out[i] = values[0]
	}
	return []any{out}
}

func (l *like) Asks() []*predicate.Predicate { return []*predicate.Predicate{l.want} }

func (l *like) With(asked []*predicate.Predicate) predicate.Operator { return &like{asked[0]} }

func (l *likeObject) Asks() []*predicate.Predicate {
	out := make([]*predicate.Predicate, len(l.fields))
	for i := range l.fields {
		out[i] = l.fields[i].want
	}
	return out
}

func (l *likeObject) With(asked []*predicate.Predicate) predicate.Operator {
	fields := slices.Clone(l.fields)
	for i := range fields {
		fields[i].want = asked[i]
	}
	return &likeObject{fields}
}

func (l *likeList) Asks() []*predicate.Predicate { return l.items }

func (l *likeList) With(asked []*predicate.Predicate) predicate.Operator { return &likeList{asked} }
