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
	whole   atomic.Bool  // value is set
	parts   atomic.Int32 // how often a part was read

	text   sync.Once
	inUTF8 []byte
}

// SetBody replaces the body and discards the parsed form of the old one. Only the owner of o may
// call it, before o is passed on.
func (o *Observation) SetBody(body []byte) { o.Body, o.parsed = body, parsed{} }

// JSON returns the body as a JSON value, parsed once: objects are map[string]any, arrays []any,
// numbers json.Number (no digit is lost). The error says where the body stops being JSON.
func (o *Observation) JSON() (any, error) {
	o.parsed.json.Do(func() {
		o.parsed.value, o.parsed.jsonErr = ParseJSON(o.Text())
		o.parsed.whole.Store(true)
	})
	return o.parsed.value, o.parsed.jsonErr
}

// mostParts is how often a part of a body is read before it is cheaper to read all of it once.
const mostParts = 4

// JSONPart returns the body as JSON does, but without parts that are not wanted: see
// [value.DecodeOnly]. It is for large bodies. ok is false if the body is not JSON, and after
// several parts: JSON then serves all of them.
func (o *Observation) JSONPart(wanted *value.Wanted) (v any, ok bool) {
	if o.parsed.whole.Load() {
		return o.parsed.value, o.parsed.jsonErr == nil
	}
	if o.parsed.parts.Add(1) > mostParts {
		return nil, false
	}
	return value.DecodeOnly(o.Text(), wanted)
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
