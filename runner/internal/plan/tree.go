package plan

import (
	"fmt"
	"slices"

	"assay/runner/internal/suite"
)

// checklist is the text of the container of checklist items.
const checklist = "checklist"

// tree is the suite's container: its findings in document order, the checklist
// last.
func tree(s *suite.Suite, findings, items []Node) *Container {
	root := &Container{Text: s.Name}
	root.At.File, root.At.Line, root.At.Col = s.File, 1, 1
	if len(items) == 0 {
		root.Nodes = bounded(findings, "findings", MostInContainer)
		return root
	}
	root.Nodes = bounded(findings, "findings", MostInContainer-1)
	root.Nodes = append(root.Nodes, Node{Container: &Container{
		Text: checklist, At: items[0].At(), Nodes: bounded(items, "items", MostInContainer),
	}})
	return root
}

// bounded puts nodes into containers so that at most most are left and no container holds more than
// MostInContainer. Each is named after the nodes that it holds, counted from one: "findings 101 to
// 200".
func bounded(nodes []Node, what string, most int) []Node {
	if len(nodes) <= most {
		return nodes
	}
	return chunks(nodes, what, 0, most)
}

func chunks(nodes []Node, what string, before, most int) []Node {
	if len(nodes) <= most {
		return nodes
	}
	size := MostInContainer
	for (len(nodes)+size-1)/size > most {
		size *= MostInContainer
	}
	out := make([]Node, 0, (len(nodes)+size-1)/size)
	for from := 0; from < len(nodes); from += size {
		to := min(from+size, len(nodes))
		out = append(out, Node{Container: &Container{
			Text:  fmt.Sprintf("%s %d to %d", what, before+from+1, before+to),
			At:    nodes[from].At(),
			Nodes: chunks(nodes[from:to], what, before+from, MostInContainer),
		}})
	}
	return out
}

// place sets in every spec the texts of the containers above it.
func place(c *Container, above []string) {
	path := slices.Concat(above, []string{c.Text})
	for _, n := range c.Nodes {
		if n.Spec != nil {
			n.Spec.Path = path
		} else {
			place(n.Container, path)
		}
	}
}
