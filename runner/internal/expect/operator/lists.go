package operator

import (
	"strconv"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/mask"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// each requires every item to meet a predicate.
type each struct {
	want *predicate.Predicate
	kind values.Kind
}

func compileEach(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
	return &each{c.Compile(n, k), k}
}

func (e *each) Holds(v any) outcome.Outcome {
	list, ok := values.Items(v)
	if _, array := v.([]any); !ok || len(list) == 0 && !array {
		return outcome.NoValue
	}
	all := outcome.Met
	for _, item := range list {
		all = outcome.And(all, e.want.Outcome(item))
	}
	return all
}

func (e *each) String() string { return "each " + e.want.String() }

// JudgeWithin shows the first few items that fail.
func (e *each) JudgeWithin(v any, s outcome.Subject, at source.Pos, out *outcome.Result) {
	list, ok := values.Items(v)
	if !ok || len(list) == 0 {
		out.Fail(outcome.Failure{At: at, Code: predicate.CodeOf(v, outcome.Type), Subject: s, Expected: e.String(), Actual: show.Value(v, e.kind), Detail: show.NotAList(v)})
		return
	}
	const most = 5
	failing := 0
	for i, item := range list {
		if e.want.Outcome(item) != outcome.Unmet {
			continue
		}
		if failing++; failing <= most {
			e.want.Judge(item, s.Item(v, i, len(list)), out)
		}
	}
	if failing > most {
		last := &out.Failures[len(out.Failures)-1]
		last.Next = strconv.Itoa(failing-most) + " more of " + strconv.Itoa(len(list)) + " fail likewise"
	}
}

// some requires at least one item to meet a predicate.
type some struct {
	want *predicate.Predicate
	kind values.Kind
}

func compileAny(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
	return &some{c.Compile(n, k), k}
}

func (s *some) Holds(v any) outcome.Outcome {
	list, ok := values.Items(v)
	if !ok {
		return outcome.NoValue
	}
	found := outcome.Unmet
	for _, item := range list {
		found = outcome.Or(found, s.want.Outcome(item))
	}
	return found
}

func (s *some) Doubt(v any) string { return doubtOfItem(s.want, v) }

func (e *each) Doubt(v any) string { return doubtOfItem(e.want, v) }

// doubtOfItem says why an item could not be judged, for the first such item.
func doubtOfItem(p *predicate.Predicate, v any) string {
	list, _ := values.Items(v)
	for _, item := range list {
		if p.Outcome(item) == outcome.Unknown {
			return p.Doubt(item)
		}
	}
	return ""
}

func (s *some) String() string { return "any " + s.want.String() }

func (s *some) Explain(v any, f *outcome.Failure) {
	f.Detail = show.NotAList(v)
	if list, ok := values.Items(v); ok {
		f.Actual = "none of " + text.Count(len(list), "value") + ": " + show.Nodes(list, s.kind)
	}
}

// wholeList judges a list of nodes as one array.
type wholeList struct{ want *predicate.Predicate }

// compileNodes reads the predicate on the list; if the values are texts (a header's), so are the
// items of a literal list.
func compileNodes(c *predicate.Compiler, n *yaml.Node, k values.Kind) predicate.Operator {
	if k != values.AsText || n.Kind != yaml.SequenceNode {
		return &wholeList{c.Compile(n, values.AsJSON)}
	}
	texts := []any{}
	for _, item := range n.Content {
		if text, ok := c.Text(item, "nodes"); ok {
			texts = append(texts, text)
		}
	}
	return &wholeList{predicate.New(c.At(n), predicate.Literal(texts, values.AsJSON), c.Masked)}
}

func (w *wholeList) array(v any) any {
	switch v := v.(type) {
	case values.Nodes:
		return []any(v)
	case values.Nothing:
		return []any{}
	}
	return []any{v}
}

func (w *wholeList) Holds(v any) outcome.Outcome { return w.want.Outcome(w.array(v)) }

func (w *wholeList) Doubt(v any) string { return w.want.Doubt(w.array(v)) }

func (w *wholeList) String() string { return "nodes " + w.want.String() }

func (w *wholeList) JudgeWithin(v any, s outcome.Subject, _ source.Pos, out *outcome.Result) {
	w.want.Judge(w.array(v), s, out)
}

func (*each) OfMasked(_ mask.Names, _ string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	return o
}

func (*some) OfMasked(_ mask.Names, _ string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	return o
}

func (*wholeList) OfMasked(_ mask.Names, _ string, _ []mask.Mask, o outcome.Outcome) outcome.Outcome {
	return o
}

func (e *each) Suggest() []any { return listsOf(e.want.Values(), 1) }

func (s *some) Suggest() []any { return listsOf(s.want.Values(), 1) }

func (w *wholeList) Suggest() []any { return w.want.Values() }

func (*wholeList) JudgesWhole() {}

func (e *each) Asks() []*predicate.Predicate { return []*predicate.Predicate{e.want} }

func (e *each) With(asked []*predicate.Predicate) predicate.Operator { return &each{asked[0], e.kind} }

func (s *some) Asks() []*predicate.Predicate { return []*predicate.Predicate{s.want} }

func (s *some) With(asked []*predicate.Predicate) predicate.Operator { return &some{asked[0], s.kind} }

func (w *wholeList) Asks() []*predicate.Predicate { return []*predicate.Predicate{w.want} }

func (w *wholeList) With(asked []*predicate.Predicate) predicate.Operator {
	return &wholeList{asked[0]}
}
