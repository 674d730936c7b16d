package lsp

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/text"
	"assay/runner/internal/value"
)

const (
	// mostPaths bounds the JSONPaths that are proposed at once, and mostItem the items of an array
	// that have one each.
	mostPaths, mostItem = 300, 3
	// mostShown bounds a value that is shown in one line, mostHover one in a hover, in characters.
	mostShown, mostHover = 80, 1200
)

// shown returns a recorded text for one line, masked.
func (d *document) shown(s string) string { return text.Line(d.last.Redact.String(s), mostShown) }

// shownJSON returns a recorded JSON value for one line, masked.
func (d *document) shownJSON(v any) string {
	compact, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return d.shown(string(compact))
}

// paths proposes the JSONPaths of what was recorded for the probes that a node is about.
func (c *completing) paths(of *outline.Node, end string) {
	seen := map[string]bool{}
	for _, r := range c.responses(of) {
		body, err := r.JSON()
		if err != nil {
			continue
		}
		w := &walk{begun: c.typed(), seen: seen}
		w.add(body, nil)
		for _, f := range w.found {
			c.add(protocol.KindField, f.path, c.shownJSON(f.value), "", c.quoted(f.path)+end, c.at.Word)
		}
	}
}

// walk lists the places of a JSON value, those of a higher level first.
type walk struct {
	begun string // as far as the path is typed
	seen  map[string]bool
	found []found
}

type found struct {
	path  string
	value any
}

func (w *walk) add(root any, at value.Path) {
	type place struct {
		at    value.Path
		value any
	}
	next := []place{{at, root}}
	for len(next) > 0 && len(w.found) < mostPaths {
		here := next[0]
		next = next[1:]
		path := here.at.String()
		if !strings.HasPrefix(path, w.begun) && !strings.HasPrefix(w.begun, path) {
			continue
		}
		if strings.HasPrefix(path, w.begun) && !w.seen[path] {
			w.seen[path] = true
			w.found = append(w.found, found{path, here.value})
		}
		below := func(s value.Step, v any) {
			next = append(next, place{append(slices.Clone(here.at), s), v})
		}
		switch v := here.value.(type) {
		case map[string]any:
			for _, name := range slices.Sorted(maps.Keys(v)) {
				below(value.Member(name), v[name])
			}
		case []any:
			for i, item := range v {
				if i < mostItem || strings.HasPrefix(w.begun, append(slices.Clone(here.at), value.Item(i)).String()) {
					below(value.Item(i), item)
				}
			}
			if len(v) > 0 {
				below(value.Items, v[0])
			}
		}
	}
}

// valuesAt returns the recorded values at a JSONPath as Markdown, a line for each probe.
func (d *document) valuesAt(n *outline.Node, path string) string {
	query, err := value.Query(path)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, r := range d.responses(n) {
		body, err := r.JSON()
		if err != nil {
			continue
		}
		nodes := query.Select(body)
		var v any = []any(nodes)
		switch {
		case len(nodes) == 0:
			b.WriteString("recorded for `" + r.probe.ID + "`: absent\n\n")
			continue
		case len(nodes) == 1:
			v = nodes[0]
		}
		b.WriteString("recorded for `" + r.probe.ID + "`:\n" + d.fenced(v))
	}
	return b.String()
}

// fenced returns a JSON value as a block of Markdown, masked.
func (d *document) fenced(v any) string {
	indented, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return "\n"
	}
	return "\n```json\n" + text.Cut(strings.ReplaceAll(d.last.Redact.String(string(indented)), "```", "'''"), mostHover) + "\n```\n\n"
}
