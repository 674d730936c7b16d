package fleet

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"sync"
)

// A message is the length of a description of its types (unsigned varint), that description, and
// the value, the latter two as encoding/gob writes them. Describing the types costs more than a
// small value does, so that a process writes the description once, and reads one that it knows no
// more.

// writer encodes values of one type.
type writer struct {
	out   bytes.Buffer
	gob   *gob.Encoder
	types []byte // how messages begin
}

// reader decodes values of one type, as one description says.
type reader struct {
	in  bytes.Reader
	gob *gob.Decoder
}

// message encodes and decodes values of type T.
type message[T any] struct {
	writers sync.Pool

	mu      sync.Mutex
	readers map[string]*sync.Pool // by the description
}

// mostDescriptions is how many descriptions are known at once. Processes of one version have few.
const mostDescriptions = 64

var (
	jobs     message[Job]
	outcomes message[Outcome]
)

// Bytes returns a job as a message.
func (j *Job) Bytes() ([]byte, error) { return jobs.bytes(j) }

// Bytes returns an outcome as a message.
func (o *Outcome) Bytes() ([]byte, error) { return outcomes.bytes(o) }

// ReadJob reads what [Job.Bytes] returned.
func ReadJob(raw []byte) (*Job, error) { return jobs.read(raw) }

// ReadOutcome reads what [Outcome.Bytes] returned.
func ReadOutcome(raw []byte) (*Outcome, error) { return outcomes.read(raw) }

func (m *message[T]) bytes(v *T) ([]byte, error) {
	w, ok := m.writers.Get().(*writer)
	if !ok {
		w = &writer{}
		w.gob = gob.NewEncoder(&w.out)
		if err := w.gob.Encode(new(T)); err != nil {
			return nil, wrong(err)
		}
		w.types = append(binary.AppendUvarint(nil, uint64(w.out.Len())), w.out.Bytes()...) //nolint:gosec // a length
	}
	w.out.Reset()
	if err := w.gob.Encode(v); err != nil {
		return nil, wrong(err)
	}
	out := make([]byte, 0, len(w.types)+w.out.Len())
	out = append(append(out, w.types...), w.out.Bytes()...)
	if w.out.Cap() <= mostHeld {
		m.writers.Put(w)
	}
	return out, nil
}

// mostHeld is the size in bytes of a message up to which its buffer is used again.
const mostHeld = 1 << 20

func (m *message[T]) read(raw []byte) (*T, error) {
	size, n := binary.Uvarint(raw)
	if n <= 0 || size > uint64(len(raw)-n) {
		return nil, wrong(io.ErrUnexpectedEOF)
	}
	types, value := raw[n:n+int(size)], raw[n+int(size):] //nolint:gosec // at most the length of raw
	known := m.known(types)
	r, ok := known.Get().(*reader)
	if !ok {
		r = &reader{}
		r.in.Reset(types)
		r.gob = gob.NewDecoder(&r.in)
		if err := r.gob.Decode(new(T)); err != nil {
			return nil, wrong(err)
		}
	}
	out := new(T)
	r.in.Reset(value)
	if err := r.gob.Decode(out); err != nil {
		return nil, wrong(err)
	}
	if r.in.Len() > 0 {
		return nil, wrong(errors.New("something follows its value"))
	}
	known.Put(r)
	return out, nil
}

// known returns the readers for a description of types.
func (m *message[T]) known(types []byte) *sync.Pool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if p := m.readers[string(types)]; p != nil {
		return p
	}
	if m.readers == nil || len(m.readers) >= mostDescriptions {
		m.readers = map[string]*sync.Pool{}
	}
	p := &sync.Pool{}
	m.readers[string(types)] = p
	return p
}

func wrong(err error) error { return fmt.Errorf("a message of the fleet: %w", err) }
