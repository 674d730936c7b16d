package compile

import (
	"fmt"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/expect/show"
	"assay/runner/internal/source"
)

// State is the state of one Compile: where mistakes go, what references
// were met.
type State struct {
	*Scope
	References
	// secretAt are the secrets that a filled node holds, until the check that judges it
	// has taken them.
	secretAt map[*yaml.Node][]string
	nodes    int  // literal values read so far, see mostNodes
	large    bool // a value was told to be too large, which is said once
	depth    int  // expectations inside expectations
	Heavy    bool // a schema was read that judges single values
	Timed    bool // a value is read as a time in any form
}

// References are what an expectation refers to.
type References struct {
	Refs    []string   // every ${reference}
	Late    []string   // those whose value comes with Bind
	Secrets []string   // the secrets that it compares with, as far as their references are filled
	Probes  []ProbeRef // the probes whose answers it compares with
}

// Empty reports whether the expectation refers to nothing.
func (r *References) Empty() bool { return len(r.Refs)+len(r.Probes)+len(r.Late) == 0 }

// Enter notes an expectation inside the one being read; false where they are nested too
// deeply. leave ends it.
func (c *State) Enter() bool {
	c.depth++
	return c.depth <= mostDepth
}

// Leave ends the expectation that Enter noted.
func (c *State) Leave() { c.depth-- }

// NewState is the state of a new compilation in s.
func NewState(s *Scope) State { return State{Scope: s} }

// Count counts a literal value, at a depth; false where there are too many of them.
func (c *State) Count(depth int) bool {
	c.nodes++
	return depth <= mostDepth && c.nodes <= mostNodes
}

// mostNodes bounds the literal values of one expectation, so that a few lines
// of nested aliases cannot fill the memory; mostDepth bounds their nesting.
const (
	mostNodes = 1_000_000
	mostDepth = 200
)

// At is the place of n in the document.
func (c *State) At(n *yaml.Node) source.Pos { return c.File.At(n) }

// Mistake records an error of the document at n. What holds a reference whose
// value comes later cannot be told to be wrong yet.
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

// UnknownWord records that n holds a word that is none of the known ones.
func (c *State) UnknownWord(n *yaml.Node, what, word string, known []string) *source.Problem {
	if c.holdsLate(n) {
		return &source.Problem{}
	}
	return c.Problems.Unknown(c.At(n), what, word, known)
}

// Entries reads a map, merge keys expanded; a key written twice is a mistake.
// ok is false (and a mistake recorded) where n is no map.
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

// Once records the keys that a map has twice.
func (c *State) Once(entries []source.Entry) {
	if len(entries) <= 8 {
		for i := range entries {
			for j := range i {
				if entries[i].Key == entries[j].Key {
					c.Mistake(entries[i].KeyNode, "%q is written twice", entries[i].Key)
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

// Text reads a scalar as it was written; null is none.
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

// Describe says what a node is, in the words of messages.
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
	return fmt.Sprintf("%q (text)", show.Clip(n.Value, 60))
}
