package predicate

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/compile"
	"assay/runner/internal/expect/values"
	"assay/runner/internal/source"
	"assay/runner/internal/value"
)

// Compile reads a predicate on values of kind k: a literal, one of the words
// absent, present and empty, or a map of operators. It is never nil.
func (c *Compiler) Compile(n *yaml.Node, k values.Kind) *Predicate {
	n = source.Resolve(n)
	p := &Predicate{at: c.At(n), kind: k}
	switch {
	case n.Kind == yaml.MappingNode && n.Tag != compile.LiteralTag:
		c.mapPredicate(p, n)
	case n.Kind == yaml.SequenceNode && k == values.AsText:
		c.addTerm(p, n, "nodes", n)
	case n.Kind == yaml.SequenceNode && k == values.AsStatus:
		c.addTerm(p, n, "in", n)
	case n.Kind == yaml.ScalarNode && isWord(n.Value) && n.Tag != compile.LiteralTag && k <= values.AsText:
		c.addTerm(p, n, n.Value, compile.ScalarNode(n, "!!bool", "true"))
	default:
		if k <= values.AsText {
			c.warnOfComparison(n)
		}
		c.addTerm(p, n, "equals", n)
	}
	return p
}

func isWord(s string) bool { return s == "absent" || s == "present" || s == "empty" }

// addTerm compiles the operator name with its operand at n.
func (c *Compiler) addTerm(p *Predicate, at *yaml.Node, name string, n *yaml.Node) {
	entry := c.Language.byName[name]
	if entry.Kinds != nil && !slices.Contains(entry.Kinds, p.kind) {
		c.Mistake(at, "%s does not apply to %s", name, p.kind.Noun()).
			Next = "known here: " + strings.Join(c.Language.names(p.kind), ", ")
		return
	}
	op := entry.Compile(c, source.Resolve(n), p.kind)
	if op == nil {
		return
	}
	p.placed = p.placed || settles(op)
	p.list = p.list || entry.List || entry.Wide && listBelow(op)
	p.terms = append(p.terms, Term{c.At(at), op, entry.Wide, entry.List, c.Masked})
}

// listBelow reports whether a nested predicate of op is about a list of nodes.
func listBelow(op Operator) bool {
	other, ok := op.(asking)
	return ok && slices.ContainsFunc(other.Asks(), func(p *Predicate) bool { return p.list })
}

// mapPredicate reads a map: operators, or (of JSON values) a literal.
func (c *Compiler) mapPredicate(p *Predicate, n *yaml.Node) {
	entries := source.Entries(n)
	known := 0
	for i := range entries {
		if c.Language.Has(entries[i].Key) {
			known++
		}
	}
	switch {
	case known == len(entries) && known > 0:
		c.Once(entries)
		for _, e := range entries {
			c.addTerm(p, e.KeyNode, e.Key, e.Value)
		}
	case p.kind == values.AsJSON && known == 0 && c.trapped(entries):
	case p.kind == values.AsJSON && known == 0:
		c.addTerm(p, n, "equals", n)
	case p.kind == values.AsJSON:
		c.mixed(entries)
	default:
		c.unknownOperators(n, entries, p.kind)
	}
}

// mixed records a map that is neither operators nor a literal.
func (c *Compiler) mixed(entries []source.Entry) {
	var operator, other source.Entry
	for _, e := range entries {
		if c.Language.Has(e.Key) {
			operator = e
		} else if other.KeyNode == nil {
			other = e
		}
	}
	names := c.Language.names(values.AsJSON)
	m := c.Mistake(other.KeyNode, "the map mixes the operator %q with %q, which is none", operator.Key, other.Key)
	m.Word, m.DidYouMean = other.Key, source.Nearest(other.Key, names)
	m.Next = "write {equals: {…}} to mean the map itself, or {contains: {…}} for a part of it"
}

func (c *Compiler) unknownOperators(n *yaml.Node, entries []source.Entry, k values.Kind) {
	if len(entries) == 0 {
		c.Mistake(n, "expected a value or a map of operators, got an empty map")
	}
	for _, e := range entries {
		if !c.Language.Has(e.Key) {
			p := c.UnknownWord(e.KeyNode, "operator", e.Key, c.Language.names(k))
			if near := c.Language.Near(e.Key); slices.Contains(c.Language.names(k), near) {
				p.DidYouMean = near
			}
			if p.DidYouMean == "" {
				p.Next = "known here: " + strings.Join(c.Language.names(k), ", ")
			}
		}
	}
}

// Operand reads a literal of kind k.
func (c *Compiler) Operand(n *yaml.Node, k values.Kind) (any, bool) {
	n = source.Resolve(n)
	if k == values.AsJSON {
		return c.Value(n), true
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		c.Mistake(n, "expected %s, got %s", k.Example(), compile.Describe(n)).Next = absentAdvice(n, k)
		return nil, false
	}
	if compile.IsLate(n) {
		return nil, false
	}
	v, ok := readOperand(n, k)
	if !ok {
		c.Mistake(n, "expected %s, got %s", k.Example(), compile.Describe(n)).Next = comparedAdvice(n, k)
	}
	return v, ok
}

func absentAdvice(n *yaml.Node, k values.Kind) string {
	if n.Kind == yaml.ScalarNode && k == values.AsText {
		return `write absent to mean that there is none, or "" for the empty text`
	}
	return ""
}

// statusAdvice gives advice about a status that HTTP does not have.
func statusAdvice(n *yaml.Node, k values.Kind) string {
	switch {
	case k != values.AsStatus:
		return ""
	case len(n.Value) == 3 && n.Value[0] == '0':
		return "put it in quotes: YAML reads it as another number"
	case len(n.Value) == 3:
		return "the classes are 1xx to 5xx, a single status may have any three digits (RFC 9110, section 15)"
	}
	return ""
}

func readOperand(n *yaml.Node, k values.Kind) (any, bool) {
	switch k {
	case values.AsText:
		return n.Value, true
	case values.AsDuration:
		d, err := values.ParseDuration(n.Value)
		return d, err == nil
	case values.AsSize:
		s, err := values.ParseSize(n.Value)
		return values.Size(s), err == nil
	case values.AsStatus:
		return readStatus(n)
	}
	if n.Tag != "!!int" && n.Tag != "!!float" {
		return nil, false
	}
	v, err := compile.Number(n)
	return v, err == nil
}

// readStatus reads "404" or "4xx". HTTP has the classes 1 to 5; a single status may have any three
// digits, because servers send such statuses (RFC 9110, section 15).
func readStatus(n *yaml.Node) (any, bool) {
	s := n.Value
	if class, ok := strings.CutSuffix(strings.ToLower(s), "xx"); ok {
		first := strings.Index("12345", class)
		return values.StatusRange{Low: first*100 + 100, High: first*100 + 199}, len(class) == 1 && first >= 0
	}
	status, err := strconv.Atoi(s)
	ok := err == nil && len(s) == 3 && value.AllDigits(s) && (n.Tag != "!!int" || s[0] != '0')
	return values.StatusRange{Low: status, High: status}, ok
}

// CompileEquals reads the operator `equals`, or a literal.
func CompileEquals(c *Compiler, n *yaml.Node, k values.Kind) Operator {
	want, ok := c.Operand(n, k)
	if !ok {
		return nil
	}
	return &Equals{want, k}
}
