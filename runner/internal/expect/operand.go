package expect

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

// predicate reads a predicate on values of kind k: a literal, one of the words
// absent, present and empty, or a map of operators. It is never nil.
func (c *compiling) predicate(n *yaml.Node, k valueKind) *predicate {
	n = source.Resolve(n)
	p := &predicate{at: c.at(n), kind: k}
	switch {
	case n.Kind == yaml.MappingNode && n.Tag != literalTag:
		c.mapPredicate(p, n)
	case n.Kind == yaml.SequenceNode && k == asText:
		c.addTerm(p, n, "nodes", n)
	case n.Kind == yaml.SequenceNode && k == asStatus:
		c.addTerm(p, n, "in", n)
	case n.Kind == yaml.ScalarNode && isWord(n.Value) && n.Tag != literalTag && k <= asText:
		c.addTerm(p, n, n.Value, scalarNode(n, "!!bool", "true"))
	default:
		c.addTerm(p, n, "equals", n)
	}
	return p
}

func isWord(s string) bool { return s == "absent" || s == "present" || s == "empty" }

// addTerm compiles the operator name with its operand at n.
func (c *compiling) addTerm(p *predicate, at *yaml.Node, name string, n *yaml.Node) {
	entry := operators[name]
	if entry.kinds != nil && !slices.Contains(entry.kinds, p.kind) {
		c.mistake(at, "%s does not apply to %s", name, p.kind.noun()).
			Next = "known here: " + strings.Join(operatorNames(p.kind), ", ")
		return
	}
	op := entry.compile(c, source.Resolve(n), p.kind)
	if op == nil {
		return
	}
	p.list = p.list || entry.list || entry.wide && listBelow(op)
	p.terms = append(p.terms, term{c.at(at), op, entry.wide, c.Masked})
}

// listBelow reports whether a predicate that op asks is about a list of nodes.
func listBelow(op operator) bool {
	other, ok := op.(asking)
	return ok && slices.ContainsFunc(other.asks(), func(p *predicate) bool { return p.list })
}

// mapPredicate reads a map: operators, or (of JSON values) a literal.
func (c *compiling) mapPredicate(p *predicate, n *yaml.Node) {
	entries := source.Entries(n)
	known := 0
	for i := range entries {
		if _, ok := operators[entries[i].Key]; ok {
			known++
		}
	}
	switch {
	case known == len(entries) && known > 0:
		c.once(entries)
		for _, e := range entries {
			c.addTerm(p, e.KeyNode, e.Key, e.Value)
		}
	case p.kind == asJSON && known == 0 && c.trapped(entries):
	case p.kind == asJSON && known == 0:
		c.addTerm(p, n, "equals", n)
	case p.kind == asJSON:
		c.mixed(entries)
	default:
		c.unknownOperators(n, entries, p.kind)
	}
}

// mixed records a map that is neither operators nor a literal.
func (c *compiling) mixed(entries []source.Entry) {
	var operator, other source.Entry
	for _, e := range entries {
		if _, ok := operators[e.Key]; ok {
			operator = e
		} else if other.KeyNode == nil {
			other = e
		}
	}
	names := operatorNames(asJSON)
	m := c.mistake(other.KeyNode, "the map mixes the operator %q with %q, which is none", operator.Key, other.Key)
	m.DidYouMean = source.Nearest(other.Key, names)
	m.Next = "write {equals: {…}} to mean the map itself, or {like: {…}} for a part of it"
}

func (c *compiling) unknownOperators(n *yaml.Node, entries []source.Entry, k valueKind) {
	if len(entries) == 0 {
		c.mistake(n, "expected a value or a map of operators, got an empty map")
	}
	for _, e := range entries {
		if _, ok := operators[e.Key]; !ok {
			c.unknownWord(e.KeyNode, "operator", e.Key, operatorNames(k))
		}
	}
}

// list reads a list; ok is false (and a mistake recorded) where n is none, or
// empty.
func (c *compiling) list(n *yaml.Node, key, want string) ([]*yaml.Node, bool) {
	n = source.Resolve(n)
	if n.Kind != yaml.SequenceNode {
		c.wants(n, key, want)
		return nil, false
	}
	if len(n.Content) == 0 {
		c.mistake(n, "%s: the list is empty", key)
		return nil, false
	}
	return n.Content, true
}

// operand reads a literal of kind k.
func (c *compiling) operand(n *yaml.Node, k valueKind) (any, bool) {
	n = source.Resolve(n)
	if k == asJSON {
		return c.value(n), true
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		c.mistake(n, "expected %s, got %s", k.example(), describeNode(n)).Next = absentAdvice(n, k)
		return nil, false
	}
	if isLate(n) {
		return nil, false
	}
	v, ok := readOperand(n, k)
	if !ok {
		c.mistake(n, "expected %s, got %s", k.example(), describeNode(n)).Next = statusAdvice(n, k)
	}
	return v, ok
}

func absentAdvice(n *yaml.Node, k valueKind) string {
	if n.Kind == yaml.ScalarNode && k == asText {
		return `write absent to mean that there is none, or "" for the empty text`
	}
	return ""
}

// statusAdvice helps where a status was meant that HTTP does not have.
func statusAdvice(n *yaml.Node, k valueKind) string {
	switch {
	case k != asStatus:
		return ""
	case len(n.Value) == 3 && n.Value[0] == '0':
		return "put it in quotes: YAML reads it as another number"
	case len(n.Value) == 3:
		return "the classes are 1xx to 5xx, a single status may have any three digits (RFC 9110, section 15)"
	}
	return ""
}

func readOperand(n *yaml.Node, k valueKind) (any, bool) {
	switch k {
	case asText:
		return n.Value, true
	case asDuration:
		d, err := ParseDuration(n.Value)
		return d, err == nil
	case asSize:
		s, err := ParseSize(n.Value)
		return byteSize(s), err == nil
	case asStatus:
		return readStatus(n)
	}
	if n.Tag != "!!int" && n.Tag != "!!float" {
		return nil, false
	}
	v, err := plainNumber(n)
	return v, err == nil
}

// noun names the kind of value in messages.
func (k valueKind) noun() string {
	return [...]string{"JSON values", "text", "numbers", "durations", "sizes", "a status"}[k]
}

// example says what an operand of the kind looks like.
func (k valueKind) example() string {
	return [...]string{"a value", "text", "a number", "a duration such as 150ms or 2s",
		"a size such as 512, 10KiB or 5MB", "a status such as 404 or 4xx"}[k]
}
