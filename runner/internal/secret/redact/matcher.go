package redact

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

// matcher finds many texts in one pass: it looks up every three bytes in a filter of 8 KiB of the
// beginnings of all texts, and compares only on a match. Unlike an automaton of all forms, it
// costs next to nothing to build.
type matcher struct {
	filter   [1 << 10]uint64
	patterns map[uint32][]pattern // by their first three bytes; see own
	own      bool                 // patterns is not shared with all other matchers
	words    []pattern            // of one or two bytes
	secrets  bool                 // some are declared: escapes are worth undoing
	spaces   bool                 // some hold a space, which a URL may write as +
}

// pattern is a text to find, or the beginning of a shape.
type pattern struct {
	text       string
	mask, kind string
	word       bool   // only where it stands alone
	shape      *shape // nil: the text itself
}

// newMatcher returns a matcher that knows the shapes of keys.
func newMatcher() *matcher {
	m := *shapesOnly()
	return &m
}

// shapesOnly is what every matcher begins with, made once: a run has several.
var shapesOnly = sync.OnceValue(func() *matcher {
	m := &matcher{patterns: map[uint32][]pattern{}, own: true}
	for i := range shapes {
		s := &shapes[i]
		for _, prefix := range s.prefixes {
			m.insert(pattern{text: prefix, mask: "${redacted:" + s.kind + "}", kind: "shaped like a key: " + s.kind, shape: s})
		}
	}
	for _, stem := range stems() {
		m.mark(first(stem))
	}
	for w, all := range m.patterns {
		m.patterns[w] = slices.Clip(all) // whoever adds one gets another array
	}
	m.own = false
	return m
})

// mark lets the filter pass what begins with these three bytes.
func (m *matcher) mark(w uint32) {
	h := slot(w)
	m.filter[h>>6] |= 1 << (h & 63)
}

// add adds a form of a secret.
func (m *matcher) add(text, mask, kind string) {
	m.secrets = true
	m.spaces = m.spaces || strings.Contains(text, " ")
	if len(text) < 3 {
		return
	}
	for _, known := range m.patterns[first(text)] {
		if known.text == text && known.shape == nil {
			return
		}
	}
	m.insert(pattern{text: text, mask: mask, kind: kind})
}

// addWord adds a secret too short to be searched for inside words.
func (m *matcher) addWord(text, mask, kind string) {
	switch p := (pattern{text: text, mask: mask, kind: kind, word: true}); {
	case text == "":
	case len(text) < 3:
		m.words = append(m.words, p)
	default:
		m.insert(p)
	}
}

func (m *matcher) insert(p pattern) {
	w := first(p.text)
	m.mark(w)
	if !m.own {
		m.patterns, m.own = maps.Clone(m.patterns), true
	}
	m.patterns[w] = append(m.patterns[w], p)
}

// first is the first three bytes of s as a number.
func first(s string) uint32 { return uint32(s[0])<<16 | uint32(s[1])<<8 | uint32(s[2]) }

// slot is the bit of the filter for three bytes.
func slot(w uint32) uint32 { return w * 0x9E3779B1 >> 16 }

// scan finds what s contains unescaped. It appends to found, unless it is nil, where a stem is.
func (m *matcher) scan(s string, found *[]int) []hit {
	var hits []hit
	for _, p := range m.words {
		hits = p.each(s, hits)
	}
	if len(s) < 3 {
		return hits
	}
	w := first(s) >> 8
	for i := 2; i < len(s); i++ {
		w = (w<<8 | uint32(s[i])) & 0xFFFFFF
		if h := slot(w); m.filter[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for k := range m.patterns[w] {
			hits = m.patterns[w][k].at(s, i-2, hits)
		}
		if found != nil && isStem(s[i-2:]) {
			*found = append(*found, i-2)
		}
	}
	return hits
}

// at appends what p finds at an offset of s.
func (p *pattern) at(s string, start int, hits []hit) []hit {
	if !strings.HasPrefix(s[start:], p.text) {
		return hits
	}
	h := hit{start: start, end: start + len(p.text), mask: p.mask, kind: p.kind, declared: p.shape == nil, word: p.word}
	switch {
	case p.shape != nil:
		if !p.shape.fits(s, &h) {
			return hits
		}
	case p.word && (inWord(s, start-1) || inWord(s, h.end)):
		return hits
	case isReference(s, h):
		return hits
	}
	return append(hits, h)
}

// each appends every place of a short word.
func (p *pattern) each(s string, hits []hit) []hit {
	for from := 0; ; {
		i := strings.Index(s[from:], p.text)
		if i < 0 {
			return hits
		}
		hits = p.at(s, from+i, hits)
		from += i + 1
	}
}

// inWord reports whether s has a letter, digit or underscore at offset i.
func inWord(s string, i int) bool {
	return i >= 0 && i < len(s) && isWord(s[i])
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c >= 0x80
}

// isReference reports whether h is the name in a ${name}, which may well equal a short password.
func isReference(s string, h hit) bool {
	return strings.HasSuffix(s[:h.start], "${") && strings.HasPrefix(s[h.end:], "}")
}

// mixed appends what s contains behind a mixture of escapes of several kinds: undoing one kind
// alone would leave a part escaped.
func (m *matcher) mixed(s string, hits []hit) []hit {
	kinds := 0
	for _, e := range escapes {
		if !e.spaces && strings.IndexByte(s, e.sign) >= 0 {
			kinds++
		}
	}
	if kinds < 2 {
		return hits
	}
	v := undo(s, anyUnit)
	if v.kinds < 2 {
		return hits
	}
	for _, h := range m.scan(v.text, nil) {
		h.start, h.end = v.back(h.start, h.end)
		hits = append(hits, h)
	}
	return hits
}

// viewsDeep is the maximum number of nested escapes that are undone.
const viewsDeep = 3

// everywhere finds what s contains unescaped and, if there are declared secrets, behind escapes.
func (m *matcher) everywhere(s string, deep int, found *[]int) []hit {
	hits := m.scan(s, found)
	if !m.secrets || deep == 0 {
		return hits
	}
	hits = m.mixed(s, hits)
	for _, e := range escapes {
		if strings.IndexByte(s, e.sign) < 0 || e.spaces && !m.spaces {
			continue
		}
		v := undo(s, e.unit)
		if len(v.units) == 0 {
			continue
		}
		for _, h := range m.everywhere(v.text, deep-1, nil) {
			h.start, h.end = v.back(h.start, h.end)
			hits = append(hits, h)
		}
	}
	return hits
}
