package history

import (
	"encoding/binary"
	"hash/maphash"
	"math/bits"
	"slices"
	"time"
	"unsafe"
)

// coder writes values to bytes, or reads them: one description of a form serves both. Times and
// durations are in microseconds.
type coder struct {
	form    byte
	bytes   []byte
	at      int // what was read so far of them
	reading bool
	broken  bool // the bytes that are read are not in the form

	// A text is written once, and then by its number: its place among the texts, from 1.
	texts  []string
	slots  []int32      // a hash table of their numbers; 0 is a free slot
	recent [64]numbered // texts that were written, at places that their addresses decide
	whole  string       // what is read; texts are parts of it
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
		texts: make([]string, 0, texts+1), slots: slotsFor(texts),
	}
}

// slotsFor returns a hash table that texts fill by a half at most.
func slotsFor(texts int) []int32 { return make([]int32, 1<<bits.Len(uint(2*texts+1))) }

// reader returns a coder that reads what a writer wrote. What it reads shares b, which must not
// change any more. It keeps the texts in the memory that texts has.
func reader(b []byte, texts []string, textOf int) *coder {
	return &coder{
		form: b[0], bytes: b, at: 1, whole: unsafe.String(&b[0], len(b)), reading: true,
		texts: slices.Grow(texts[:0], len(b)/textOf),
	}
}

// left returns how many bytes are to be read.
func (c *coder) left() int { return len(c.bytes) - c.at }

// breaks says that what is read is not in the form.
func (c *coder) breaks() { c.broken, c.at = true, len(c.bytes) }

// list codes a list, each item by item. It reads into the memory that the list has.
func list[T any](c *coder, items *[]T, item func(*T)) {
	n := len(*items)
	c.count(&n)
	if c.reading {
		if n < 0 || n > c.left() { // an item has a byte at least
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
		if n < 0 || n > c.left()/least {
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
	if at := c.at; at < len(c.bytes) && c.bytes[at] < 0x80 { // most are small
		v := int64(c.bytes[at])
		*n, c.at = v>>1^-(v&1), at+1
		return
	}
	v, size := binary.Varint(c.bytes[c.at:])
	if size <= 0 {
		c.breaks()
		return
	}
	*n, c.at = v, c.at+size
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
		c.write(*s)
		return
	}
	var n, size int64
	c.number(&n)
	if n > 0 && n <= int64(len(c.texts)) {
		*s = c.texts[n-1]
		return
	}
	c.number(&size)
	if n != 0 || size < 0 || size > int64(c.left()) {
		c.breaks()
		return
	}
	*s = c.whole[c.at : c.at+int(size)]
	c.at += int(size)
	c.texts = append(c.texts, *s)
}

// write writes a text. Most texts come again soon, from the same place in memory.
func (c *coder) write(s string) {
	near := &c.recent[(uintptr(unsafe.Pointer(unsafe.StringData(s)))>>3^uintptr(len(s)))%uintptr(len(c.recent))]
	n := near.number
	if n == 0 || len(near.text) != len(s) || unsafe.StringData(near.text) != unsafe.StringData(s) {
		n = c.find(s)
	}
	c.number(&n)
	if n == 0 {
		n = int64(len(c.texts))
		size := int64(len(s))
		c.number(&size)
		c.bytes = append(c.bytes, s...)
	}
	*near = numbered{s, n}
}

// find returns the number of a text; 0 for one that was not written, which gets the next number.
func (c *coder) find(s string) int64 {
	if 2*len(c.texts) >= len(c.slots) {
		c.slots = slotsFor(2 * len(c.texts))
		for i, text := range c.texts {
			c.slots[c.slotOf(text)] = int32(i + 1)
		}
	}
	slot := c.slotOf(s)
	if n := c.slots[slot]; n > 0 {
		return int64(n)
	}
	c.texts = append(c.texts, s)
	c.slots[slot] = int32(len(c.texts))
	return 0
}

var seed = maphash.MakeSeed()

// slotOf returns the slot of a text, or the free one that it may take.
func (c *coder) slotOf(s string) uint64 {
	mask := uint64(len(c.slots) - 1)
	slot := maphash.String(seed, s) & mask
	for c.slots[slot] > 0 && c.texts[c.slots[slot]-1] != s {
		slot = (slot + 1) & mask
	}
	return slot
}
