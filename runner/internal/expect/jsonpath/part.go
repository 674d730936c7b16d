package jsonpath

import (
	"github.com/theory/jsonpath/spec"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/schema"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/value"
)

// judgedInPart judges a large body of which the paths select a small part, without building the
// rest. It reports whether it did: a body that is not JSON is judged as any other. Where a path has
// no node, a failure says what is there instead: that is built, too.
func (k *jsonCheck) judgedInPart(o *exchange.Observation, out *outcome.Result) bool {
	if !check.IsLarge(o) {
		return false
	}
	if len(k.paths) == 1 && k.paths[0].metInPart(o) {
		return true
	}
	var wanted value.Wanted
	for i := range k.paths {
		if !k.paths[i].Path.want(&wanted) {
			return false
		}
	}
	before := *out
	root, ok := o.JSONPart(&wanted)
	if !ok || k.judgedOf(root, o, out) {
		return ok
	}
	*out = before
	for i := range k.paths {
		switch n := &k.paths[i]; {
		case n.Path.Singular() && n.Value(root) == values.Missing:
			n.Path.wantAround(&wanted)
		case !n.Path.Singular() && values.IsNoNode(n.Value(root)):
			n.Path.wantExisting(root, &wanted)
		}
	}
	if root, ok = o.JSONPart(&wanted); ok {
		k.judgedOf(root, o, out)
	}
	return ok
}

// judgedOf judges a part of a body, and reports whether no failure says what is there instead of a
// node.
func (k *jsonCheck) judgedOf(root any, o *exchange.Observation, out *outcome.Result) bool {
	all := true
	for i := range k.paths {
		n := &k.paths[i]
		failures, unknowns, outcome := len(out.Failures), len(out.Unknowns), out.Outcome
		n.judge(o, root, out)
		unmet := len(out.Failures) > failures || len(out.Unknowns) > unknowns || out.Outcome != outcome
		if v := n.Value(root); unmet && (v == values.Missing || values.IsNoNode(v)) {
			all = false
		}
	}
	return all
}

// wantAround adds to w the names and the numbers of items of what is on the way of a singular path.
func (p *Path) wantAround(w *value.Wanted) {
	for i := range p.steps {
		w.Each()
		if step := &p.steps[i]; step.isIndex {
			w = w.Item(step.index)
		} else {
			w = w.Member(step.name)
		}
	}
}

// wantExisting adds to w what [Path.Existing] shows of root: the names, or the number of items, of
// the first node of the longest part of the path that has nodes.
func (p *Path) wantExisting(root any, w *value.Wanted) {
	segments := p.path.Query().Segments()
	for n := len(segments) - 1; n >= 0; n-- {
		if there := firstNode(segments[:n], root, w); there != nil {
			there.Each()
			return
		}
	}
}

// firstNode returns what is wanted of the first node that segments select; nil if there is none.
// The segments are those that reach can follow.
func firstNode(segments []*spec.Segment, v any, w *value.Wanted) *value.Wanted {
	if len(segments) == 0 {
		return w
	}
	rest := segments[1:]
	object, _ := v.(map[string]any)
	list, _ := v.([]any)
	switch selector := segments[0].Selectors()[0].(type) {
	case spec.Name:
		if below, ok := object[string(selector)]; ok {
			return firstNode(rest, below, w.Member(string(selector)))
		}
	case spec.Index:
		if i := int(selector); i < len(list) {
			return firstNode(rest, list[i], w.Item(i))
		}
	case spec.WildcardSelector:
		for i, below := range list {
			if selects(rest, below) {
				return firstNode(rest, below, w.Item(i))
			}
		}
		for _, name := range value.Names(object, nil) {
			if selects(rest, object[name]) {
				return firstNode(rest, object[name], w.Member(name))
			}
		}
	}
	return nil
}

// selects reports whether segments select a node.
func selects(segments []*spec.Segment, v any) bool {
	return firstNode(segments, v, &value.Wanted{}) != nil
}

// met reports whether the only node of a path in a short body, which nobody read before, meets its
// predicate: the body is searched for it, without building the rest. If it returns false, nothing
// is known.
func (n *Node) met(o *exchange.Observation) bool {
	if n.Path.at == nil || n.of != nil || !n.Want.OnSingle() || check.IsLarge(o) || Unreported(o, n.Path) != "" {
		return false
	}
	v, found := o.JSONAt(n.Path.at)
	return found && n.Want.Outcome(v) == outcome.Met
}

// metInPart reports whether the only node of a path meets a predicate that need not be given all
// of it. If it returns false, nothing is known.
func (n *Node) metInPart(o *exchange.Observation) bool {
	if !n.Path.Singular() || n.of != nil || Unreported(o, n.Path) != "" || schema.Maskable(o.Text()) {
		return false
	}
	var wanted value.Wanted
	there := n.Path.reach(&wanted)
	if there == nil {
		return false
	}
	want := n.Want.Partly(there)
	if want == nil {
		return false
	}
	root, ok := o.JSONOnly(&wanted)
	if !ok {
		return false
	}
	v := n.Path.One(root)
	return v != values.Missing && want.Outcome(v) == outcome.Met
}

// want adds what p selects to w; false if that is the whole body, or depends on all of it.
func (p *Path) want(w *value.Wanted) bool {
	if p.steps != nil && len(p.steps) == 0 {
		return false
	}
	there := p.reach(w)
	if there == nil {
		return false
	}
	there.Whole()
	return true
}

// reach adds the nodes that p selects to w, and returns what is wanted of them; nil if they depend
// on all of the body.
func (p *Path) reach(w *value.Wanted) *value.Wanted {
	for _, segment := range p.path.Query().Segments() {
		selectors := segment.Selectors()
		if segment.IsDescendant() || len(selectors) != 1 {
			return nil
		}
		switch selector := selectors[0].(type) {
		case spec.Name:
			w = w.Member(string(selector))
		case spec.Index:
			if selector < 0 {
				return nil
			}
			w = w.Item(int(selector))
		case spec.WildcardSelector:
			w = w.Each()
		default:
			return nil
		}
	}
	return w
}
