package expect

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/exchange"
	"assay/runner/internal/source"
)

// check is one compiled key of an expectation ("status", "json", "stream"…). It
// adds what is unmet or unknown to out and leaves out untouched when it is met.
// It is called only where an answer came, unless it is a withoutAnswer.
type check interface {
	judge(o *exchange.Observation, w *World, out *Result)
}

// withoutAnswer marks a check that also judges a transport error.
type withoutAnswer interface {
	check
	judgesFailures()
}

// summarizer is a check that says itself in a few words; of others the key is
// shown.
type summarizer interface {
	summary() string
}

// compiling is the state of one Compile: where mistakes go, what references
// were met.
type compiling struct {
	*Scope
	refs   []string // every reference met
	late   []string // those whose value comes with Bind
	probes []ProbeRef
	// secrets are the secrets met, and secretAt those that a filled node holds, until the
	// check that judges it has taken them.
	secrets  []string
	secretAt map[*yaml.Node][]string
	nodes    int  // literal values read so far, see mostNodes
	depth    int  // expectations inside expectations
	heavy    bool // a schema was read that judges single values
}

// mostNodes bounds the literal values of one expectation, so that a few lines
// of nested aliases cannot fill the memory; mostDepth bounds their nesting.
const (
	mostNodes = 1_000_000
	mostDepth = 200
)

// at is the place of n in the document.
func (c *compiling) at(n *yaml.Node) source.Pos { return c.File.At(n) }

// mistake records an error of the document at n. What holds a reference whose
// value comes later cannot be told to be wrong yet.
func (c *compiling) mistake(n *yaml.Node, format string, args ...any) *source.Problem {
	if c.holdsLate(n) {
		return &source.Problem{}
	}
	return c.Problems.Add(c.at(n), format, args...)
}

// wants records that key has a value of the wrong kind at n.
func (c *compiling) wants(n *yaml.Node, key, want string) {
	_ = c.mistake(n, "%s: expected %s, got %s", key, want, describeNode(n))
}

// unknownWord records that n holds a word that is none of the known ones.
func (c *compiling) unknownWord(n *yaml.Node, what, word string, known []string) *source.Problem {
	if c.holdsLate(n) {
		return &source.Problem{}
	}
	return c.Problems.Unknown(c.at(n), what, word, known)
}

// entries reads a map, merge keys expanded; a key written twice is a mistake.
// ok is false (and a mistake recorded) where n is no map.
func (c *compiling) entries(n *yaml.Node, key, want string) (entries []source.Entry, ok bool) {
	n = source.Resolve(n)
	if n == nil || n.Kind != yaml.MappingNode {
		c.wants(n, key, want)
		return nil, false
	}
	entries = source.Entries(n)
	c.once(entries)
	return entries, true
}

// once records the keys that a map has twice.
func (c *compiling) once(entries []source.Entry) {
	if len(entries) <= 8 {
		for i := range entries {
			for j := range i {
				if entries[i].Key == entries[j].Key {
					c.mistake(entries[i].KeyNode, "%q is written twice", entries[i].Key)
				}
			}
		}
		return
	}
	seen := make(map[string]bool, len(entries))
	for _, e := range entries {
		if seen[e.Key] {
			c.mistake(e.KeyNode, "%q is written twice", e.Key)
		}
		seen[e.Key] = true
	}
}

// text reads a scalar as it was written; null is none.
func (c *compiling) text(n *yaml.Node, key string) (string, bool) {
	n = source.Resolve(n)
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		c.wants(n, key, "text")
		return "", false
	}
	return n.Value, !isLate(n)
}

// words reads a text or a list of texts, each with its node.
func (c *compiling) words(n *yaml.Node, key string) (words []string, nodes []*yaml.Node) {
	n = source.Resolve(n)
	items := []*yaml.Node{n}
	if n != nil && n.Kind == yaml.SequenceNode {
		items = n.Content
		if len(items) == 0 {
			c.mistake(n, "%s: the list is empty", key)
		}
	}
	for _, item := range items {
		if s, ok := c.text(item, key); ok {
			words, nodes = append(words, s), append(nodes, source.Resolve(item))
		}
	}
	return words, nodes
}

// describeNode says what a node is, in the words of messages.
func describeNode(n *yaml.Node) string {
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
	return fmt.Sprintf("%q (text)", clipLine(n.Value, 60))
}

// unmet adds a failure.
func (r *Result) unmet(f Failure) {
	r.Outcome = Unmet
	if !r.quiet {
		r.Failures = append(r.Failures, f)
	}
}

// unknown adds a reason why something could not be told; a failure outweighs it.
func (r *Result) unknown(reason string) {
	if r.Outcome == Met {
		r.Outcome = Unknown
	}
	if r.quiet {
		return
	}
	for _, u := range r.Unknowns {
		if u == reason {
			return
		}
	}
	r.Unknowns = append(r.Unknowns, reason)
}

// missing is unknown where something was not observed.
func (r *Result) missing(why exchange.Missing, prefix string) {
	r.unknown(prefix + why.String())
	r.lacks(why)
}

// lacks notes that an unknown is because something was not observed.
func (r *Result) lacks(why exchange.Missing) {
	if r.Missing.None() {
		r.Missing = why
	}
}

// nested is an empty result for an expectation inside the one that r is of.
func (r *Result) nested(quiet bool) Result {
	return Result{quiet: quiet, sample: r.sample, failing: r.failing, inside: r.inside}
}

// add takes over what another judgement found; in names the expectation inside this one
// that it is of ("answer wrong-host"), "" where it needs no name.
func (r *Result) add(other *Result, in string) {
	prefix := ""
	if in != "" {
		prefix = in + ": "
	}
	for i := range other.Failures {
		f := other.Failures[i]
		if in != "" {
			f.Subject = f.Subject.of(in)
		}
		r.unmet(f)
	}
	for _, u := range other.Unknowns {
		r.unknown(prefix + u)
	}
	r.lacks(other.Missing)
	if other.Outcome == Unmet || other.Outcome == Unknown && r.Outcome == Met {
		r.Outcome = other.Outcome
	}
}

// clipLine is s on one line of at most that many characters.
func clipLine(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
