package redact

import (
	"slices"
	"sync"
)

// learned holds the secrets that a run learned: values captured from responses and used as
// credentials.
type learned struct {
	sync.RWMutex // guards the redactor's matcher too
	all          []Secret
	known        map[Secret]bool
	latest       map[string]string // by name
}

// Learns prepares r to learn secrets while in use. It must be called before r is shared.
func (r *Redactor) Learns() {
	r.learned = &learned{known: map[Secret]bool{}, latest: map[string]string{}}
}

// Learn adds a secret that a run has found, and reports whether it is new. It ignores a value too
// short to be distinct from ordinary text: unlike a declared secret, a value from a response may
// be anything.
func (r *Redactor) Learn(s Secret) bool {
	if r == nil || r.learned == nil || len(s.Value) < shortest {
		return false
	}
	l := r.learned
	l.Lock()
	defer l.Unlock()
	l.latest[s.Name] = s.Value
	if l.known[s] {
		return false
	}
	l.known[s] = true
	l.all = append(l.all, s)
	r.matcher.addSecret(s)
	return true
}

// Learned is the value of a secret that was learned, the latest of that name.
func (r *Redactor) Learned(name string) (string, bool) {
	if r == nil || r.learned == nil {
		return "", false
	}
	r.learned.RLock()
	defer r.learned.RUnlock()
	v, ok := r.learned.latest[name]
	return v, ok
}

// AllLearned are the secrets that were learned, for another process of the same run.
func (r *Redactor) AllLearned() []Secret { return r.LearnedSince(0) }

// LearnedSince are those but for the first n.
func (r *Redactor) LearnedSince(n int) []Secret {
	if r == nil || r.learned == nil {
		return nil
	}
	r.learned.RLock()
	defer r.learned.RUnlock()
	return slices.Clone(r.learned.all[min(n, len(r.learned.all)):])
}
