package yamlfmt

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"

	"assay/runner/internal/crash"
	"assay/runner/internal/source"
)

// largeText is the size in bytes from which a document is formatted in pieces of pieceSize.
const (
	largeText = 256 << 10
	pieceSize = 4 << 10
)

// outline is a document without most entries of its large sections: of each section it holds the
// first entries, a mark for those left out, and the last.
type outline struct {
	text   []byte
	pieces []piece
}

// piece is a run of entries of a section that no comment or anchor connects with the rest.
type piece struct {
	mark  int    // the mark that it belongs to
	text  []byte // its lines, under a key
	from  int    // where its lines begin in the document, in bytes
	blank bool   // an empty line precedes it
}

// sectionHead is the line of a key of the top level with a map or list in the lines below.
var sectionHead = source.Pattern(`^[A-Za-z_][A-Za-z0-9_-]*:[ \t]*$`)

// connects reports whether a document may have what gives one of its places a meaning at another:
// anchors, tags, marks and directives of documents, and texts that keep the empty lines at their
// end.
func connects(text []byte) bool {
	for i, c := range text {
		switch c {
		case '&', '!':
			named := c == '!' || i+1 < len(text) && text[i+1] > ' '
			if named && (i == 0 || bytes.IndexByte([]byte("[{,:- \t\r\n"), text[i-1]) >= 0) {
				return true
			}
		case '+':
			if before := bytes.TrimRight(text[max(i-2, 0):i], "0123456789"); bytes.HasSuffix(before, []byte("|")) || bytes.HasSuffix(before, []byte(">")) {
				return true
			}
		case '-', '.', '%':
			if i > 0 && text[i-1] != '\n' {
				continue
			}
			if c == '%' || bytes.HasPrefix(text[i:], []byte("---")) || bytes.HasPrefix(text[i:], []byte("...")) {
				return true
			}
		}
	}
	return false
}

// over is the key above the lines of a piece.
const over = "x:\n"

func mark(i int) string { return "\u2060pieces" + strconv.Itoa(i) + "\u2060" }

// outlined divides a document; ok is false if it must stay whole.
func outlined(text []byte, size int) (o outline, ok bool) {
	if connects(text) || bytes.Contains(text, []byte("\u2060")) {
		return o, false
	}
	s := splitter{text: text, size: size}
	for at := 0; at < len(text); {
		end := len(text)
		if i := bytes.IndexByte(text[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		s.line(at, text[at:end])
		at = end
	}
	s.leave()
	s.out.text = append(s.out.text, text[s.copied:]...)
	return s.out, len(s.out.pieces) > 0
}

// splitter goes through the lines of a document.
type splitter struct {
	text []byte
	size int
	out  outline

	copied  int   // up to here the text is in the outline or in a piece
	inside  bool  // in a section
	cuts    []cut // the ends of pieces of the section, from its first on
	begun   bool  // the section has an entry
	filled  int   // where the last line with content ended
	comment bool  // that line is a comment
	above   cut   // the place before the comments right above a line, if they are at its indent
}

// cut is a place between two entries: from is where the first ends, to where the next begins.
type cut struct{ from, to int }

func (s *splitter) line(at int, line []byte) {
	content := bytes.TrimSpace(line)
	if len(content) == 0 {
		return
	}
	isComment := content[0] == '#'
	switch {
	case isComment:
	case line[0] != ' ' && line[0] != '\t':
		s.leave()
		s.inside, s.begun = sectionHead().Match(bytes.TrimRight(line, "\n")), false
		s.cuts = append(s.cuts[:0], cut{at, at + len(line)})
	case !s.begun, line[1] != ' ':
		s.inside, s.begun = s.inside && isEntry(line), true // other entries are indented otherwise
	case s.inside && beginsEntry(line):
		before := cut{s.filled, at}
		if s.comment && at > s.filled {
			before = cut{}
		} else if s.comment {
			before = s.above
		}
		if before.to > 0 && before.to-s.cuts[len(s.cuts)-1].to >= s.size {
			s.cuts = append(s.cuts, before)
		}
	}
	switch {
	case !isComment || !isEntry(line) || s.comment && at > s.filled:
		s.above = cut{}
	case !s.comment:
		s.above = cut{s.filled, at}
	}
	s.filled, s.comment = at+len(line), isComment
}

// isEntry reports whether a line is at the indent of an entry of a section.
func isEntry(line []byte) bool {
	return len(line) > 2 && line[0] == ' ' && line[1] == ' ' && line[2] != ' ' && line[2] != '\t'
}

// beginsEntry reports whether a line can only be the first of an entry.
func beginsEntry(line []byte) bool {
	if !isEntry(line) {
		return false
	}
	c := line[2]
	word := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '"' || c == '\''
	colon := bytes.IndexByte(line, ':')
	return word && colon > 0 && bytes.IndexByte(line[:colon], '#') < 0
}

// leave ends a section: what is between its first cut and its last becomes pieces.
func (s *splitter) leave() {
	if !s.inside || len(s.cuts) < 3 {
		return
	}
	cuts := s.cuts[1:] // the first is the head of the section
	number := 0
	if n := len(s.out.pieces); n > 0 {
		number = s.out.pieces[n-1].mark + 1
	}
	s.out.text = append(s.out.text, s.text[s.copied:cuts[0].from]...)
	s.out.text = fmt.Appendf(s.out.text, "  %s: 0\n", mark(number))
	for i, c := range cuts[:len(cuts)-1] {
		body := s.text[c.to:cuts[i+1].from]
		s.out.pieces = append(s.out.pieces, piece{number, slices.Concat([]byte(over), body), c.to, c.from < c.to})
	}
	s.copied = cuts[len(cuts)-1].from
}

// Frame returns a document with empty lines in the place of most entries of its large sections.
// The rest has the place and the meaning that it has in the document. It is for readers of the top
// level.
func Frame(text []byte) []byte {
	if len(text) < largeText {
		return text
	}
	o, ok := outlined(text, pieceSize)
	if !ok {
		return text
	}
	out, at := make([]byte, 0, len(text)/8), 0
	for _, p := range o.pieces {
		lines := p.text[len(over):]
		out = append(out, text[at:p.from]...)
		out = append(out, bytes.Repeat([]byte("\n"), bytes.Count(lines, []byte("\n")))...)
		at = p.from + len(lines)
	}
	return append(out, text[at:]...)
}

// formatInPieces formats a document of which the entries do not depend on each other. It takes
// less memory than formatting it whole, and all processors. ok is false if the document must be
// formatted whole: because of its content, or because a part of it cannot be formatted.
func formatInPieces(text []byte, size int) (out []byte, ok bool) {
	o, ok := outlined(text, size)
	if !ok {
		return nil, false
	}
	frame, err := formatWhole(o.text)
	if err != nil {
		return nil, false
	}
	var failed atomic.Bool
	var next atomic.Int64
	var workers crash.Group
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(o.pieces)) && !failed.Load(); i = next.Add(1) - 1 {
				if !o.pieces[i].format() {
					failed.Store(true)
				}
			}
		})
	}
	workers.Wait()
	if failed.Load() {
		return nil, false
	}
	return o.put(frame, len(text))
}

// format replaces the lines of a piece by their canonical form and reports whether there is one.
func (p *piece) format() bool {
	lines := p.text[len(over):]
	if settled(lines) {
		p.text = lines
		return true
	}
	made, err := formatWhole(p.text)
	lines, under := bytes.CutPrefix(made, []byte(over))
	p.text = lines
	return err == nil && under
}

// put puts the formatted pieces in the places of their marks.
func (o *outline) put(frame []byte, size int) (out []byte, ok bool) {
	out = make([]byte, 0, size+size/8)
	for i := 0; i < len(o.pieces); {
		number := o.pieces[i].mark
		before, after, found := bytes.Cut(frame, []byte("  "+mark(number)+": 0\n"))
		if !found {
			return nil, false
		}
		out, frame = append(out, before...), after
		for ; i < len(o.pieces) && o.pieces[i].mark == number; i++ {
			if o.pieces[i].blank {
				out = append(out, '\n')
			}
			out = append(out, o.pieces[i].text...)
		}
	}
	return append(out, frame...), true
}
