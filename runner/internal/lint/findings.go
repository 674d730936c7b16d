package lint

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/engine"
	"assay/runner/internal/exchange"
	"assay/runner/internal/expect"
	"assay/runner/internal/plan"
	"assay/runner/internal/source"
	"assay/runner/internal/suite"
)

// findings warns of findings that hold whatever comes, and of claims about
// authentication that no control supports.
func (w *warnings) findings(d *engine.Document) {
	specs := make(map[*suite.Finding]*plan.Spec, len(d.Suite.Findings))
	for _, s := range d.Plan.Specs {
		if s.Finding != nil && specs[s.Finding] == nil {
			specs[s.Finding] = s
		}
	}
	texts, beside := declared{}, controls(d.Plan.Specs)
	for _, f := range d.Suite.Findings {
		if s := specs[f]; s != nil && s.Expect != nil && texts.enumerable(s.Expect.At) && cannotFail(s.Expect) {
			w.warn(f.At, "say what must hold: a status that is right, an answer, a part of the body",
				"the finding %q cannot fail: every answer meets what it expects", f.ID)
		}
		if f.Pending == "" && aboutAuthentication(f) && !beside.compared(f) && !beside.askedLive(f) {
			w.warn(f.At, "name a probe that differs in the credentials only, with control:",
				"the finding %q is about authentication and has no control: nothing shows that the credentials make the difference", f.ID)
		}
	}
}

// declared is the YAML of documents, by where its nodes stand.
type declared map[*source.File]map[[2]int]*yaml.Node

// at is the outermost node that starts at a place; nil when none does.
func (t declared) at(pos source.Pos) *yaml.Node {
	if pos.File == nil {
		return nil
	}
	nodes, ok := t[pos.File]
	if !ok {
		nodes = map[[2]int]*yaml.Node{}
		t[pos.File] = nodes
		var root yaml.Node
		if err := yaml.Unmarshal(pos.File.Text, &root); err == nil {
			remember(&root, nodes)
		}
	}
	return nodes[[2]int{pos.Line, pos.Col}]
}

func remember(n *yaml.Node, nodes map[[2]int]*yaml.Node) {
	at := [2]int{n.Line, n.Column}
	if _, known := nodes[at]; !known && n.Kind != yaml.DocumentNode {
		nodes[at] = n
	}
	for _, child := range n.Content {
		remember(child, nodes)
	}
}

// enumerable reports whether the expectation at a place is about nothing but what
// a few answers show in full: statuses, sizes and durations.
func (t declared) enumerable(pos source.Pos) bool {
	n := t.at(pos)
	return n != nil && enumerable(source.Resolve(n))
}

func enumerable(n *yaml.Node) bool {
	switch n.Kind {
	case yaml.SequenceNode:
		return !slices.ContainsFunc(n.Content, func(item *yaml.Node) bool { return !enumerable(source.Resolve(item)) })
	case yaml.MappingNode:
		return !slices.ContainsFunc(source.Entries(n), func(e source.Entry) bool { return !enumerableKey(e) })
	}
	return n.Tag == "!!null"
}

func enumerableKey(e source.Entry) bool {
	switch e.Key {
	case "status", "size", "duration":
		return true
	case "all", "any", "none":
		return enumerable(e.Value)
	case "headers", "json", "cookies":
		return len(e.Value.Content) == 0
	}
	return false
}

// cannotFail tries every status, with nothing and with much for the rest.
func cannotFail(e *expect.Expectation) bool {
	world := &expect.World{}
	for status := 100; status < 600; status++ {
		for _, size := range []int64{0, 1, 1 << 40} {
			o := &exchange.Observation{Status: status, Size: size, Duration: time.Duration(size)}
			if e.Judge(o, world).Outcome != expect.Met {
				return false
			}
		}
	}
	return true
}
