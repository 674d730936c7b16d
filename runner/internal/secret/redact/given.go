package redact

import (
	"strings"

	"assay/runner/internal/exchange"
)

// mostCaptured is the size in bytes of the longest captured text of which a part is learned.
const mostCaptured = 4 << 10

// Given holds what a server gave out in one answer.
type Given struct{ values map[string]bool }

// Given returns what o, which is not masked yet, gives out as credentials.
func (r *Redactor) Given(o *exchange.Observation) Given {
	g := Given{values: map[string]bool{}}
	if r == nil || r.matcher == nil {
		return g
	}
	give := func(s string) []hit {
		var found []int
		r.search(s, &found) // which waits for what is learned
		return issued(s, found, nil)
	}
	text := string(o.Text())
	g.add(text, give(text))
	headers := []exchange.Header{o.Header, o.Trailer}
	for _, h := range o.Hops {
		headers = append(headers, h.Header)
	}
	for _, h := range headers {
		for _, f := range h {
			g.add(f.Value, issuedIn(f.Name, f.Value, give(f.Value)))
		}
	}
	return g
}

func (g Given) add(s string, hits []hit) {
	for _, h := range hits {
		raw := s[h.start:h.end]
		g.values[raw] = true
		if strings.IndexByte(raw, '\\') >= 0 {
			g.values[undo(raw, jsonUnit).text] = true
		}
	}
}

// None reports whether nothing was given out.
func (g Given) None() bool { return len(g.values) == 0 }

// In returns what of a captured text is a credential: a part of it if it contains one, the whole
// if it contains several, "" if none.
func (g Given) In(captured string) string {
	if len(captured) > mostCaptured {
		return ""
	}
	if g.values[captured] {
		return captured
	}
	found := ""
	for v := range g.values {
		switch {
		case !strings.Contains(captured, v) || strings.Contains(found, v):
		case found == "" || strings.Contains(v, found):
			found = v
		default:
			return captured
		}
	}
	return found
}
