package redact

import (
	"maps"
	"slices"
	"sync"
)

// Masks are the redactors of several documents: for texts that may hold the secrets of any of them,
// such as a panic in the program itself. The zero value knows only the shapes of keys; nil changes
// nothing. It may be used from many goroutines.
type Masks struct {
	mu     sync.Mutex
	byName map[string]*Redactor
}

// Put adds the redactor of a document, in the place of the one that had the name
// before.
func (m *Masks) Put(name string, r *Redactor) {
	if m == nil || r == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.byName == nil {
		m.byName = map[string]*Redactor{}
	}
	m.byName[name] = r
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

// all are the redactors in the order of their names, at least one.
func (m *Masks) all() []*Redactor {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.byName) == 0 {
		return []*Redactor{{matcher: newMatcher()}}
	}
	out := make([]*Redactor, 0, len(m.byName))
	for _, name := range slices.Sorted(maps.Keys(m.byName)) {
		out = append(out, m.byName[name])
	}
	return out
}
