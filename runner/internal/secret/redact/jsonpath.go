package redact

import (
	"strings"

	"github.com/theory/jsonpath/spec"

	"assay/runner/internal/exchange"
)

// nodes are the values in s, a JSON text, that the rules' JSONPaths select.
func (r *rules) nodes(s string) []hit {
	if len(r.json) == 0 {
		return nil
	}
	if start := strings.TrimLeft(s, exchange.JSONSpace); start == "" || start[0] != '{' && start[0] != '[' {
		return nil
	}
	v, err := exchange.ParseJSON([]byte(s))
	if err != nil {
		return nil
	}
	var root branch
	for _, path := range r.json {
		for _, node := range path.SelectLocated(v) {
			root.add(node.Path).mask = path.String()
		}
	}
	if root.under == nil && root.mask == "" {
		return nil
	}
	w := walk{s: s}
	w.value(0, &root)
	return w.hits
}

// branch is the selected places below one place of a JSON value.
type branch struct {
	mask  string // the JSONPath that selects it, "" none
	under map[any]*branch
}

// add gives the branch at path.
func (b *branch) add(path spec.NormalizedPath) *branch {
	for _, step := range path {
		var key any
		switch step := step.(type) {
		case spec.Name:
			key = string(step)
		case spec.Index:
			key = int(step)
		}
		if b.under == nil {
			b.under = map[any]*branch{}
		}
		if b.under[key] == nil {
			b.under[key] = &branch{}
		}
		b = b.under[key]
	}
	return b
}

// walk goes over a JSON text that is known to be valid.
type walk struct {
	s    string
	hits []hit
}

// value goes over the value that starts at or after i and gives the offset after
// it. b is nil where nothing below is selected.
func (w *walk) value(i int, b *branch) int {
	start := w.skip(i)
	var end int
	switch w.s[start] {
	case '{':
		end = w.members(start, b)
	case '[':
		end = w.items(start, b)
	case '"':
		end = w.text(start)
	default:
		end = endOfLiteral(w.s, start)
	}
	if b != nil && b.mask != "" {
		w.hits = append(w.hits, hit{start: start, end: end, mask: "${redacted:json}", kind: "redact: json: " + b.mask, quoted: true})
	}
	return end
}

func (w *walk) members(i int, b *branch) int {
	for i = w.skip(i + 1); w.s[i] != '}'; {
		end := w.text(i)
		var below *branch
		if b != nil && b.under != nil {
			if name, err := exchange.ParseJSON([]byte(w.s[i:end])); err == nil {
				below = b.under[name]
			}
		}
		i = w.value(w.skip(end)+1, below)
		if i = w.skip(i); w.s[i] == ',' {
			i = w.skip(i + 1)
		}
	}
	return i + 1
}

func (w *walk) items(i int, b *branch) int {
	i = w.skip(i + 1)
	for n := 0; w.s[i] != ']'; n++ {
		var below *branch
		if b != nil {
			below = b.under[n]
		}
		i = w.value(i, below)
		if i = w.skip(i); w.s[i] == ',' {
			i = w.skip(i + 1)
		}
	}
	return i + 1
}

// text gives the offset after the string that starts at i.
func (w *walk) text(i int) int {
	for i++; w.s[i] != '"'; i++ {
		if w.s[i] == '\\' {
			i++
		}
	}
	return i + 1
}

func (w *walk) skip(i int) int {
	for i < len(w.s) && (w.s[i] == ' ' || w.s[i] == '\t' || w.s[i] == '\n' || w.s[i] == '\r') {
		i++
	}
	return i
}
