package redact

import (
	"encoding/json"
	"strings"
	"unsafe"

	"assay/runner/internal/value"
)

// body returns a body without secrets, the same slice if it contains none. JSON stays JSON.
func (r *Redactor) body(b []byte) []byte {
	if len(b) == 0 {
		return b
	}
	s := unsafe.String(&b[0], len(b)) // does not outlive b, which is not changed
	hits := append(r.findAnswered(s), r.rules.nodes(s)...)
	if len(hits) == 0 {
		return b
	}
	if !json.Valid(b) {
		return []byte(replaced(s, merged(hits)))
	}
	hits = fitJSON(s, merged(hits))
	if out := []byte(replaced(s, hits)); json.Valid(out) {
		return out
	}
	// A secret that consists of brackets and quotes leaves no part to keep.
	return []byte(`"` + hits[0].mask + `"`)
}

// fitJSON widens hits so that masks do not tear a JSON text: to whole escapes
// inside strings, and outside of them to whole numbers and words.
func fitJSON(s string, hits []hit) []hit {
	f := fitting{hits: hits}
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '"':
			i = f.text(s, i)
		case isStructure(c):
			i++
		default:
			end := endOfLiteral(s, i)
			f.whole(i, end, true)
			i = end
		}
	}
	kept := f.hits[:0]
	for _, h := range f.hits {
		if h.start < h.end {
			kept = append(kept, h)
		}
	}
	return merged(kept)
}

// fitting holds hits in order, and the index of the first one not passed yet.
type fitting struct {
	hits []hit
	next int
}

// text goes over the string that starts at i and gives the offset after it.
func (f *fitting) text(s string, i int) int {
	for i++; i < len(s) && s[i] != '"'; {
		size := value.CharSize(s, i)
		if size > 1 {
			f.whole(i, i+size, false)
		}
		i += size
	}
	return i + 1
}

// whole widens the hits that overlap the range from start to end, which must not be split. literal
// says that the range is a JSON value without quotes.
func (f *fitting) whole(start, end int, literal bool) {
	for f.next < len(f.hits) && f.hits[f.next].end <= start {
		f.next++
	}
	for i := f.next; i < len(f.hits) && f.hits[i].start < end; i++ {
		switch h := &f.hits[i]; {
		case h.quoted:
		case literal && h.word:
			h.end = h.start
		default:
			h.start, h.end, h.quoted = min(h.start, start), max(h.end, end), literal
		}
	}
}

// isStructure reports whether c is white space or punctuation between JSON values.
func isStructure(c byte) bool { return strings.IndexByte("{}[],: \t\r\n", c) >= 0 }

// endOfLiteral is the offset after the number or word that starts at i.
func endOfLiteral(s string, i int) int {
	for i < len(s) && s[i] != '"' && !isStructure(s[i]) {
		i++
	}
	return i
}
