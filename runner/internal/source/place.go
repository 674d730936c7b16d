package source

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// File is a document's text and the name that messages show for it.
type File struct {
	Name string // as the user named it: a path, relative where theirs was
	Text []byte

	marks marks
}

// Line is the text of line n (1-based) without its line end; empty when there
// is no such line.
func (f *File) Line(n int) string {
	rest := f.from(n)
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return strings.TrimSuffix(string(rest), "\r")
}

// from is the text from line n (1-based) on; nil when there is no such line.
func (f *File) from(n int) []byte {
	if f == nil || n < 1 {
		return nil
	}
	rest := f.Text
	for ; n > 1; n-- {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return nil
		}
		rest = rest[i+1:]
	}
	return rest
}

// Pos is a place in a document. The zero Pos is "nowhere in particular".
type Pos struct {
	File *File
	Line int // 1-based
	Col  int // 1-based, in characters
}

// IsZero reports whether the place is unknown.
func (p Pos) IsZero() bool { return p.File == nil && p.Line == 0 }

// String is "file:line:col", the form that editors and CI logs turn into links.
func (p Pos) String() string {
	switch {
	case p.File == nil && p.Line == 0:
		return ""
	case p.File == nil:
		return fmt.Sprintf("%d:%d", p.Line, p.Col)
	case p.Line == 0:
		return p.File.Name
	}
	return fmt.Sprintf("%s:%d:%d", p.File.Name, p.Line, p.Col)
}

// Inside returns the place of a byte of text, the value of the scalar at p: after its quote or
// block indicator, skipping the white space that YAML folds. It returns p if the document spells
// the text differently, with escapes or a ${reference}.
func (p Pos) Inside(text string, offset int) Pos {
	c := cursor{rest: string(p.File.from(p.Line)), line: p.Line, col: 1}
	for c.col < p.Col && c.rest != "" {
		c.next()
	}
	switch {
	case strings.HasPrefix(c.rest, "|"), strings.HasPrefix(c.rest, ">"):
		for c.rest != "" && c.line == p.Line {
			c.next()
		}
	case strings.HasPrefix(c.rest, "'"), strings.HasPrefix(c.rest, `"`):
		c.next()
	}
	for i, r := range text {
		if unicode.IsSpace(r) {
			continue
		}
		c.skipSpace()
		if i >= offset {
			break
		}
		if got, _ := utf8.DecodeRuneInString(c.rest); got != r {
			return p
		}
		c.next()
	}
	return Pos{File: p.File, Line: c.line, Col: c.col}
}

// cursor is a place in a text, and what follows it.
type cursor struct {
	rest      string
	line, col int
}

func (c *cursor) next() {
	r, n := utf8.DecodeRuneInString(c.rest)
	c.rest = c.rest[n:]
	if c.col++; r == '\n' {
		c.line, c.col = c.line+1, 1
	}
}

func (c *cursor) skipSpace() {
	for r, _ := utf8.DecodeRuneInString(c.rest); c.rest != "" && unicode.IsSpace(r); r, _ = utf8.DecodeRuneInString(c.rest) {
		c.next()
	}
}
