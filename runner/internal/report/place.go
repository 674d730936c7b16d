package report

import (
	"strconv"
	"strings"

	"assay/runner/internal/source"
)

// Place is a place in a document. Its text, in the JSON result too, is "file:line:col", the
// form that editors and CI logs turn into links; that of the zero Place is "".
type Place struct {
	File string
	Line int // 1-based; 0: the file as a whole
	Col  int // 1-based, in characters
}

// PlaceOf converts a position in a document.
func PlaceOf(p source.Pos) Place {
	out := Place{Line: p.Line, Col: p.Col}
	if p.File != nil {
		out.File = p.File.Name
	}
	return out
}

// IsZero reports whether the place is unknown.
func (p Place) IsZero() bool { return p == Place{} }

// String returns "file:line:col"; "" if the place is unknown.
func (p Place) String() string {
	text, _ := p.MarshalText()
	return string(text)
}

// MarshalText returns String.
func (p Place) MarshalText() ([]byte, error) {
	const numbers = len(":1000000:1000")
	text := append(make([]byte, 0, len(p.File)+numbers), p.File...)
	if p.Line == 0 {
		return text, nil
	}
	if p.File != "" {
		text = append(text, ':')
	}
	text = strconv.AppendInt(text, int64(p.Line), 10)
	return strconv.AppendInt(append(text, ':'), int64(p.Col), 10), nil
}

// UnmarshalText reads what MarshalText wrote. A text without line and column is a file.
func (p *Place) UnmarshalText(text []byte) error {
	*p = Place{File: string(text)}
	rest, col, ok := cutNumber(p.File)
	if !ok {
		return nil
	}
	file, line, ok := cutNumber(rest)
	if ok {
		*p = Place{file, line, col}
	}
	return nil
}

// cutNumber removes ":7" from the end of s, or a "7" that is all of it.
func cutNumber(s string) (before string, n int, ok bool) {
	i := strings.LastIndexByte(s, ':')
	n, err := strconv.Atoi(s[i+1:])
	return s[:max(i, 0)], n, err == nil && n > 0
}
