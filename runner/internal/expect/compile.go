package expect

import (
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/check"
	"assay/runner/internal/expect/predicate"
	"assay/runner/internal/lang"
	"assay/runner/internal/source"
)

// compiler reads expectations: the compiler of predicates, and the keys.
type compiler struct {
	predicate.Compiler
	keys map[string]*keyEntry
}

// expectation reads an expectation, the outermost or a nested one.
func (c *compiler) expectation(n *yaml.Node) *check.Expectation {
	n = source.Resolve(n)
	e := &check.Expectation{At: c.At(n)}
	if !c.Enter() {
		c.Problems.Add(e.At, "expectations are nested too deeply")
		return e
	}
	defer func() {
		c.Leave()
		e.Weigh(c.Heavy)
		e.Times(c.Timed)
		e.ReadsOn(c.ReadOn)
	}()
	switch {
	case n == nil || n.Tag == "!!null" || n.Kind == yaml.MappingNode && len(n.Content) == 0:
		c.Mistake(n, "an expectation is empty: it can never fail").Next = "write what must hold, as in {status: 200}"
	case n.Kind == yaml.MappingNode:
		c.readKeys(e, n)
	case n.Kind == yaml.SequenceNode:
		e.Add("any", c.anyOf(n), nil)
	default:
		e.Add("answer", compileAnswer(&c.Compiler, n), nil)
	}
	return e
}

func (c *compiler) readKeys(e *check.Expectation, n *yaml.Node) {
	entries := source.Entries(n)
	c.Once(entries)
	e.Grow(len(entries))
	for _, entry := range entries {
		key := c.keys[entry.Key]
		if key == nil {
			c.unknownKey(entry)
			continue
		}
		e.Add(entry.Key, c.check(key, entry.Value), c.TakeSecrets(entry.Value))
	}
}

func (c *compiler) check(key *keyEntry, n *yaml.Node) check.Check {
	if key.nested != nil {
		return key.nested(c, n)
	}
	return key.compile(&c.Compiler, n)
}

func (c *compiler) unknownKey(entry source.Entry) {
	known := slices.Sorted(maps.Keys(c.keys))
	p := c.UnknownWord(entry.KeyNode, "expectation key", entry.Key, known)
	switch here := otherWords[source.Bare(entry.Key)]; {
	case strings.HasPrefix(entry.Key, "$"):
		p.DidYouMean, p.Next = "", "JSONPaths stand below json: {"+entry.Key+": …}"
	case here != "":
		p.DidYouMean, p.Next = here, ""
	case p.DidYouMean == "":
		p.Next = "known here: " + strings.Join(known, ", ")
	}
}

// otherWords are keys as other tools call them, spelled as [source.Bare] does, and the key that
// means the same here.
var otherWords = map[string]string{
	"code": "status", "statuscode": "status", "xpath": "xml", "jsonpath": "json", "text": "body", "content": "body", "latency": "duration", "responsetime": "duration",
}

// keyEntry describes a key of an expectation.
type keyEntry struct {
	lang.Word
	// compile reads the value of the key, nested that of a key with nested expectations. Errors go to
	// c; nil means that there is nothing to judge (after an error).
	compile func(c *predicate.Compiler, n *yaml.Node) check.Check
	nested  func(c *compiler, n *yaml.Node) check.Check
}
