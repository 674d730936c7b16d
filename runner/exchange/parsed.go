package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

type parsed struct {
	json    sync.Once
	value   any
	jsonErr error

	text   sync.Once
	inUTF8 []byte
}

// SetBody gives o another body: what was parsed of the one before is forgotten.
// Only its owner may, before o is handed on.
func (o *Observation) SetBody(body []byte) { o.Body, o.parsed = body, parsed{} }

// JSON is the body as a JSON value, parsed once: objects are map[string]any,
// arrays []any, numbers json.Number (no digit is lost). The error says where
// the body stops being JSON.
func (o *Observation) JSON() (any, error) {
	o.parsed.json.Do(func() { o.parsed.value, o.parsed.jsonErr = ParseJSON(o.Text()) })
	return o.parsed.value, o.parsed.jsonErr
}

// ParseJSON reads exactly one JSON value from b, numbers kept as written.
func ParseJSON(b []byte) (any, error) {
	if len(bytes.TrimSpace(b)) == 0 {
		return nil, errors.New("the body is empty")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("not JSON at byte %d: %w", syntax.Offset, err)
		}
		return nil, fmt.Errorf("not JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("not JSON: more text after the value at byte %d", d.InputOffset())
	}
	return v, nil
}
