package expect

import (
	"slices"

	"github.com/theory/jsonpath/spec"
)

// RFC 9535 leaves open in which order the members of an object are selected, and
// the library takes them as a Go map gives them: another order each time. What
// `nodes` and messages show must be the same each time, so segments are applied
// here, members by name, and only selectors by the library.

// selectNodes applies segments to root.
func selectNodes(segments []*spec.Segment, root any) nodeList {
	found := nodeList{root}
	for _, s := range segments {
		below := make(nodeList, 0, len(found))
		for _, v := range found {
			below = appendSegment(below, s, v, root)
		}
		found = below
	}
	return found
}

func appendSegment(out nodeList, s *spec.Segment, v, root any) nodeList {
	for _, selector := range s.Selectors() {
		out = appendSelected(out, selector, v, root)
	}
	if !s.IsDescendant() {
		return out
	}
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			out = appendSegment(out, s, item, root)
		}
	case map[string]any:
		for _, name := range unionKeys(v, nil) {
			out = appendSegment(out, s, v[name], root)
		}
	}
	return out
}

// appendSelected adds what one selector selects in v. The usual ones are applied
// here, at a fraction of the library's cost.
func appendSelected(out nodeList, selector spec.Selector, v, root any) nodeList {
	object, isObject := v.(map[string]any)
	switch selector := selector.(type) {
	case spec.Name:
		if member, ok := object[string(selector)]; ok {
			out = append(out, member)
		}
		return out
	case spec.WildcardSelector:
		if items, ok := v.([]any); ok {
			return append(slices.Grow(out, len(items)), items...)
		}
	}
	if !isObject {
		return append(out, selector.Select(v, root)...)
	}
	members := selector.SelectLocated(v, root, spec.Normalized())
	slices.SortFunc(members, func(a, b *spec.LocatedNode) int { return a.Path.Compare(b.Path) })
	for _, m := range members {
		out = append(out, m.Node)
	}
	return out
}
