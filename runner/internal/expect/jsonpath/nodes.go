package jsonpath

import (
	"slices"

	"github.com/theory/jsonpath/spec"

	"assay/runner/internal/expect/values"
	"assay/runner/internal/value"
)

// RFC 9535 does not define the order of an object's members, and the library uses the random order
// of a Go map. `nodes` and messages need a stable order, so this package applies segments, with
// members sorted by name, and the library only selectors.

// selectNodes applies segments to root. It makes one list if the path has one wildcard: members
// replace their objects in it.
func selectNodes(segments []*spec.Segment, root any) values.Nodes {
	v, rest, ok := followNames(segments, root)
	if !ok {
		return nil
	}
	found := values.Nodes{v}
	for _, s := range rest {
		if name, ok := memberOf(s); ok {
			found = membersIn(found, name)
			continue
		}
		var below values.Nodes
		for _, v := range found {
			below = appendSegment(below, s, v, root)
		}
		found = below
	}
	return found
}

// followNames follows the segments that name one member each; false if a member is missing.
func followNames(segments []*spec.Segment, v any) (_ any, rest []*spec.Segment, ok bool) {
	for i, s := range segments {
		name, single := memberOf(s)
		if !single {
			return v, segments[i:], true
		}
		object, _ := v.(map[string]any)
		if v, ok = object[name]; !ok {
			return nil, nil, false
		}
	}
	return v, nil, true
}

// memberOf returns the member that a segment selects by name.
func memberOf(s *spec.Segment) (string, bool) {
	if selectors := s.Selectors(); len(selectors) == 1 && !s.IsDescendant() {
		name, ok := selectors[0].(spec.Name)
		return string(name), ok
	}
	return "", false
}

// membersIn replaces the objects by their members of that name.
func membersIn(found values.Nodes, name string) values.Nodes {
	n := 0
	for _, v := range found {
		object, _ := v.(map[string]any)
		if member, ok := object[name]; ok {
			found[n] = member
			n++
		}
	}
	return found[:n]
}

func appendSegment(out values.Nodes, s *spec.Segment, v, root any) values.Nodes {
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
		for _, name := range value.Names(v, nil) {
			out = appendSegment(out, s, v[name], root)
		}
	}
	return out
}

// appendSelected adds the nodes of one selector in v. It applies the usual ones itself, at a
// fraction of the library's cost.
func appendSelected(out values.Nodes, selector spec.Selector, v, root any) values.Nodes {
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
