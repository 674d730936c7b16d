package jsonpath

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/outcome"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// jsonCheck is the key `json`: predicates on the nodes that JSONPaths select in
// the body.
type jsonCheck struct {
	at    source.Pos
	paths []Node
}

// Node is a predicate on the nodes of a path.
type Node struct {
	Path *Path
	Want *predicate.Predicate
	of   *compile.Secrets
}

// Compile reads the key `json`.
func Compile(c *predicate.Compiler, n *yaml.Node) check.Check {
	paths, ok := Nodes(c, n)
	if !ok {
		return nil
	}
	return &jsonCheck{at: c.At(n), paths: paths}
}

// Nodes reads a map from JSONPaths to predicates; ok is false if n is not a map.
func Nodes(c *predicate.Compiler, n *yaml.Node) (paths []Node, ok bool) {
	entries, ok := c.Filled(n, "json", "a map from JSONPaths to predicates", "write {$: {type: object}} to expect a JSON object")
	if !ok {
		return nil, false
	}
	paths = make([]Node, 0, len(entries))
	for _, e := range entries {
		want, of := c.Compile(e.Value, values.AsJSON), c.TakeSecrets(e.Value)
		if compile.IsLate(source.Resolve(e.KeyNode)) {
			continue
		}
		if path := Read(c, e.KeyNode, e.Key); path != nil {
			paths = append(paths, Node{path, want, of})
		}
	}
	return paths, true
}

func (k *jsonCheck) Judge(o *exchange.Observation, _ *check.World, out *outcome.Result) {
	if o.Cut != "" {
		out.Doubt("json: the body was read only in part (" + string(o.Cut) + ")")
		return
	}
	if o.Reported != nil && !o.Reported.Body && len(o.Reported.JSON) == 0 {
		out.Doubt("the source did not report the body")
		return
	}
	if len(k.paths) == 1 && k.paths[0].met(o) || k.judgedInPart(o, out) {
		return
	}
	root, err := jsonRoot(o)
	if errors.Is(err, exchange.ErrTooDeep) {
		out.Doubt("json: " + err.Error())
		return
	}
	if err != nil {
		out.Fail(outcome.Failure{At: k.at, Code: outcome.Unreadable, Subject: outcome.Subject{Key: "json"}, Expected: "a JSON body", Actual: check.BodyStart(o), Detail: err.Error()})
		return
	}
	for i := range k.paths {
		k.paths[i].judge(o, root, out)
	}
}

// jsonRoot returns the body as JSON. An empty body has no nodes, so that `absent` is met.
func jsonRoot(o *exchange.Observation) (any, error) {
	if len(bytes.Trim(o.Body, exchange.JSONSpace)) == 0 {
		return values.Missing, nil
	}
	return o.JSON()
}

func (n *Node) judge(o *exchange.Observation, root any, out *outcome.Result) {
	if n.of.Unknown(o, out) {
		return
	}
	if why := Unreported(o, n.Path); why != "" {
		out.Doubt(why)
		return
	}
	v := n.Value(root)
	s := outcome.Subject{Key: "json", Part: n.Path.Text}
	if v == values.Missing && n.Path.maskedOn(root) {
		out.Doubt(s.String() + ": a node on its way is masked (${redacted:json}), so what is below it cannot be judged")
		return
	}
	before := len(out.Failures)
	n.Want.Judge(v, s, out)
	if len(out.Failures) > before && (v == values.Missing || values.IsNoNode(v)) {
		f := &out.Failures[before]
		f.Detail = strings.TrimPrefix(f.Detail+"\n"+n.Path.Existing(root), "\n")
	}
}

// Value returns the value that the predicate judges: the node of a singular path (each, any and
// count judge its items if it is an array), or the list of nodes of any other path.
func (n *Node) Value(root any) any {
	if root == values.Missing {
		return values.Missing
	}
	if !n.Path.Singular() {
		return n.Path.Nodes(root)
	}
	v := n.Path.One(root)
	if !n.Want.OnList() || v == values.Missing {
		return v
	}
	if _, array := v.([]any); array && !n.Want.OnWholeList() {
		return v
	}
	return values.Nodes{v}
}

// Alike compares all that the JSON depends on.
func (*jsonCheck) Alike(a, b *exchange.Observation) bool {
	return bytes.Equal(a.Body, b.Body) && a.Header.Repeats(b.Header, "Content-Type")
}

func (k *jsonCheck) Summary() string {
	words := make([]string, len(k.paths))
	for i := range k.paths {
		words[i] = "json " + k.paths[i].Path.Text + " " + k.paths[i].Want.String()
	}
	return strings.Join(words, ", ")
}

func (k *jsonCheck) Divide() []check.Check {
	out := make([]check.Check, len(k.paths))
	for i := range k.paths {
		out[i] = &jsonCheck{k.at, k.paths[i : i+1]}
	}
	return out
}

func (k *jsonCheck) Examples(_ *check.Sketch, d check.Draft) []check.Draft {
	roots, placed := Filled(d.JSON, k.paths)
	if !placed {
		return []check.Draft{d}
	}
	drafts := make([]check.Draft, len(roots))
	for i, root := range roots {
		drafts[i] = d
		drafts[i].JSON, drafts[i].HasJSON = root, true
	}
	return drafts
}

// Filled returns root with values that meet the predicates of nodes, in each way that these name.
// It skips paths to several nodes, and predicates that a missing node meets; placed is false if it
// skips all.
func Filled(root any, nodes []Node) (roots []any, placed bool) {
	roots = []any{root}
	for i := range nodes {
		n := &nodes[i]
		if !n.Path.Singular() || n.Want.Outcome(values.Missing) == outcome.Met {
			continue
		}
		placed = true
		var next []any
		for _, one := range roots {
			for _, value := range n.Want.Values() {
				if with, ok := place(one, n.Path.steps, value); ok {
					next = append(next, with)
				}
			}
		}
		roots = next
	}
	return roots, placed
}

// place returns root with value at the end of the steps; it does not change root itself. false:
// another value is in the way.
func place(root any, steps []pathStep, value any) (any, bool) {
	if len(steps) == 0 {
		return value, root == nil
	}
	step := steps[0]
	if step.isIndex {
		list, ok := root.([]any)
		if root != nil && !ok || step.index < 0 || step.index > 100 {
			return nil, false
		}
		list = slices.Clone(list)
		for len(list) <= step.index {
			list = append(list, nil)
		}
		list[step.index], ok = place(list[step.index], steps[1:], value)
		return list, ok
	}
	object, ok := root.(map[string]any)
	if root != nil && !ok {
		return nil, false
	}
	out := make(map[string]any, len(object)+1)
	for k, v := range object {
		out[k] = v
	}
	out[step.name], ok = place(out[step.name], steps[1:], value)
	return out, ok
}

// PathsSchema is the schema of a map from JSONPaths to predicates.
var PathsSchema = lang.Schema{
	"type": "object", "minProperties": 1, "additionalProperties": predicate.Ref,
	"propertyNames": lang.Schema{"pattern": `^\$|\$\{`}.Names("JSONPath"),
}

func (k *jsonCheck) Costly(o *exchange.Observation, _ *check.World, _ int) bool {
	for i := range k.paths {
		if n := k.paths[i].Path.searches; n > 1 || n == 1 && check.IsFair(o) {
			return true
		}
	}
	return check.IsLarge(o)
}
