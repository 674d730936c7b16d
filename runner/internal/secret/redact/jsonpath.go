package redact

import (
	"strings"

	"github.com/theory/jsonpath/spec"

	"assay/runner/internal/exchange"
	"assay/runner/internal/value"
)

// nodes are the values in s, a JSON text, that the rules' JSONPaths select.
func (r *rules) nodes(s string) []hit {
	if len(r.json) == 0 {
		return nil
	}
	if start := strings.TrimLeft(s, exchange.JSONSpace); start == "" || start[0] != '{' && start[0] != '[' {
		return nil
	}
	root, err := value.Read([]byte(s))
	if err != nil {
		return nil
	}
	var selected branch
	for _, path := range r.json {
		for _, node := range path.SelectLocated(root.Value) {
			selected.add(node.Path).mask = path.String()
		}
	}
	return selected.hits(root, nil)
}

// branch is the selected places below one place of a JSON value.
type branch struct {
	mask  string // the JSONPath that selects it, "" none
	under map[any]*branch
}

// add gives the branch at path.
func (b *branch) add(path spec.NormalizedPath) *branch {
	for _, step := range path {
		var key any
		switch step := step.(type) {
		case spec.Name:
			key = string(step)
		case spec.Index:
			key = int(step)
		}
		if b.under == nil {
			b.under = map[any]*branch{}
		}
		if b.under[key] == nil {
			b.under[key] = &branch{}
		}
		b = b.under[key]
	}
	return b
}

// hits appends those of n, the value at the place of b, and of what is below it.
func (b *branch) hits(n *value.Node, to []hit) []hit {
	if b.mask != "" {
		to = append(to, hit{start: n.From, end: n.To, mask: "${redacted:json}", kind: "redact: json: " + b.mask, quoted: true})
	}
	if b.under == nil {
		return to
	}
	for _, item := range n.Items {
		var key any = item.Key
		if item.InArray() {
			key = item.Index
		}
		if below := b.under[key]; below != nil {
			to = below.hits(item, to)
		}
	}
	return to
}
