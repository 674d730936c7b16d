package redact

import (
	"maps"
	"slices"
	"sync"
)

// Masks are the redactors of several documents: for texts that may hold the secrets of any of them,
// such as a panic in the program itself, or what one session shows of several runs. The zero value
// knows only the shapes of keys; nil changes nothing. It may be used from many goroutines.
type Masks struct {
	mu     sync.Mutex
	byName map[string]*Redactor
	// earlier are secrets that runs learned whose redactors were replaced, and past masks them. A
	// server still gives out what it gave an earlier run.
	earlier []Secret
	past    *Redactor
}

// mostEarlier bounds the secrets of earlier runs: the newest stay.
const mostEarlier = 256

// Put adds the redactor of a document, in the place of the one that had the name before. What the
// former learned stays masked; what it declared does not, as the document decides that.
func (m *Masks) Put(name string, r *Redactor) {
	if m == nil || r == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byName == nil {
		m.byName = map[string]*Redactor{}
	}
	if before := m.byName[name]; before != r {
		m.keep(before.AllLearned())
	}
	m.byName[name] = r
}

// keep adds secrets of an earlier run.
func (m *Masks) keep(learned []Secret) {
	before := len(m.earlier)
	for _, s := range learned {
		if !slices.Contains(m.earlier, s) {
			m.earlier = append(m.earlier, s)
		}
	}
	if len(m.earlier) == before {
		return
	}
	m.earlier = slices.Delete(m.earlier, 0, max(0, len(m.earlier)-mostEarlier))
	m.past = &Redactor{matcher: newMatcher()}
	for _, s := range m.earlier {
		m.past.matcher.addSecret(s)
	}
}

// String is s without the secrets of any document.
func (m *Masks) String(s string) string {
	if m == nil {
		return s
	}
	for _, r := range m.all() {
		s = r.String(s)
	}
	return s
}

// all are the redactors in the order of their names, then that of earlier runs; at least one.
func (m *Masks) all() []*Redactor {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.byName) == 0 {
		return []*Redactor{{matcher: newMatcher()}}
	}
	out := make([]*Redactor, 0, len(m.byName)+1)
	for _, name := range slices.Sorted(maps.Keys(m.byName)) {
		out = append(out, m.byName[name])
	}
	if m.past != nil {
		out = append(out, m.past)
	}
	return out
}
