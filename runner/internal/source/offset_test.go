package source_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"assay/runner/internal/source"
)

// The place of a byte is the number of line ends before it, and of characters since the last.
func TestAtByte(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "lines": strings.Repeat("ab\nc\n\n", 700), "one long line": strings.Repeat("x\u00e9\U0001f600", 900),
		"whole strides": strings.Repeat("0123456\n", 256), "no character": strings.Repeat("a", 1023) + "\u00e9\nb",
	} {
		f := &source.File{Text: []byte(text)}
		for offset := 0; offset <= len(text); offset++ {
			if offset < len(text) && !utf8.RuneStart(text[offset]) {
				continue
			}
			before := text[:offset]
			line, col := 1+strings.Count(before, "\n"), 1+utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
			if got := f.AtByte(offset); got.Line != line || got.Col != col || got.File != f {
				t.Fatalf("%s: byte %d is at %d:%d, want %d:%d", name, offset, got.Line, got.Col, line, col)
			}
		}
		if got := f.AtByte(len(text) + 9); got != f.AtByte(len(text)) {
			t.Errorf("%s: behind the end is %d:%d", name, got.Line, got.Col)
		}
	}
}

// BenchmarkAtByte finds as many places in texts of one line, the second ten times as long.
func BenchmarkAtByte(b *testing.B) {
	for name, size := range map[string]int{"100 kB": 100_000, "1 MB": 1_000_000} {
		b.Run(name, func(b *testing.B) {
			f := &source.File{Text: bytes.Repeat([]byte("x"), size)}
			for i := 0; b.Loop(); i++ {
				f.AtByte(i * 7919 % size)
			}
		})
	}
}
