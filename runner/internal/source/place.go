package source

import (
	"bytes"
	"fmt"
	"strings"
)

// File is a document's text and the name that messages show for it.
type File struct {
	Name string // as the user named it: a path, relative where theirs was
	Text []byte
}

// Line is the text of line n (1-based) without its line end; empty when there
// is no such line.
func (f *File) Line(n int) string {
	if f == nil || n < 1 {
		return ""
	}
	rest := f.Text
	for ; n > 1; n-- {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			return ""
		}
		rest = rest[i+1:]
	}
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	return strings.TrimSuffix(string(rest), "\r")
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
