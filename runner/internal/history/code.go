package history

import (
	"encoding/binary"
	"slices"
	"time"
	"unsafe"
)

// coder writes values to bytes, or reads them: one description of a form serves both. Times and
// durations are in microseconds.
type coder struct {
	form    byte
	bytes   []byte
	reading bool
	broken  bool // the bytes that are read are not in the form

	// A text is written once, and then by its number: its place among the texts, from 1.
	numbers map[string]int64
	texts   []string
	recent  [64]numbered // texts that were written, at places that their addresses decide
	whole   string       // what is read; texts are parts of it
}

type numbered struct {
	text   string
	number int64
}

// writer returns a coder that writes a form after its first byte, with about as many texts, each in
// every textOf bytes.
func writer(form byte, texts, textOf int) *coder {
	return &coder{
		form: form, bytes: append(make([]byte, 0, 1+texts*textOf*5/4), form),
		numbers: make(map[string]int64, texts/3), texts: make([]string, 0, texts+1),
	}
}

// reader returns a coder that reads what a writer wrote. What it reads shares b, which must not
// change any more. It keeps the texts in the memory that texts has.
func reader(b []byte, texts []string, textOf int) *coder {
	return &coder{
		form: b[0], bytes: b[1:], whole: unsafe.String(&b[0], len(b)), reading: true,
		texts: slices.Grow(texts[:0], len(b)/textOf),
	}
}

// list codes a list, each item by item. It reads into the memory that the list has.
func list[T any](c *coder, items *[]T, item func(*T)) {
	n := len(*items)
	c.count(&n)
	if c.reading {
		if n < 0 || n > len(c.bytes) { // an item has a byte at least
			c.broken, n = true, 0
		}
		if *items = (*items)[:0]; n > cap(*items) {
			*items = make([]T, n)
		}
		*items = (*items)[:n]
		clear(*items)
	}
	for i := range *items {
		if c.broken {
			*items = nil
			return
		}
		item(&(*items)[i])
	}
}

// pointers codes a list of pointers, of values that have that many bytes at least. Those that it
// reads are in one piece of memory.
func pointers[T any](c *coder, items *[]*T, least int, item func(*T)) {
	n := len(*items)
	c.count(&n)
	if c.reading {
		if n < 0 || n > len(c.bytes)/least {
			c.broken, n = true, 0
		}
		values := make([]T, n)
		clear(values) // otherwise the system maps each page twice: when it is read, and when it is written
		*items = make([]*T, n)
		for i := range values {
			(*items)[i] = &values[i]
		}
	}
	for _, one := range *items {
		if c.broken {
			*items = nil
			return
		}
		item(one)
	}
}

func (c *coder) number(n *int64) {
	if !c.reading {
		c.bytes = binary.AppendVarint(c.bytes, *n)
		return
	}
	if len(c.bytes) > 0 && c.bytes[0] < 0x80 { // most are small
		v := int64(c.bytes[0])
		*n, c.bytes = v>>1^-(v&1), c.bytes[1:]
		return
	}
	v, size := binary.Varint(c.bytes)
	if size <= 0 {
		c.broken, c.bytes = true, nil
		return
	}
	*n, c.bytes = v, c.bytes[size:]
}

func (c *coder) count(n *int) {
	var v int64
	if !c.reading {
		v = int64(*n)
	}
	c.number(&v)
	*n = int(v)
}

func (c *coder) flag(b *bool) {
	n := 0
	if !c.reading && *b {
		n = 1
	}
	c.count(&n)
	*b = n == 1
}

func (c *coder) place(p *Place) {
	c.number(&p[0])
	c.number(&p[1])
}

// span codes a duration in microseconds.
func (c *coder) span(d *time.Duration) {
	var n int64
	if !c.reading {
		n = d.Microseconds()
	}
	if c.number(&n); c.reading {
		*d = time.Duration(n) * time.Microsecond
	}
}

// moment codes a time.
func (c *coder) moment(t *time.Time) {
	var at instant
	if !c.reading {
		at = instantOf(*t)
	}
	if c.number((*int64)(&at)); c.reading {
		*t = at.time()
	}
}

// text codes a text: by its number, or as 0, its length and its bytes.
func (c *coder) text(s *string) {
	if !c.reading {
		c.write(*s, true)
		return
	}
	var n, size int64
	c.number(&n)
	if n > 0 && n <= int64(len(c.texts)) {
		*s = c.texts[n-1]
		return
	}
	c.number(&size)
	if n != 0 || size < 0 || size > int64(len(c.bytes)) {
		c.broken, c.bytes = true, nil
		return
	}
	at := len(c.whole) - len(c.bytes)
	*s = c.whole[at : at+int(size)]
	c.bytes = c.bytes[size:]
	c.texts = append(c.texts, *s)
}

// once codes a text that comes again soon, or seldom: a writer does not look for it later.
func (c *coder) once(s *string) {
	if c.reading {
		c.text(s)
		return
	}
	c.write(*s, false)
}

// write writes a text. Most texts come again soon, from the same place in memory.
func (c *coder) write(s string, later bool) {
	near := &c.recent[(uintptr(unsafe.Pointer(unsafe.StringData(s)))>>3^uintptr(len(s)))%uintptr(len(c.recent))]
	n := near.number
	if n == 0 || len(near.text) != len(s) || unsafe.StringData(near.text) != unsafe.StringData(s) {
		n = c.numbers[s]
	}
	c.number(&n)
	if n == 0 {
		c.texts = append(c.texts, s)
		n = int64(len(c.texts))
		if later {
			c.numbers[s] = n
		}
		size := int64(len(s))
		c.number(&size)
		c.bytes = append(c.bytes, s...)
	}
	*near = numbered{s, n}
}
