package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../../../../.."

// cells reads the words of docs/clients.md again.
func cells(t *testing.T) map[place]string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "docs", "clients.md"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[place]string{}
	section := ""
	var head []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if title, ok := strings.CutPrefix(line, "## "); ok {
			section = title
		}
		row, ok := strings.CutPrefix(line, "| ")
		if !ok {
			head = nil
			continue
		}
		fields := strings.Split(strings.TrimSuffix(row, " |"), " | ")
		switch {
		case head == nil:
			head = fields
		case head[0] == "case" && fields[0] != "---":
			for i := 1; i < len(fields) && i < len(head); i++ {
				out[place{section, fields[0], head[i]}] = fields[i]
			}
		}
	}
	return out
}

// The page has every case of every table, and every client in it, and nothing else.
func TestPageHasEveryCase(t *testing.T) {
	m := &matrix{}
	m.choose("")
	there := cells(t)
	for _, s := range all() {
		for _, c := range m.of(&s) {
			for i := range s.scenes {
				at := place{s.title, s.scenes[i].title, c.Head}
				if there[at] == "" {
					t.Errorf("docs/clients.md lacks %q; make clients makes it anew", at)
				}
				if has := len(s.scenes[i].answers(c.format)) > 0; has == (there[at] == noCase) {
					t.Errorf("%q is %s, and whether the format has such a case is %t", at, there[at], has)
				}
				delete(there, at)
			}
		}
	}
	for at := range there {
		t.Errorf("docs/clients.md has %q, which is no case", at)
	}
}

// A client takes good answers as they are, which shows that the formats are right; mistral's does
// not read OpenAI's own continuation of a tool call.
func TestGoodAnswersAreTaken(t *testing.T) {
	for at, word := range cells(t) {
		good := strings.HasSuffix(at.scene, "as it should be") || strings.HasSuffix(at.scene, "as they should be")
		if good && at.column != "mistral" && !slices.Contains([]string{isOK, noCase, inPieces}, word) {
			t.Errorf("%q is %s", at, word)
		}
	}
}

func TestPageIsLinked(t *testing.T) {
	for name, link := range map[string]string{"README.md": "docs/clients.md", "docs/serve.md": "clients.md"} {
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "]("+link+")") {
			t.Errorf("%s has no link to %s", name, link)
		}
	}
}
