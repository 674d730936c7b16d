package redact

import (
	"cmp"
	"slices"
	"strings"
)

// hit is a part of a text that must be masked.
type hit struct {
	start, end int
	mask, kind string
	declared   bool // a declared secret, whose name is preferred to a rule's
	word       bool // too short to be found inside a JSON number
	quoted     bool // the mask replaces a whole JSON value
}

// secret is the name of the declared secret that was found, "" without.
func (h *hit) secret() string {
	if !h.declared {
		return ""
	}
	return strings.TrimSuffix(strings.TrimPrefix(h.mask, "${"), "}")
}

// merged joins overlapping hits, in order. The mask of a joined hit is that of a declared secret if
// it contains one, otherwise that of the longest.
func merged(hits []hit) []hit {
	if len(hits) < 2 {
		return hits
	}
	slices.SortStableFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	out := hits[:1]
	longest := hits[0].end - hits[0].start
	for _, h := range hits[1:] {
		last := &out[len(out)-1]
		if h.start >= last.end {
			out, longest = append(out, h), h.end-h.start
			continue
		}
		if h.declared != last.declared && h.declared || h.declared == last.declared && h.end-h.start > longest {
			last.mask, last.kind, last.declared, longest = h.mask, h.kind, h.declared, h.end-h.start
		}
		last.end = max(last.end, h.end)
		last.quoted = last.quoted || h.quoted
	}
	return out
}

// replaced returns s with masks in place of the hits, which must be merged.
func replaced(s string, hits []hit) string {
	if len(hits) == 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 16*len(hits))
	from := 0
	for _, h := range hits {
		b.WriteString(s[from:h.start])
		if h.quoted {
			b.WriteString(`"` + h.mask + `"`)
		} else {
			b.WriteString(h.mask)
		}
		from = h.end
	}
	b.WriteString(s[from:])
	return b.String()
}
