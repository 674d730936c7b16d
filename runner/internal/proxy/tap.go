package proxy

import (
	"io"
	"time"
)

// mostMarks is the maximum number of arrival times that are kept of a body. Later pieces have the
// time of the last.
const mostMarks = 1 << 16

// mark says when the bytes of a body up to an offset had arrived.
type mark struct {
	end int
	at  time.Duration
}

// tap keeps the beginning of a body while it passes, and when its pieces arrived.
type tap struct {
	most  int  // bytes to keep
	timed bool // whether arrival times are kept
	data  []byte
	marks []mark
	size  int64 // bytes that passed
	whole bool  // its end came
}

// take keeps a piece that arrived at a time.
func (t *tap) take(piece []byte, at time.Duration) {
	t.size += int64(len(piece))
	piece = piece[:min(len(piece), t.most-len(t.data))]
	if len(piece) == 0 {
		return
	}
	t.data = append(t.data, piece...)
	switch {
	case !t.timed:
	case len(t.marks) < mostMarks:
		t.marks = append(t.marks, mark{len(t.data), at})
	default:
		t.marks[mostMarks-1] = mark{len(t.data), at}
	}
}

// over reports whether more passed than is kept.
func (t *tap) over() bool { return t.size > int64(len(t.data)) }

// arriving reads the bytes that a tap kept as they arrived: one piece for each read.
type arriving struct {
	tap  *tap
	read int           // bytes
	mark int           // the next
	now  time.Duration // when the last piece came
}

func (a *arriving) Read(b []byte) (int, error) {
	end := len(a.tap.data)
	if a.read == end {
		return 0, io.EOF
	}
	for a.mark < len(a.tap.marks) && a.tap.marks[a.mark].end <= a.read {
		a.mark++
	}
	if a.mark < len(a.tap.marks) {
		end, a.now = a.tap.marks[a.mark].end, a.tap.marks[a.mark].at
	}
	n := copy(b, a.tap.data[a.read:end])
	a.read += n
	return n, nil
}
