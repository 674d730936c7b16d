package block

import "unsafe"

// most is the maximum number of bytes of a block: the runtime makes larger ones one by one.
const most = 32 << 10

// Of makes values of one type in blocks, each twice as large as the one before. A block lives as
// long as one of its values, so these should live equally long. The zero value is ready.
type Of[T any] struct {
	room []T
	last int // how many values the last block had
}

// New returns a zero value.
func (b *Of[T]) New() *T {
	return &b.List(1)[:1][0]
}

// List returns an empty list with room for n values, and no more.
func (b *Of[T]) List(n int) []T {
	if n > len(b.room) {
		var one T
		b.last = max(n, min(2*b.last, most/max(int(unsafe.Sizeof(one)), 1)))
		b.room = make([]T, b.last)
	}
	list := b.room[:0:n]
	b.room = b.room[n:]
	return list
}
