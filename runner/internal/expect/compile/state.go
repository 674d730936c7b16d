package compile

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
	"assay/runner/internal/text"
)

// State is the state of one Compile: its errors and references.
type State struct {
	*Scope
	References
	// secretAt has the secrets of a filled node, until the check that judges it takes them.
	secretAt map[*yaml.Node][]string
	nodes    int  // literal values read so far, see mostNodes
	large    bool // a too large value was reported, once
	depth    int  // nesting of expectations
	Heavy    bool // a schema judges single values
	Timed    bool // a value is read as a time, seen from when the response came
	// ReadOn is how long a stream has to be read after its end mark.
	ReadOn time.Duration
}

// References holds the references of an expectation.
type References struct {
	Refs    []string   // every ${reference}
	Late    []string   // those that Bind fills in
	Secrets []string   // the secrets that it compares with, as far as their references are filled in
	Probes  []ProbeRef // the probes whose responses it compares with
}

// Empty reports whether the expectation has no references.
func (r *References) Empty() bool { return len(r.Refs)+len(r.Probes)+len(r.Late) == 0 }

// Enter begins a nested expectation; false if the nesting is too deep. Leave ends it.
func (c *State) Enter() bool {
	c.depth++
	return c.depth <= mostDepth
}

// Leave ends the expectation that Enter began.
func (c *State) Leave() { c.depth-- }

// NewState returns the state of a new compilation in s.
func NewState(s *Scope) State { return State{Scope: s} }

// Count counts the literal value n at a depth; false, with a mistake recorded once, if it is nested
// too deeply, or if there are too many.
func (c *State) Count(n *yaml.Node, depth int) bool {
	c.nodes++
	if depth <= mostDepth && c.nodes <= mostNodes {
		return true
	}
	if !c.large {
		c.large = true
		c.Problems.Add(c.At(n), "this value is nested too deeply or is too large")
	}
	return false
}

// mostNodes bounds the literal values of one expectation, so that a few lines of nested aliases
// cannot exhaust the memory; mostDepth bounds their nesting.
const (
	mostNodes = 1_000_000
	mostDepth = 200
)

// At returns the position of n in the document.
func (c *State) At(n *yaml.Node) source.Pos { return c.File.At(n) }

// Mistake records an error of the document at n. It ignores nodes with a late reference, which
// cannot be checked yet.
func (c *State) Mistake(n *yaml.Node, format string, args ...any) *source.Problem {
	if c.holdsLate(n) {
		return &source.Problem{}
	}
	return c.Problems.Add(c.At(n), format, args...)
}

// Wants records that key has a value of the wrong kind at n.
func (c *State) Wants(n *yaml.Node, key, want string) {
	_ = c.Mistake(n, "%s: expected %s, got %s", key, want, Describe(n))
}

// UnknownWord records that n is an unknown word.
func (c *State) UnknownWord(n *yaml.Node, what, word string, known []string) *source.Problem {
	if c.holdsLate(n) {
		return &source.Problem{}
	}
	return c.Problems.Unknown(c.At(n), what, word, known)
}

// Entries reads a map, merge keys expanded; a duplicate key is an error. ok is false, and an error
// recorded, if n is not a map.
func (c *State) Entries(n *yaml.Node, key, want string) (entries []source.Entry, ok bool) {
	n = source.Resolve(n)
	if n == nil || n.Kind != yaml.MappingNode {
		c.Wants(n, key, want)
		return nil, false
	}
	entries = source.Entries(n)
	c.Once(entries)
	return entries, true
}

// Filled is Entries for a map that may not be empty; next says how to write an entry.
func (c *State) Filled(n *yaml.Node, key, want, next string) (entries []source.Entry, ok bool) {
	entries, ok = c.Entries(n, key, want)
	if ok && len(entries) == 0 {
		c.Mistake(n, "%s: the map is empty", key).Next = next
	}
	return entries, ok
}

// Once records the duplicate keys of a map.
func (c *State) Once(entries []source.Entry) {
	if c.Unique {
		return
	}
	if len(entries) <= 8 {
		for i := range entries {
			for j := range i {
				if entries[i].Key == entries[j].Key {
					c.Mistake(entries[i].KeyNode, "%q is written twice", entries[i].Key)
					break
				}
			}
		}
		return
	}
	seen := make(map[string]bool, len(entries))
	for _, e := range entries {
		if seen[e.Key] {
			c.Mistake(e.KeyNode, "%q is written twice", e.Key)
		}
		seen[e.Key] = true
	}
}

// Text reads a scalar as it was written; it rejects null.
func (c *State) Text(n *yaml.Node, key string) (string, bool) {
	n = source.Resolve(n)
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		c.Wants(n, key, "text")
		return "", false
	}
	return n.Value, !IsLate(n)
}

// Words reads a text or a list of texts, each with its node.
func (c *State) Words(n *yaml.Node, key string) (words []string, nodes []*yaml.Node) {
	n = source.Resolve(n)
	items := []*yaml.Node{n}
	if n != nil && n.Kind == yaml.SequenceNode {
		items = n.Content
		if len(items) == 0 {
			c.Mistake(n, "%s: the list is empty", key)
		}
	}
	for _, item := range items {
		if s, ok := c.Text(item, key); ok {
			words, nodes = append(words, s), append(nodes, source.Resolve(item))
		}
	}
	return words, nodes
}

// Describe returns the kind of a node, for messages.
func Describe(n *yaml.Node) string {
	if n = source.Resolve(n); n == nil {
		return "nothing"
	}
	switch n.Kind {
	case yaml.MappingNode:
		return "a map"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.Tag {
	case "!!null":
		return "nothing"
	case "!!bool":
		return n.Value + " (boolean)"
	case "!!int", "!!float":
		return n.Value + " (number)"
	}
	return fmt.Sprintf("%q (text)", text.Line(n.Value, 60))
}
