package report

import (
	"io"
	"slices"
	"sync"
	"unicode/utf8"
)

// Inert is a writer to w that lets line ends and tabs pass and shows every other
// character that would move, reorder or hide text as an escape. Reports without
// escape sequences of their own are written through it, and so are messages: what
// strangers wrote stays a text wherever it ends up.
func Inert(w io.Writer) io.Writer { return &inert{w: w} }

type inert struct {
	mu   sync.Mutex
	w    io.Writer
	rest []byte // the beginning of a character that the next write completes
}

// Write passes p on, cleaned. A character that p breaks off in waits for the next
// write.
func (i *inert) Write(p []byte) (int, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	text := p
	if len(i.rest) > 0 {
		text = slices.Concat(i.rest, p)
		i.rest = nil
	}
	if n := unfinished(text); n > 0 {
		i.rest = append([]byte(nil), text[len(text)-n:]...)
		text = text[:len(text)-n]
	}
	if s := string(text); hasControls(s) {
		text = []byte(cleanBut(s, "\n\t"))
	}
	if _, err := i.w.Write(text); err != nil {
		return 0, err
	}
	return len(p), nil
}

// unfinished is how many bytes at the end of text begin a character that is not
// whole.
func unfinished(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if last := text[len(text)-n:]; utf8.RuneStart(last[0]) {
			if utf8.FullRune(last) {
				return 0
			}
			return n
		}
	}
	return 0
}
