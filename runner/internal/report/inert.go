package report

import (
	"io"
	"slices"
	"sync"
	"unicode/utf8"
)

// Inert returns a writer to w that passes line ends and tabs and escapes every other character that
// would move, reorder or hide text. Messages, and reports without escape sequences of their own,
// are written through it, so that untrusted text stays text wherever it is shown.
func Inert(w io.Writer) io.Writer { return &inert{w: w} }

type inert struct {
	mu   sync.Mutex
	w    io.Writer
	rest []byte // the beginning of a character that the next write completes
}

// Write passes p on, cleaned. An incomplete character at the end waits for the next write.
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

// unfinished returns the number of bytes of an incomplete character at the end of text.
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
