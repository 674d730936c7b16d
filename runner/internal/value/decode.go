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
// map[string]any, with the last of members of one name, arrays []any, numbers json.Number with
// every digit. ok is false if the text is anything else; the caller says why.
func Decode(text []byte) (v any, ok bool) { return DecodeOnly(text, whole) }

// DecodeOnly reads a text as [Decode] does, all of it, but builds only the parts of the value that
// are wanted: it leaves out other members of objects, and items of arrays behind the wanted ones.
// It is for texts that are too large to be built for a few of their values.
func DecodeOnly(text []byte, wanted *Wanted) (v any, ok bool) {
	d := decoders.Get().(*decoder) //nolint:forcetypeassert,errcheck // nothing else is in the pool
	if wanted == whole && len(text) <= mostShort {
		s := short{d: d, text: text}
		if v, ok = s.whole(); ok {
			decoders.Put(d)
			return v, true
		}
	}
	defer d.free()
	d.body = *bytes.NewBuffer(text)
	d.in.Reset(&d.body, lenient...)
	if v, ok = d.value(wanted); !ok {
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
	in   *jsontext.Decoder
	body bytes.Buffer // of which in reads the bytes where they are
	// names holds names of members, each at a place that its text decides: the objects of a list
	// share theirs, and so do the answers of an API.
	names [64]string
	// values holds short texts and numbers likewise: they repeat more often than not, and each
	// takes several times its length in memory.
	values [256]any
}

// free gives d back for the next text.
func (d *decoder) free() {
	d.in.Reset(nothing)
	d.body = bytes.Buffer{}
	decoders.Put(d)
}

func (d *decoder) value(wanted *Wanted) (any, bool) {
	switch d.in.PeekKind() {
	case '{':
		_, err := d.in.ReadToken()
		if err != nil {
			return nil, false
		}
		return d.object(wanted)
	case '[':
		if _, err := d.in.ReadToken(); err != nil {
			return nil, false
		}
		return d.array(wanted)
	}
	raw, err := d.in.ReadValue()
	if err != nil {
		return nil, false
	}
	switch raw[0] {
	case '"':
		return d.text(raw), true
	case 'n':
		return nil, true
	case 't', 'f':
		return raw[0] == 't', true
	}
	return d.number(raw), true
}

func (d *decoder) object(wanted *Wanted) (any, bool) {
	var object map[string]any
	for d.in.PeekKind() == '"' {
		quoted, err := d.in.ReadValue()
		if err != nil {
			return nil, false
		}
		name := d.name(quoted)
		below := wanted.member(name)
		if below == nil {
			if d.in.SkipValue() != nil {
				return nil, false
			}
			continue
		}
		v, ok := d.value(below)
		if !ok {
			return nil, false
		}
		if object == nil {
			object = map[string]any{}
		}
		object[name] = v
	}
	switch {
	case object == nil && wanted.all:
		object = map[string]any{}
	case object == nil:
		object = nothingWanted
	}
	_, err := d.in.ReadToken()
	return object, err == nil
}

// nothingWanted is each object of which a part was read that has no member: a large list may have
// many. Parts of values are only read.
var nothingWanted = map[string]any{}

// name returns the name of a member from its text in quotes.
func (d *decoder) name(quoted []byte) string {
	inside := quoted[1 : len(quoted)-1]
	if !plain(inside) {
		return unquoted(quoted)
	}
	return d.plainName(inside)
}

// plainName returns the name of a member from its text, without quotes and escapes.
func (d *decoder) plainName(inside []byte) string {
	if len(inside) > mostShared {
		return string(inside)
	}
	at := &d.names[place(inside)%len(d.names)]
	if *at != string(inside) {
		*at = string(inside)
	}
	return *at
}

// text returns a string from its text in quotes.
func (d *decoder) text(quoted []byte) any {
	inside := quoted[1 : len(quoted)-1]
	if !plain(inside) {
		return unquoted(quoted)
	}
	return d.plainText(inside)
}

// plainText returns a string from its text, without quotes and escapes.
func (d *decoder) plainText(inside []byte) any {
	if len(inside) > mostBoxed {
		return string(inside)
	}
	at := d.box(inside)
	if v, ok := (*at).(string); !ok || v != string(inside) {
		*at = string(inside)
	}
	return *at
}

func (d *decoder) number(text []byte) any {
	if len(text) > mostBoxed {
		return json.Number(text)
	}
	at := d.box(text)
	if v, ok := (*at).(json.Number); !ok || string(v) != string(text) {
		*at = json.Number(text)
	}
	return *at
}

// box returns where a value of that text is kept.
func (d *decoder) box(text []byte) *any {
	return &d.values[place(text)%len(d.values)]
}

// The longest names and values in bytes that are shared.
const (
	mostShared = 64
	mostBoxed  = 16
)

// place returns a number that depends on the text alone, and differs for most.
func place(text []byte) int {
	h := uint32(len(text))
	for _, c := range text {
		h = h*31 + uint32(c)
	}
	return int(h>>8 ^ h&0xffff)
}

// plain reports whether a string means just its text between the quotes.
func plain(inside []byte) bool { return bytes.IndexByte(inside, '\\') < 0 && utf8.Valid(inside) }

// unquoted returns the string that a text in quotes means.
func unquoted(quoted []byte) string {
	text, _ := jsontext.AppendUnquote(nil, quoted) // an error says only that it is not UTF-8
	return string(text)
}

func (d *decoder) array(wanted *Wanted) (any, bool) {
	if wanted.visit != nil && !wanted.all {
		return d.visited(wanted)
	}
	items := []any{}
	for {
		switch d.in.PeekKind() {
		case ']':
			_, err := d.in.ReadToken()
			return items, err == nil
		case 0:
			return nil, false
		}
		below := wanted.item(len(items))
		if below == nil {
			if d.in.SkipValue() != nil {
				return nil, false
			}
			if !wanted.behind(len(items)) {
				items = append(items, nil)
			}
			continue
		}
		item, ok := d.value(below)
		if !ok {
			return nil, false
		}
		if len(items) == 0 {
			items = make([]any, 0, fewItems)
		}
		items = append(items, item)
	}
}

// fewItems is how many items a list has room for at first.
const fewItems = 4

// visited reads an array whose items are visited.
func (d *decoder) visited(wanted *Wanted) (any, bool) {
	for n := 0; ; n++ {
		switch d.in.PeekKind() {
		case ']':
			_, err := d.in.ReadToken()
			return make([]any, n), err == nil
		case 0:
			return nil, false
		}
		item, ok := d.value(wanted.visited)
		if !ok || !wanted.visit(n, item) {
			return nil, false
		}
	}
}
