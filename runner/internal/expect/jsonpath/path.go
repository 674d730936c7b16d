package jsonpath

import (
	"strconv"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"
	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/expect/show"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/text"
	"assay/runner/internal/value"
)

// Path is a compiled JSONPath (RFC 9535).
type Path struct {
	Text string
	path *jsonpath.Path
	// steps are the names and indexes of a singular path, which selects at most one node and does not
	// need the library; nil for any other.
	steps []pathStep
	at    value.Path // the same; nil for one with an index from the end, too
	// searches is the number of its descendant segments.
	searches int
}

// pathStep is a member's name, or an item's index if name is not set.
type pathStep struct {
	name    string
	index   int
	isIndex bool
}

// Parse reads a JSONPath; the error says where it is invalid.
func Parse(text string) (*Path, error) {
	path, err := value.Query(text)
	if err != nil {
		return nil, err
	}
	steps := singularSteps(path)
	return &Path{text, path, steps, placeOf(steps), searchesOf(path.Query().Segments())}, nil
}

// placeOf returns singular steps as a place in any value; nil if there is none.
func placeOf(steps []pathStep) value.Path {
	var out value.Path
	for _, s := range steps {
		switch {
		case !s.isIndex:
			out = append(out, value.Member(s.name))
		case s.index < 0:
			return nil
		default:
			out = append(out, value.Item(s.index))
		}
	}
	return out
}

func singularSteps(path *jsonpath.Path) []pathStep {
	segments := path.Query().Segments()
	steps := make([]pathStep, 0, len(segments))
	for _, s := range segments {
		selectors := s.Selectors()
		if s.IsDescendant() || len(selectors) != 1 {
			return nil
		}
		switch selector := selectors[0].(type) {
		case spec.Name:
			steps = append(steps, pathStep{name: string(selector)})
		case spec.Index:
			steps = append(steps, pathStep{index: int(selector), isIndex: true})
		default:
			return nil
		}
	}
	return steps
}

// Singular reports whether the path can select at most one node.
func (p *Path) Singular() bool { return p.steps != nil }

// One follows a singular path; it returns missing if there is no node.
func (p *Path) One(v any) any {
	for _, step := range p.steps {
		if v = step.from(v); v == values.Missing {
			return values.Missing
		}
	}
	return v
}

// maskedOn reports whether a singular path ends at a node that is masked as a whole.
func (p *Path) maskedOn(v any) bool {
	for i := range p.steps {
		if v = p.steps[i].from(v); v == "${redacted:json}" {
			return true
		}
	}
	return false
}

func (s *pathStep) from(v any) any {
	if !s.isIndex {
		if object, ok := v.(map[string]any); ok {
			return values.Member(object, s.name)
		}
		return values.Missing
	}
	list, ok := v.([]any)
	i := s.index
	if i < 0 {
		i += len(list)
	}
	if !ok || i < 0 || i >= len(list) {
		return values.Missing
	}
	return list[i]
}

// Nodes returns all nodes that the path selects.
func (p *Path) Nodes(v any) values.Nodes {
	if !p.Singular() {
		return selectNodes(p.path.Query().Segments(), v)
	}
	if v = p.One(v); v == values.Missing {
		return nil
	}
	return values.Nodes{v}
}

// Read reads a JSONPath of the document; nil after an error.
func Read(c *predicate.Compiler, n *yaml.Node, written string) *Path {
	p, err := compile.Cached(c.Shared, "jsonpath", written, Parse)
	if err == nil {
		return p
	}
	c.Mistake(n, "%q is no JSONPath: %s", text.Cut(written, 60), value.PathMistake(err)).Next = value.PathMeant(written)
	return nil
}

// Existing explains a path that selects nothing: the deepest part of it that exists, and its value.
func (p *Path) Existing(root any) string {
	if root == values.Missing {
		return "the body is empty"
	}
	segments := p.path.Query().Segments()
	at, v := "$", root
	for i := range segments {
		found := selectNodes(segments[:i+1], root)
		if len(found) == 0 {
			break
		}
		at, v = at+shortSegment(segments[i]), found[0]
		if len(found) > 1 {
			at += " (the first of " + strconv.Itoa(len(found)) + ")"
		}
	}
	return at + " is " + show.Here(v)
}

// shortSegment returns a step in short form: ".name" for ["name"].
func shortSegment(s *spec.Segment) string {
	if selectors := s.Selectors(); !s.IsDescendant() && len(selectors) == 1 {
		if name, ok := selectors[0].(spec.Name); ok {
			return value.Member(string(name)).String()
		}
	}
	return s.String()
}

// covers reports whether, by their texts, all nodes of other are at or below nodes of p.
func (p *Path) covers(other *Path) bool {
	mine, theirs := p.path.Query().Segments(), other.path.Query().Segments()
	if len(mine) > len(theirs) {
		return false
	}
	for i := range mine {
		if mine[i].String() != theirs[i].String() {
			return false
		}
	}
	return true
}

// searchesOf counts the descendant segments of a path: each may multiply the cost of those before
// it.
func searchesOf(segments []*spec.Segment) int {
	n := 0
	for _, s := range segments {
		if s.IsDescendant() {
			n++
		}
		for _, selector := range s.Selectors() {
			if _, ok := selector.(*spec.FilterSelector); ok {
				n++
			}
		}
	}
	return n
}

// Located returns all nodes that the path selects, each with its location.
func (p *Path) Located(v any) jsonpath.LocatedNodeList { return p.path.SelectLocated(v) }
