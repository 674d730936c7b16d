package suite

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// plainRoom is where the plain reader makes the nodes of a text, and of the next text in the same
// place once nobody has the nodes of the one before. A node takes 160 bytes, and most of a large
// suite is nodes that are read once.
type plainRoom struct {
	nodes [][]yaml.Node // chunks, of which the first have the nodes made so far
	chunk int           // the number of the one being filled,
	used  int           // and how much of it is
	links []*yaml.Node  // the contents made so far, one after the other
	open  []*yaml.Node  // the contents of the collections that are not closed yet
	tags  map[string]string
}

// The numbers of nodes of the first chunk of a room, by the bytes of its text, and of the others.
const (
	bytesPerNode = 16
	nodesPerRoom = 512
)

func newPlainRoom(text int) *plainRoom {
	n := min(max(text/bytesPerNode, 8), nodesPerRoom)
	return &plainRoom{nodes: [][]yaml.Node{make([]yaml.Node, n)}, tags: map[string]string{}}
}

// reset makes the room free for the next text.
func (r *plainRoom) reset() {
	r.chunk, r.used = 0, 0
	r.links, r.open = r.links[:0], r.open[:0]
	clear(r.tags)
}

// node returns room for a node, which may have that of a node before.
func (r *plainRoom) node() *yaml.Node {
	if r.used == len(r.nodes[r.chunk]) {
		r.chunk, r.used = r.chunk+1, 0
		if r.chunk == len(r.nodes) {
			r.nodes = append(r.nodes, make([]yaml.Node, nodesPerRoom))
		}
	}
	r.used++
	return &r.nodes[r.chunk][r.used-1]
}

// close takes what was opened since there were that many, for the content of a node.
func (r *plainRoom) close(since int) []*yaml.Node {
	n := len(r.open) - since
	if n == 0 {
		return nil
	}
	if cap(r.links)-len(r.links) < n {
		r.links = make([]*yaml.Node, 0, max(2*cap(r.links), n, len(r.nodes[0]))) // the contents before stay where they are
	}
	from := len(r.links)
	r.links = append(r.links, r.open[since:]...)
	r.open = r.open[:since]
	return slices.Clip(r.links[from:])
}
