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
// rest. It reports whether it did: a body that is not JSON, and a path of several nodes that has
// none, of which a failure says what is there instead, are judged as any other.
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
		if n := &k.paths[i]; n.Value(root) == values.Missing {
			n.Path.wantAround(&wanted)
		}
	}
	if root, ok = o.JSONPart(&wanted); !ok {
		return false
	}
	for i := range k.paths {
		if n := &k.paths[i]; !n.Path.Singular() && values.IsNoNode(n.Value(root)) {
			return false
		}
	}
	k.judgedOf(root, o, out)
	return true
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
