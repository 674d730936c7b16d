package value

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Decode reads a text that is one JSON value (RFC 8259), as encoding/json decodes it: objects are
// map[string]any, with the last of members of one name, arrays []any, numbers json.Number with every
// digit. ok is false if the text is anything else; the caller says why.
func Decode(text []byte) (v any, ok bool) {
	d := decoders.Get().(*decoder) //nolint:forcetypeassert,errcheck // nothing else is in the pool
	defer d.free()
	d.in.Reset(bytes.NewBuffer(text), lenient...)
	if v, ok = d.value(); !ok {
		return nil, false
	}
	_, err := d.in.ReadToken() // only white space may follow
	return v, errors.Is(err, io.EOF)
}

// lenient accepts what encoding/json accepts: repeated names, and bytes that are not UTF-8, which
// become U+FFFD.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

var decoders = sync.Pool{New: func() any { return &decoder{in: jsontext.NewDecoder(nothing)} }}

var nothing = bytes.NewReader(nil)

// decoder builds values from the tokens of a text.
type decoder struct {
	in *jsontext.Decoder
	// names holds names of members, each at a place that its text decides: the objects of a list share
	// theirs.
	names [64]string
}

// free gives d back, without what it read.
func (d *decoder) free() {
	d.in.Reset(nothing)
	clear(d.names[:])
	decoders.Put(d)
}

func (d *decoder) value() (any, bool) {
	token, err := d.in.ReadToken()
	if err != nil {
		return nil, false
	}
	switch token.Kind() {
	case '{':
		return d.object()
	case '[':
		return d.array()
	case '"':
		return token.String(), true
	case '0':
		return json.Number(token.String()), true
	case 'n':
		return nil, true
	case 't', 'f':
		return token.Kind() == 't', true
	}
	return nil, false // a bracket that closes nothing
}

func (d *decoder) object() (any, bool) {
	object := map[string]any{}
	for d.in.PeekKind() == '"' {
		name, err := d.in.ReadValue()
		if err != nil {
			return nil, false
		}
		key, ok := d.name(name), false
		if object[key], ok = d.value(); !ok {
			return nil, false
		}
	}
	_, err := d.in.ReadToken()
	return object, err == nil
}

// name returns the name of a member from its text in quotes.
func (d *decoder) name(quoted []byte) string {
	inside := quoted[1 : len(quoted)-1]
	n := len(inside)
	if n == 0 || n > mostShared || bytes.IndexByte(inside, '\\') >= 0 || !utf8.Valid(inside) {
		text, _ := jsontext.AppendUnquote(nil, quoted) // an error only says that it is not UTF-8
		return string(text)
	}
	at := &d.names[(n*7+int(inside[0])+int(inside[n-1])*31)%len(d.names)]
	if *at != string(inside) {
		*at = string(inside)
	}
	return *at
}

// mostShared is the length in bytes of the longest names that are shared.
const mostShared = 64

func (d *decoder) array() (any, bool) {
	items := []any{}
	for {
		switch d.in.PeekKind() {
		case ']':
			_, err := d.in.ReadToken()
			return items, err == nil
		case 0:
			return nil, false
		}
		item, ok := d.value()
		if !ok {
			return nil, false
		}
		items = append(items, item)
	}
}
