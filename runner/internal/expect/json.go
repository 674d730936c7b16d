package expect

import (
	"bytes"
	"errors"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// jsonCheck is the key `json`: predicates on the nodes that JSONPaths select in
// the body.
type jsonCheck struct {
	at    source.Pos
	paths []jsonNode
}

type jsonNode struct {
	path *jsonPath
	want *predicate
	of   *secretRefs
}

func compileJSON(c *compiling, n *yaml.Node) check {
	entries, ok := c.entries(n, "json", "a map from JSONPaths to predicates")
	if !ok {
		return nil
	}
	if len(entries) == 0 {
		c.mistake(n, "json: the map is empty").Next = "write {$: {type: object}} to expect a JSON object"
	}
	k := &jsonCheck{at: c.at(n), paths: make([]jsonNode, 0, len(entries))}
	for _, e := range entries {
		want, of := c.predicate(e.Value, asJSON), c.takeSecrets(e.Value)
		if isLate(source.Resolve(e.KeyNode)) {
			continue
		}
		if path := c.jsonPath(e.KeyNode, e.Key); path != nil {
			k.paths = append(k.paths, jsonNode{path, want, of})
		}
	}
	return k
}

func (k *jsonCheck) judge(o *exchange.Observation, _ *World, out *Result) {
	if o.Cut != "" {
		out.unknown("json: the body was read only in part (" + string(o.Cut) + ")")
		return
	}
	if o.Reported != nil && !o.Reported.Body && len(o.Reported.JSON) == 0 {
		out.unknown("the source did not report the body")
		return
	}
	root, err := jsonRoot(o)
	if errors.Is(err, exchange.ErrTooDeep) {
		out.unknown("json: " + err.Error())
		return
	}
	if err != nil {
		out.unmet(Failure{At: k.at, Subject: Subject{Key: "json"}, Expected: "a JSON body", Actual: bodyStart(o), Detail: err.Error()})
		return
	}
	for i := range k.paths {
		k.paths[i].judge(o, root, out)
	}
}

// jsonRoot is the body as JSON. An empty body has no nodes: what is expected to
// be absent is.
func jsonRoot(o *exchange.Observation) (any, error) {
	if len(bytes.Trim(o.Body, exchange.JSONSpace)) == 0 {
		return missing, nil
	}
	return o.JSON()
}

func (n *jsonNode) judge(o *exchange.Observation, root any, out *Result) {
	if n.of.unknown(o, out) {
		return
	}
	if why := jsonUnreported(o, n.path); why != "" {
		out.unknown(why)
		return
	}
	v := n.value(root)
	s := Subject{Key: "json", Part: n.path.text}
	if v == missing && n.path.maskedOn(root) {
		out.unknown(s.String() + ": a node on its way is masked (${redacted:json}), so what is below it cannot be judged")
		return
	}
	before := len(out.Failures)
	n.want.judge(v, s, out)
	if len(out.Failures) > before && (v == missing || isNoNode(v)) {
		f := &out.Failures[before]
		f.Detail = strings.TrimPrefix(f.Detail+"\n"+n.path.existing(root), "\n")
	}
}

func isNoNode(v any) bool {
	list, ok := v.(nodeList)
	return ok && len(list) == 0
}

// value is what the predicate judges: the one node of a singular path, whose
// items are the list that each, any and count are about where it is an array;
// the list of nodes of any other path.
func (n *jsonNode) value(root any) any {
	if root == missing {
		return missing
	}
	if !n.path.singular() {
		return n.path.nodes(root)
	}
	v := n.path.one(root)
	if !n.want.list || v == missing {
		return v
	}
	if _, array := v.([]any); array && !n.want.wholeList() {
		return v
	}
	return nodeList{v}
}

func (k *jsonCheck) summary() string {
	words := make([]string, len(k.paths))
	for i := range k.paths {
		words[i] = "json " + k.paths[i].path.text + " " + k.paths[i].want.String()
	}
	return strings.Join(words, ", ")
}

func (k *jsonCheck) divide() []check {
	out := make([]check, len(k.paths))
	for i := range k.paths {
		out[i] = &jsonCheck{k.at, k.paths[i : i+1]}
	}
	return out
}
