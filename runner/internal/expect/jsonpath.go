package expect

import (
	"strconv"
	"strings"
	"sync"

	"github.com/theory/jsonpath"
	"github.com/theory/jsonpath/spec"
	"go.yaml.in/yaml/v4"
)

// jsonPath is a compiled JSONPath (RFC 9535).
type jsonPath struct {
	text string
	path *jsonpath.Path
	// steps are the names and indexes of a singular path, which selects one node
	// at most and is followed without the library; nil for any other.
	steps []pathStep
	// searches is how many of its parts look through everything below a node.
	searches int
}

// pathStep is a member's name, or an item's index where name is not set.
type pathStep struct {
	name    string
	index   int
	isIndex bool
}

// pathParser is made with the first path: its registry of functions is not free.
var pathParser = sync.OnceValue(func() *jsonpath.Parser { return jsonpath.NewParser() })

// parsePath reads a JSONPath; the error says where it stops being one.
func parsePath(text string) (*jsonPath, error) {
	path, err := pathParser().Parse(text)
	if err != nil {
		return nil, err
	}
	return &jsonPath{text, path, singularSteps(path), searchesOf(path.Query().Segments())}, nil
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

// singular reports whether the path can select one node at the most.
func (p *jsonPath) singular() bool { return p.steps != nil }

// one follows a singular path; missing where it leads nowhere.
func (p *jsonPath) one(v any) any {
	for _, step := range p.steps {
		if v = step.from(v); v == missing {
			return missing
		}
	}
	return v
}

// maskedOn reports whether a singular path ends at a node that is masked as a whole.
func (p *jsonPath) maskedOn(v any) bool {
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
			return member(object, s.name)
		}
		return missing
	}
	list, ok := v.([]any)
	i := s.index
	if i < 0 {
		i += len(list)
	}
	if !ok || i < 0 || i >= len(list) {
		return missing
	}
	return list[i]
}

// nodes are all that the path selects.
func (p *jsonPath) nodes(v any) nodeList {
	if !p.singular() {
		return selectNodes(p.path.Query().Segments(), v)
	}
	if v = p.one(v); v == missing {
		return nil
	}
	return nodeList{v}
}

// jsonPath reads a JSONPath of the document; nil after a mistake.
func (c *compiling) jsonPath(n *yaml.Node, text string) *jsonPath {
	p, err := cached(c.Shared, "jsonpath", text, parsePath)
	if err == nil {
		return p
	}
	m := c.mistake(n, "%q is no JSONPath: %s", cutText(text, 60), strings.TrimPrefix(err.Error(), "jsonpath: "))
	if !strings.HasPrefix(text, "$") {
		m.Next = "a path starts with $, as in $." + strings.TrimLeft(text, ".")
	}
	return nil
}

// existing explains a path that selects nothing: the deepest part of it that
// does exist, and what is there.
func (p *jsonPath) existing(root any) string {
	if root == missing {
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
	return at + " is " + describeHere(v)
}

// shortSegment is a step as people write it: ".name" for ["name"].
func shortSegment(s *spec.Segment) string {
	if selectors := s.Selectors(); !s.IsDescendant() && len(selectors) == 1 {
		if name, ok := selectors[0].(spec.Name); ok {
			return pathName(string(name))
		}
	}
	return s.String()
}

// describeHere says what a value offers to a path that goes on.
func describeHere(v any) string {
	switch v := v.(type) {
	case map[string]any:
		if len(v) == 0 {
			return "an object without keys"
		}
		return "an object with the " + pluralOnly(len(v), "key") + " " + cutText(strings.Join(unionKeys(v, nil), ", "), 200)
	case []any:
		return "an array of " + plural(len(v), "item")
	}
	return show(v, asJSON)
}

func pluralOnly(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}

// covers reports whether everything that other selects lies at or below what p
// selects, as far as their texts tell.
func (p *jsonPath) covers(other *jsonPath) bool {
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
