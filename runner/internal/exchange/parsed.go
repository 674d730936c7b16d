package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"assay/runner/internal/value"
)

type parsed struct {
	json    sync.Once
	value   any
	jsonErr error
	made    func() any   // makes value; nil: it is parsed
	whole   atomic.Bool  // value is set, or made
	parts   atomic.Int32 // how often a part was read
	shared  atomic.Bool  // by several observations

	text   sync.Once
	inUTF8 []byte
}

// read returns what is known of the body so far.
func (o *Observation) read() *parsed {
	for {
		if p := o.memo.Load(); p != nil {
			return p
		}
		o.memo.CompareAndSwap(nil, &parsed{})
	}
}

// Forget lets go of the parsed form of the body, and of those of the samples: it takes several
// times the memory of the text. Whoever reads it later parses it again. It may be called while
// others read o.
func (o *Observation) Forget() {
	o.memo.Store(nil)
	for _, s := range o.Samples {
		s.memo.Store(nil)
	}
}

// Share lets o and other hold one body, and its parsed form, if theirs are the same. Only the owner
// of o may call it, before o is passed on.
func (o *Observation) Share(other *Observation) {
	if len(o.Body) > 0 && bytes.Equal(o.Body, other.Body) && o.Header.Get("Content-Type") == other.Header.Get("Content-Type") {
		o.Body = other.Body
		memo := other.read()
		memo.shared.Store(true)
		o.memo.Store(memo)
	}
}

// SetBody replaces the body and discards the parsed form of the old one. Only the owner of o may
// call it, before o is passed on.
func (o *Observation) SetBody(body []byte) {
	o.Body = body
	o.memo.Store(nil)
}

// JSON returns the body as a JSON value, parsed once: objects are map[string]any, arrays []any,
// numbers json.Number (no digit is lost). The error says where the body stops being JSON.
func (o *Observation) JSON() (any, error) {
	p := o.read()
	p.json.Do(func() {
		if p.made != nil {
			p.value = p.made()
			return
		}
		p.value, p.jsonErr = ParseJSON(p.textOf(o))
		p.whole.Store(true)
	})
	return p.value, p.jsonErr
}

// mostParts is how often a part of a body is read before it is cheaper to read all of it once.
const mostParts = 4

// JSONAt returns the node of the body at a path, without building the rest of it, for its first
// reader; another one reads JSON. found is false also where JSON is to be read.
func (o *Observation) JSONAt(path value.Path) (v any, found bool) {
	p := o.read()
	if p.whole.Load() || p.parts.Add(1) > 1 {
		return nil, false
	}
	v, found, ok := value.At(p.textOf(o), path)
	return v, found && ok
}

// JSONPart returns the body as JSON does, but without parts that are not wanted: see
// [value.DecodeOnly]. It is for large bodies. ok is false if the body is not JSON, and after
// several parts: JSON then serves all of them.
func (o *Observation) JSONPart(wanted *value.Wanted) (v any, ok bool) {
	if o.read().whole.Load() {
		v, err := o.JSON()
		return v, err == nil
	}
	return o.JSONOnly(wanted)
}

// JSONOnly is JSONPart, but never returns parts that are not wanted: ok is false where the whole
// value was built before.
func (o *Observation) JSONOnly(wanted *value.Wanted) (v any, ok bool) {
	p := o.read()
	if p.whole.Load() || p.parts.Add(1) > mostParts {
		return nil, false
	}
	return value.DecodeOnly(p.textOf(o), wanted)
}

// ErrTooDeep reports a text that nests more than 10,000 arrays and objects. It is not read, so it
// is unknown whether it is valid JSON.
var ErrTooDeep = fmt.Errorf("the JSON is nested more than %d deep, which is not read", mostDepth)

// mostDepth is the maximum nesting that encoding/json reads.
const mostDepth = 10_000

// JSONSpace is the white space of JSON: see [value.Space].
const JSONSpace = value.Space

// ParseJSON reads exactly one JSON value from b, numbers kept as written.
func ParseJSON(b []byte) (any, error) {
	if v, ok := value.Decode(b); ok {
		return v, nil
	}
	return parseOdd(b)
}

// parseOdd reads a text that [value.Decode] refuses: encoding/json says why, and where.
func parseOdd(b []byte) (any, error) {
	if len(bytes.Trim(b, JSONSpace)) == 0 {
		return nil, errors.New("the body is empty")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			if value.Depth(b[:min(max(syntax.Offset, 0), int64(len(b)))]) > mostDepth {
				return nil, ErrTooDeep
			}
			return nil, fmt.Errorf("not JSON at byte %d: %w", syntax.Offset, err)
		}
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("not JSON: more text after the value at byte %d", d.InputOffset())
	}
	return v, nil
}
