package compile

import "sync"

// Shared keeps what the expectations of one suite have in common: compiled
// paths, patterns, schemas, documents. It may be used from many goroutines.
type Shared struct {
	mu     sync.Mutex
	things map[sharedKey]sharedThing
}

type sharedKey struct{ kind, text string }

type sharedThing struct {
	value any
	err   error
}

// NewShared makes an empty Shared.
func NewShared() *Shared { return &Shared{things: map[sharedKey]sharedThing{}} }

// Cached is what build made of text, built once for each kind and text. An
// error is kept too. Whoever asks gets the same value.
func Cached[T any](s *Shared, kind, text string, build func(text string) (T, error)) (T, error) {
	key := sharedKey{kind, text}
	s.mu.Lock()
	thing, ok := s.things[key]
	s.mu.Unlock()
	if !ok {
		value, err := build(text)
		s.mu.Lock()
		if thing, ok = s.things[key]; !ok { // nobody else was faster
			thing = sharedThing{value, err}
			s.things[key] = thing
		}
		s.mu.Unlock()
	}
	value, _ := thing.value.(T)
	return value, thing.err
}
