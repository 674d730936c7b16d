package compile

import "sync"

// Shared holds data shared by the expectations of one suite: compiled paths, patterns, schemas,
// documents. It is safe for concurrent use.
type Shared struct {
	mu     sync.Mutex
	things map[sharedKey]sharedThing
}

type sharedKey struct{ kind, text string }

type sharedThing struct {
	value any
	err   error
}

// NewShared returns an empty Shared.
func NewShared() *Shared { return &Shared{things: map[sharedKey]sharedThing{}} }

// Documents is the kind of the OpenAPI documents in a Shared.
const Documents = "openapi"

// Successor returns a Shared for another reading of the same suite: empty but for the OpenAPI
// documents, which do not depend on the suite.
func (s *Shared) Successor() *Shared {
	next := NewShared()
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, thing := range s.things {
		if key.kind == Documents {
			next.things[key] = thing
		}
	}
	return next
}

// Cached returns the result of build for text, called once for each kind and text. It also caches
// errors. All callers get the same value.
func Cached[T any](s *Shared, kind, text string, build func(text string) (T, error)) (T, error) {
	key := sharedKey{kind, text}
	s.mu.Lock()
	thing, ok := s.things[key]
	s.mu.Unlock()
	if !ok {
		value, err := build(text)
		s.mu.Lock()
		if thing, ok = s.things[key]; !ok { // no other goroutine was faster
			thing = sharedThing{value, err}
			s.things[key] = thing
		}
		s.mu.Unlock()
	}
	value, _ := thing.value.(T)
	return value, thing.err
}

// Files lists the files that the kept things were read from, unordered.
func (s *Shared) Files() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, thing := range s.things {
		if reads, ok := thing.value.(interface{ Files() []string }); ok {
			out = append(out, reads.Files()...)
		}
	}
	return out
}
