package lsp

import (
	"bytes"
	"slices"
	"strings"

	"assay/runner/internal/engine"
	"assay/runner/internal/lsp/language"
	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/source"
)

// largeText is the size in bytes from which a document is checked in slices first.
const largeText = 48 << 10

func (d *document) isLarge() bool { return len(d.text) >= largeText }

// The sections with an entry for each probe and finding: all else is always part of a slice.
var sliced = []string{"probes", "findings"}

const (
	// mostSliced bounds the entries of a slice.
	mostSliced = 400
	// alwaysSliced is the number of entries that a slice has of each section in any case: messages
	// that list all known words then do not differ from those about the whole.
	alwaysSliced = 13
)

// checkSlice checks what was changed of a large document, and publishes the errors in it. It
// leaves the document to the whole check if too much was changed, or if entries share anchors.
func (s *server) checkSlice(d *document) {
	if d.whole || len(d.changed) == 0 || bytes.Contains(d.text, []byte(" &")) {
		return
	}
	c := newSlice(d)
	text, ok := c.text()
	if !ok {
		return
	}
	documents, err := engine.Open([]string{d.path}, s.snapshot(map[string][]byte{d.path: text}))
	var problems source.Problems
	if err != nil {
		problems = source.ProblemsOf(err)
	}
	if len(documents) > 0 {
		problems = append(problems, documents[0].Suite.Warnings...)
	}
	found := diagnostics(problems, d.path, s.Masks.String)
	kept := slices.DeleteFunc(slices.Clone(d.known), func(l located) bool { return c.judges(l) })
	for _, l := range found {
		if c.judges(l) {
			kept = append(kept, l)
		}
	}
	slices.SortStableFunc(kept, func(a, b located) int { return a.Range.Start.Line - b.Range.Start.Line })
	d.known = kept
	s.publish(d)
}

// slice is a part of a document: the entries that were changed, and what they refer to.
type slice struct {
	d       *document
	entries map[string]*outline.Node // of probes, by id
	ids     []string
	changed map[*outline.Node]bool
	keep    map[*outline.Node]bool
	queue   []*outline.Node
	head    bool // lines outside of entries were changed
}

func newSlice(d *document) *slice {
	c := &slice{d: d, entries: map[string]*outline.Node{}, changed: map[*outline.Node]bool{}, keep: map[*outline.Node]bool{}}
	covered := 0 // changed lines that are within entries
	for _, name := range sliced {
		section := d.root().Get(name)
		if section == nil {
			continue
		}
		for i, n := range section.Items() {
			if name == "probes" {
				c.entries[n.Name] = n
				c.ids = append(c.ids, n.Name)
			}
			if i < alwaysSliced {
				c.keep[n] = true
			}
			l := d.linesOf(n)
			for _, r := range d.changed {
				if r.from <= l.to && l.from <= r.to {
					c.changed[n] = true
					covered += min(r.to, l.to) - max(r.from, l.from) + 1
				}
			}
		}
	}
	all := 0
	for _, r := range d.changed {
		all += r.to - r.from + 1
	}
	c.head = covered < all
	return c
}

func (d *document) linesOf(n *outline.Node) lines {
	return lines{d.line(n.Whole.From), d.line(n.Whole.To)}
}

// text returns the document with empty lines in the place of all other entries; ok is false if the
// slice would be too large.
func (c *slice) text() (text []byte, ok bool) {
	for n := range c.changed {
		c.take(n)
	}
	for len(c.queue) > 0 && len(c.keep) <= mostSliced {
		n := c.queue[len(c.queue)-1]
		c.queue = c.queue[:len(c.queue)-1]
		c.follow(n)
	}
	if len(c.keep) > mostSliced {
		return nil, false
	}
	out, at := make([]byte, 0, len(c.d.text)/16), 0
	drop := func(from, to int) {
		out = append(out, c.d.text[at:from]...)
		for range bytes.Count(c.d.text[from:to], []byte("\n")) {
			out = append(out, '\n')
		}
		at = to
	}
	type part struct{ from, to int }
	var parts []part
	for _, name := range sliced {
		if section := c.d.root().Get(name); section != nil {
			for _, n := range section.Items() {
				if !c.keep[n] {
					parts = append(parts, part{n.Whole.From - len(outline.Indent(c.d.text, n.Whole.From)), n.Whole.To})
				}
			}
		}
	}
	if n := c.d.root().Get("fixtures"); n != nil { // what was recorded is not looked at
		parts = append(parts, part{n.Whole.From, n.Whole.To})
	}
	slices.SortFunc(parts, func(a, b part) int { return a.from - b.from })
	for _, p := range parts {
		if p.from >= at {
			drop(p.from, p.to)
		}
	}
	return append(out, c.d.text[at:]...), true
}

func (c *slice) take(n *outline.Node) {
	if n != nil {
		c.keep[n] = true
		c.queue = append(c.queue, n)
	}
}

// follow takes the probes that an entry refers to, by each word that is the id of one.
func (c *slice) follow(n *outline.Node) {
	text := c.d.text[n.Whole.From:n.Whole.To]
	for _, word := range bytes.FieldsFunc(text, func(r rune) bool { return !isWord(r) }) {
		id := strings.TrimRight(string(word), "*-")
		probe := c.entries[string(word)]
		switch {
		case probe != nil && !c.keep[probe]:
			c.take(probe)
		case probe == nil && bytes.IndexByte(word, '*') >= 0 && id != "":
			c.takeMatches(string(word))
		}
	}
	if c.changed[n] {
		c.takeNearest(n)
	}
}

func isWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '*'
}

// takeMatches takes some of the probes that a glob names.
func (c *slice) takeMatches(glob string) {
	const most = 20
	taken := 0
	for _, id := range c.ids {
		if source.Glob(glob, id) {
			c.take(c.entries[id])
			if taken++; taken == most {
				return
			}
		}
	}
}

// takeNearest takes the probes that unknown ids are most likely a typo of, for the suggestion.
func (c *slice) takeNearest(entry *outline.Node) {
	entry.Walk(func(n *outline.Node) {
		if n.Kind != outline.Scalar || n.Text == "" || c.entries[n.Text] != nil || language.At(n.Path()).Names() != "probe" {
			return
		}
		if near := source.Nearest(n.Text, c.ids); near != "" && !c.keep[c.entries[near]] {
			c.take(c.entries[near])
		}
	})
}

// judges reports whether a diagnostic is about what the slice decides: an error in what was
// changed.
func (c *slice) judges(l located) bool {
	if l.path != c.d.path || l.Severity != 1 {
		return false
	}
	line := l.Range.Start.Line
	for n := range c.changed {
		if r := c.d.linesOf(n); r.from <= line && line <= r.to {
			return true
		}
	}
	return c.head && c.d.touched(line)
}
