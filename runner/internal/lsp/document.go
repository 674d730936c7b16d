package lsp

import (
	"bytes"
	"slices"
	"sort"
	"unicode/utf8"

	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/pipeline"
)

// document is an open file.
type document struct {
	uri, path string
	version   int
	buffer

	dirty    bool      // changed since the newest check began
	changed  []lines   // since the newest whole check, as they are now; nil and whole for all
	whole    bool      // too much was changed to say what
	known    []located // its problems, the places moved along
	recorded recording
	last     *pipeline.Document // the newest state without mistakes; nil before there was one
}

// lines is a range of lines from 0, both inclusive.
type lines struct{ from, to int }

// buffer is a text that does not change.
type buffer struct {
	text   []byte
	starts []int // of its lines, in bytes
	tree   *outline.Node
}

func newBuffer(text []byte) buffer {
	starts := make([]int, 1, 64+len(text)/32)
	for at := 0; ; {
		i := bytes.IndexByte(text[at:], '\n')
		if i < 0 {
			return buffer{text: text, starts: starts}
		}
		at += i + 1
		starts = append(starts, at)
	}
}

// root returns the outline of the text.
func (b *buffer) root() *outline.Node {
	if b.tree == nil {
		b.tree = outline.Read(b.text)
	}
	return b.tree
}

// line returns the line of an offset, from 0.
func (b *buffer) line(offset int) int {
	return sort.SearchInts(b.starts, offset+1) - 1
}

// lineText returns a line without its line end; empty if there is none.
func (b *buffer) lineText(line int) []byte {
	if line < 0 || line >= len(b.starts) {
		return nil
	}
	end := len(b.text)
	if line+1 < len(b.starts) {
		end = b.starts[line+1] - 1
	}
	return bytes.TrimSuffix(b.text[b.starts[line]:end], []byte("\r"))
}

// offset returns the offset of a position, which is moved into the text if it is outside.
func (b *buffer) offset(p protocol.Position) int {
	switch {
	case p.Line < 0:
		return 0
	case p.Line >= len(b.starts):
		return len(b.text)
	}
	line := b.lineText(p.Line)
	units, at := 0, 0
	for at < len(line) && units < p.Character {
		r, size := utf8.DecodeRune(line[at:])
		at += size
		units += width16(r)
	}
	return b.starts[p.Line] + at
}

// position returns the position of an offset.
func (b *buffer) position(offset int) protocol.Position {
	offset = max(0, min(offset, len(b.text)))
	line := b.line(offset)
	return protocol.Position{Line: line, Character: units(b.text[b.starts[line]:offset])}
}

func (b *buffer) span(s outline.Span) protocol.Range {
	return protocol.Range{Start: b.position(s.From), End: b.position(s.To)}
}

// units counts the UTF-16 code units of a text.
func units(text []byte) int {
	n := 0
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		n += width16(r)
	}
	return n
}

func width16(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// change applies changes of the client in order.
func (d *document) change(changes []protocol.Change) {
	for _, c := range changes {
		if c.Range == nil {
			d.buffer = newBuffer([]byte(c.Text))
			d.whole, d.changed = true, nil
			continue
		}
		from, to := d.offset(c.Range.Start), d.offset(c.Range.End)
		if to < from {
			from, to = to, from
		}
		first, last := d.line(from), d.line(to)
		added := bytes.Count([]byte(c.Text), []byte("\n"))
		text := make([]byte, 0, len(d.text)-(to-from)+len(c.Text))
		text = append(append(append(text, d.text[:from]...), c.Text...), d.text[to:]...)
		d.buffer = newBuffer(text)
		d.moved(first, last, added)
	}
	d.dirty = true
}

// mostChanged is the number of changed places that are kept apart.
const mostChanged = 16

// moved records that the lines from first to last became added+1 lines, and moves what is below.
func (d *document) moved(first, last, added int) {
	by := added - (last - first)
	move := func(line int) int {
		switch {
		case line > last:
			return line + by
		case line > first+added:
			return first + added
		}
		return line
	}
	for i := range d.known {
		p := &d.known[i]
		p.Range.Start.Line, p.Range.End.Line = move(p.Range.Start.Line), move(p.Range.End.Line)
	}
	now := lines{first, first + added}
	kept := d.changed[:0]
	for _, l := range d.changed {
		l = lines{move(l.from), move(l.to)}
		if l.from <= now.to+1 && now.from <= l.to+1 {
			now = lines{min(l.from, now.from), max(l.to, now.to)}
			continue
		}
		kept = append(kept, l)
	}
	kept = append(kept, now)
	d.changed = kept
	if len(d.changed) > mostChanged {
		d.whole, d.changed = true, nil
	}
}

// touched reports whether a line was changed since the newest whole check.
func (d *document) touched(line int) bool {
	return d.whole || slices.ContainsFunc(d.changed, func(l lines) bool { return l.from <= line && line <= l.to })
}
