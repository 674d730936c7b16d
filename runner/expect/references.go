package expect

import (
	"go.yaml.in/yaml/v4"

	"assay/runner/source"
)

// lateTag marks a scalar that holds a reference whose value comes with Bind.
const lateTag = "!late"

func isLate(n *yaml.Node) bool { return n.Tag == lateTag }

// holdsLate tells whether n or anything below it waits for a value.
func holdsLate(n *yaml.Node, depth int) bool {
	n = source.Resolve(n)
	if n == nil || depth > mostDepth {
		return false
	}
	if isLate(n) {
		return true
	}
	for _, below := range n.Content {
		if holdsLate(below, depth+1) {
			return true
		}
	}
	return false
}
