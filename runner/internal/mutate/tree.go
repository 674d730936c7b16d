package mutate

import (
	"errors"
	"maps"

	"assay/runner/internal/value"
)

var errTwice = errors.New("a member stands twice")

// parseTree reads a body. It rejects objects with duplicate members, which are ambiguous.
func parseTree(text []byte) (*value.Node, error) {
	root, err := value.Read(text)
	if err == nil && root.Repeated() != nil {
		err = errTwice
	}
	return root, err
}

// siblings returns the other members of the object that contains n.
func siblings(n *value.Node) map[string]any {
	object, _ := n.Up.Value.(map[string]any)
	object = maps.Clone(object)
	delete(object, n.Key)
	return object
}

// alike returns the nodes in the same place of every item, including n.
func alike(n *value.Node) []*value.Node {
	if n.Up == nil {
		return []*value.Node{n}
	}
	var out []*value.Node
	for _, up := range alike(n.Up) {
		for _, below := range up.Items {
			if below.InArray() || below.Key == n.Key {
				out = append(out, below)
			}
		}
	}
	return out
}

// pathOf returns the text of the place of n.
func pathOf(n *value.Node) string { return n.Path().String() }

// shapeOf returns the text of the place of n and of its counterparts in other items.
func shapeOf(n *value.Node) string { return n.Shape().String() }
