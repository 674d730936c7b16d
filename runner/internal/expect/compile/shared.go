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
