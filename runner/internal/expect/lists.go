package expect

import (
	"strconv"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// items are the values that each, any and count are about: the nodes of a list
// of nodes, or the items of one array. ok is false for any other value.
func items(v any) (list []any, ok bool) {
	switch v := v.(type) {
	case nodeList:
		return v, true
	case []any:
		return v, true
	case missingValue:
		return nil, true
	}
	return nil, false
}

// itemSubject names item i of v.
func itemSubject(s Subject, v any, i, of int) Subject {
	if _, ok := v.([]any); ok {
		return s.within("[" + strconv.Itoa(i) + "]")
	}
	return s.within(" (" + strconv.Itoa(i+1) + " of " + strconv.Itoa(of) + ")")
}

// each wants every item to meet a predicate.
type each struct {
	want *predicate
	kind valueKind
}

func compileEach(c *compiling, n *yaml.Node, k valueKind) operator {
	return &each{c.predicate(n, k), k}
}

func (e *each) holds(v any) Outcome {
	list, ok := items(v)
	if _, array := v.([]any); !ok || len(list) == 0 && !array {
		return noValue
	}
	all := Met
	for _, item := range list {
		all = both(all, e.want.outcome(item))
	}
	return all
}

func (e *each) String() string { return "each " + e.want.String() }

// judgeWithin shows the first few items that fail.
func (e *each) judgeWithin(v any, s Subject, at source.Pos, out *Result) {
	list, ok := items(v)
	if !ok || len(list) == 0 {
		out.unmet(Failure{At: at, Subject: s, Expected: e.String(), Actual: show(v, e.kind), Detail: notAList(v)})
		return
	}
	const most = 5
	failing := 0
	for i, item := range list {
		if e.want.outcome(item) != Unmet {
			continue
		}
		if failing++; failing <= most {
			e.want.judge(item, itemSubject(s, v, i, len(list)), out)
		}
	}
	if failing > most {
		last := &out.Failures[len(out.Failures)-1]
		last.Next = strconv.Itoa(failing-most) + " more of " + strconv.Itoa(len(list)) + " fail likewise"
	}
}

func notAList(v any) string {
	if _, ok := items(v); ok {
		return ""
	}
	return "expected a list; this is " + withArticle(typeOf(v))
}

// some wants at least one item to meet a predicate.
type some struct {
	want *predicate
	kind valueKind
}

func compileAny(c *compiling, n *yaml.Node, k valueKind) operator {
	return &some{c.predicate(n, k), k}
}

func (s *some) holds(v any) Outcome {
	list, ok := items(v)
	if !ok {
		return noValue
	}
	found := Unmet
	for _, item := range list {
		found = either(found, s.want.outcome(item))
	}
	return found
}

func (s *some) doubt(v any) string { return doubtOfItem(s.want, v) }

func (e *each) doubt(v any) string { return doubtOfItem(e.want, v) }

// doubtOfItem says why the first item that could not be judged could not.
func doubtOfItem(p *predicate, v any) string {
	list, _ := items(v)
	for _, item := range list {
		if p.outcome(item) == Unknown {
			return p.doubt(item)
		}
	}
	return ""
}

func (s *some) String() string { return "any " + s.want.String() }

func (s *some) explain(v any, f *Failure) {
	f.Detail = notAList(v)
	if list, ok := items(v); ok {
		f.Actual = "none of " + plural(len(list), "value") + ": " + showNodes(list, s.kind)
	}
}

// count is the number of nodes, or of an array's items.
type count struct{ want *predicate }

func compileCount(c *compiling, n *yaml.Node, _ valueKind) operator {
	return &count{c.predicate(n, asNumber)}
}

func (t *count) holds(v any) Outcome {
	list, ok := items(v)
	if !ok {
		return noValue
	}
	return t.want.outcome(len(list))
}

func (t *count) String() string { return "count " + t.want.String() }

func (t *count) explain(v any, f *Failure) {
	f.Detail = notAList(v)
	if list, ok := items(v); ok {
		f.Actual = strconv.Itoa(len(list))
		if len(list) > 0 {
			f.Actual += ": " + showNodes(list, asJSON)
		}
	}
}

// wholeList judges a list of nodes as one array.
type wholeList struct{ want *predicate }

// compileNodes reads what the list must be; of texts (a header's values) the
// items of a literal list are texts as well.
func compileNodes(c *compiling, n *yaml.Node, k valueKind) operator {
	if k != asText || n.Kind != yaml.SequenceNode {
		return &wholeList{c.predicate(n, asJSON)}
	}
	texts := []any{}
	for _, item := range n.Content {
		if text, ok := c.text(item, "nodes"); ok {
			texts = append(texts, text)
		}
	}
	p := &predicate{at: c.at(n)}
	p.terms = []term{{at: p.at, op: &equals{texts, asJSON}, masks: c.Masked}}
	return &wholeList{p}
}

func (w *wholeList) array(v any) any {
	switch v := v.(type) {
	case nodeList:
		return []any(v)
	case missingValue:
		return []any{}
	}
	return []any{v}
}

func (w *wholeList) holds(v any) Outcome { return w.want.outcome(w.array(v)) }

func (w *wholeList) doubt(v any) string { return w.want.doubt(w.array(v)) }

func (w *wholeList) String() string { return "nodes " + w.want.String() }

func (w *wholeList) judgeWithin(v any, s Subject, _ source.Pos, out *Result) {
	w.want.judge(w.array(v), s, out)
}

// negation wants none of its predicates to hold.
type negation struct{ none []*predicate }

func compileNot(c *compiling, n *yaml.Node, k valueKind) operator {
	if n.Kind != yaml.SequenceNode {
		return &negation{[]*predicate{c.predicate(n, k)}}
	}
	list, ok := c.list(n, "not", "a list")
	if !ok {
		return nil
	}
	not := &negation{}
	for _, item := range list {
		not.none = append(not.none, c.predicate(item, k))
	}
	return not
}

func (t *negation) holds(v any) Outcome {
	all := Met
	for _, p := range t.none {
		all = both(all, negate(p.settle(v)))
	}
	return all
}

func (t *negation) String() string {
	words := make([]string, len(t.none))
	for i, p := range t.none {
		words[i] = p.String()
	}
	return "not " + joined(words, "or")
}

func (t *negation) doubt(v any) string {
	for _, p := range t.none {
		if p.settle(v) == Unknown {
			return p.doubt(v)
		}
	}
	return ""
}

func (t *negation) asks() []*predicate { return t.none }

// explain says why a predicate could be neither true nor false.
func (t *negation) explain(v any, f *Failure) {
	v, single := singleValue(v)
	if !single {
		return
	}
	for _, p := range t.none {
		for i := range p.terms {
			if e, ok := p.terms[i].op.(explainer); ok && p.terms[i].outcome(v) == noValue {
				e.explain(v, f)
			}
		}
	}
}

// presentOrNot is absent and present.
type presentOrNot struct {
	word   string
	absent bool
}

// presence is the compiler of absent or present; false turns one into the other.
func presence(word string, absent bool) compileOperator {
	return func(c *compiling, n *yaml.Node, _ valueKind) operator {
		on, ok := c.flag(n, word)
		if !ok {
			return nil
		}
		if absent == on {
			return presentOrNot{"absent", true}
		}
		return presentOrNot{"present", false}
	}
}

// flag reads true or false.
func (c *compiling) flag(n *yaml.Node, key string) (on, ok bool) {
	if n.Kind != yaml.ScalarNode || n.Tag != "!!bool" {
		c.wants(n, key, "true or false")
		return false, false
	}
	return c.scalar(n) == true, true
}

func (p presentOrNot) holds(v any) Outcome {
	absent := v == missing
	if list, ok := v.(nodeList); ok {
		absent = len(list) == 0
	}
	return met(absent == p.absent)
}

func (p presentOrNot) String() string { return p.word }

// emptiness is empty: a text, a list or an object without anything in it.
type emptiness struct{ want bool }

func compileEmpty(c *compiling, n *yaml.Node, _ valueKind) operator {
	on, ok := c.flag(n, "empty")
	if !ok {
		return nil
	}
	return emptiness{on}
}

func (e emptiness) holds(v any) Outcome {
	if p, ok := v.(partialText); ok {
		if p.text == "" {
			return Unknown
		}
		return met(!e.want)
	}
	return met((lengthOf(v) == 0) == e.want)
}

func (e emptiness) String() string {
	if e.want {
		return "empty"
	}
	return "not empty"
}
