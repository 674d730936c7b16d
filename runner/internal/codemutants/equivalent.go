package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"path/filepath"
	"strings"
)

// equivalents lists mutants that no test can kill. Each paragraph is one: its file below
// the module, the line of code, the change, and why it means the same.
//
//go:embed equivalent.txt
var equivalents string

// sameMeaning is a mutant's place and change. The line is given by its text, since its number
// changes.
type sameMeaning struct{ file, source, change string }

// parseEquivalents reads a list such as equivalent.txt, where lines that start with # are
// comments.
func parseEquivalents(text string) (map[sameMeaning]bool, error) {
	all := map[sameMeaning]bool{}
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		var lines []string
		for line := range strings.SplitSeq(strings.TrimSpace(paragraph), "\n") {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				lines = append(lines, line)
			}
		}
		switch {
		case len(lines) == 0:
		case len(lines) < 4:
			return nil, fmt.Errorf("%q: want a file, its line of code, the change and a reason, a line each", lines[0])
		default:
			all[sameMeaning{lines[0], lines[1], lines[2]}] = true
		}
	}
	return all, nil
}

// meaning is the mutant as the list has it; root is the module's folder.
func (m *mutant) meaning(root string) sameMeaning {
	file, err := filepath.Rel(root, m.file)
	if err != nil {
		file = m.file
	}
	return sameMeaning{filepath.ToSlash(file), m.source, m.change()}
}

// lineAt is the line of text around an offset, without the space around it.
func lineAt(text []byte, offset int) string {
	from := bytes.LastIndexByte(text[:offset], '\n') + 1
	line, _, _ := bytes.Cut(text[from:], []byte("\n"))
	return string(bytes.TrimSpace(line))
}
