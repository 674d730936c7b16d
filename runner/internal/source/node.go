package source

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// Entry is one key of a YAML mapping with its value, aliases resolved.
type Entry struct {
	Key     string
	KeyNode *yaml.Node
	Value   *yaml.Node
}

// Resolve follows an alias to its node.
func Resolve(n *yaml.Node) *yaml.Node {
	for i := 0; n != nil && n.Kind == yaml.AliasNode && i < 100; i++ {
		n = n.Alias
	}
	return n
}

// Copy returns a copy of a node and of all below it; aliases lead to where they did.
func Copy(n *yaml.Node) *yaml.Node {
	if n == nil {
		return nil
	}
	out := *n
	out.Content = slices.Clone(n.Content)
	for i, c := range out.Content {
		out.Content[i] = Copy(c)
	}
	return &out
}

// At is the place of a node in f.
func (f *File) At(n *yaml.Node) Pos {
	if n == nil {
		return Pos{File: f}
	}
	return Pos{File: f, Line: n.Line, Col: n.Column}
}

// Entries lists the keys of a mapping in document order, with merge keys (<<) expanded: a key of
// the mapping itself wins over a merged one, an earlier merged mapping over a later one. It returns
// nil for a node that is not a mapping.
func Entries(n *yaml.Node) []Entry {
	return entries(n, 0)
}

// Each visits what Entries lists.
func Each(n *yaml.Node, visit func(Entry)) {
	n = Resolve(n)
	if n == nil || n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Kind == yaml.AliasNode || merges(n.Content[i], n.Content[i]) {
			for _, e := range entries(n, 0) {
				visit(e)
			}
			return
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		visit(Entry{Key: n.Content[i].Value, KeyNode: n.Content[i], Value: Resolve(n.Content[i+1])})
	}
}

// merges reports whether a key, resolved, has the entries of its value in its place.
func merges(key, resolved *yaml.Node) bool {
	return key.Tag == "!!merge" || resolved.Value == "<<" && resolved.Style == 0
}

func entries(n *yaml.Node, depth int) []Entry {
	n = Resolve(n)
	if n == nil || n.Kind != yaml.MappingNode || depth > 20 {
		return nil
	}
	out := make([]Entry, 0, len(n.Content)/2)
	var merged []Entry
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := Resolve(n.Content[i]), Resolve(n.Content[i+1])
		if merges(n.Content[i], key) {
			if value.Kind == yaml.SequenceNode {
				for _, one := range value.Content {
					merged = append(merged, entries(one, depth+1)...)
				}
			} else {
				merged = append(merged, entries(value, depth+1)...)
			}
			continue
		}
		out = append(out, Entry{Key: key.Value, KeyNode: n.Content[i], Value: value})
	}
	if len(merged) == 0 {
		return out
	}
	seen := make(map[string]bool, len(out)+len(merged))
	for _, e := range out {
		seen[e.Key] = true
	}
	for _, e := range merged {
		if !seen[e.Key] {
			seen[e.Key] = true
			out = append(out, e)
		}
	}
	return out
}
