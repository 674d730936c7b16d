package source

import "sync/atomic"

// AtByte returns the position at an offset in bytes from the start of the text, at most its end.
// Columns count characters. Many offsets of a long text, also of one long line, are found in
// linear time.
func (f *File) AtByte(offset int) Pos {
	offset = max(0, min(offset, len(f.Text)))
	p := Pos{File: f, Line: 1, Col: 1}
	from := offset / stride
	if from > 0 {
		p.Line, p.Col = f.marked(from)
	}
	for _, c := range f.Text[from*stride : offset] {
		p.pass(c)
	}
	return p
}

// pass moves p behind the byte c of its text.
func (p *Pos) pass(c byte) {
	switch {
	case c == '\n':
		p.Line, p.Col = p.Line+1, 1
	case c&0xC0 != 0x80: // not within a character
		p.Col++
	}
}

// stride is the number of bytes from one mark of a text to the next.
const stride = 1024

// marks are the lines and columns at multiples of stride, found on first use.
type marks struct{ at atomic.Pointer[[][2]int32] }

func (f *File) marked(i int) (line, col int) {
	at := f.marks.at.Load()
	if at == nil {
		found := make([][2]int32, 0, len(f.Text)/stride+1)
		p := Pos{Line: 1, Col: 1}
		for n, c := range f.Text {
			if n%stride == 0 {
				found = append(found, [2]int32{int32(p.Line), int32(p.Col)}) //nolint:gosec // texts are smaller
			}
			p.pass(c)
		}
		if len(f.Text)%stride == 0 {
			found = append(found, [2]int32{int32(p.Line), int32(p.Col)}) //nolint:gosec // texts are smaller
		}
		at = &found
		f.marks.at.Store(at)
	}
	return int((*at)[i][0]), int((*at)[i][1])
}
