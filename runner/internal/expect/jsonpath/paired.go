package jsonpath

import (
	"github.com/theory/jsonpath/spec"

	"assay/runner/internal/expect/values"
)

// Paired is two paths with a common prefix. It pairs their nodes with the same parent: in the same
// item of a list.
type Paired struct{ shared, part, other []*spec.Segment }

// Pair splits two paths where they begin to differ.
func Pair(part, other *Path) *Paired {
	mine, theirs := part.path.Query().Segments(), other.path.Query().Segments()
	n := 0
	for n < len(mine) && n < len(theirs) && mine[n].String() == theirs[n].String() {
		n++
	}
	return &Paired{mine[:n], mine[n:], theirs[n:]}
}

// Visit calls visit with the nodes of the first path in root and their pairs of the second, until
// it returns false.
func (p *Paired) Visit(root any, visit func(part, other values.Nodes) bool) {
	for _, at := range selectNodes(p.shared, root) {
		part := selectNodes(p.part, at)
		if len(part) > 0 && !visit(part, selectNodes(p.other, at)) {
			return
		}
	}
}
