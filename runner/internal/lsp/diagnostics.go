package lsp

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"assay/runner/internal/lsp/outline"
	"assay/runner/internal/lsp/protocol"
	"assay/runner/internal/source"
)

// located is a diagnostic of a file.
type located struct {
	path string
	protocol.Diagnostic
}

// key identifies what a diagnostic says, and where.
func (l *located) key() string {
	return fmt.Sprint(l.Range, l.Severity, l.Message)
}

// fix is the data of a diagnostic: what a quick fix would replace.
type fix struct {
	Word string `json:"word,omitempty"`
	By   string `json:"by,omitempty"`
}

// diagnostics returns problems as diagnostics of the files that they are in; main is the file of
// those without one.
func diagnostics(problems source.Problems, main string, mask func(string) string) []located {
	buffers := map[*source.File]*buffer{}
	out := make([]located, 0, len(problems))
	for _, p := range problems {
		path := main
		if p.Pos.File != nil && !isPack(p.Pos.File.Name) {
			path = filepath.Clean(p.Pos.File.Name)
		}
		b := buffers[p.Pos.File]
		if b == nil {
			made := buffer{starts: []int{0}}
			if p.Pos.File != nil {
				made = newBuffer(p.Pos.File.Text)
			}
			b = &made
			buffers[p.Pos.File] = b
		}
		d := protocol.Diagnostic{Range: b.rangeOf(p), Severity: protocol.SeverityError, Source: "assay", Code: p.RuleName(), Message: mask(messageOf(p))}
		if p.Severity == source.Warning {
			d.Severity = protocol.SeverityWarning
		}
		if p.Word != "" && p.DidYouMean != "" {
			d.Data, _ = json.Marshal(fix{p.Word, p.DidYouMean}) // two texts
		}
		out = append(out, located{path, d})
	}
	return out
}

// messageOf returns the message of a problem with its suggestion and next step.
func messageOf(p *source.Problem) string {
	return p.Sentence()
}

// rangeOf returns the part of the text that a problem is about: its word if it names one, else the
// key or value at its place, or the line.
func (b *buffer) rangeOf(p *source.Problem) protocol.Range {
	line := b.lineText(p.Pos.Line - 1)
	if p.Pos.Line < 1 || p.Pos.Line > len(b.starts) {
		return protocol.Range{}
	}
	at := 0
	for col := 1; col < p.Pos.Col && at < len(line); col++ {
		_, size := utf8.DecodeRune(line[at:])
		at += size
	}
	from := b.starts[p.Pos.Line-1] + at
	return b.span(b.wordAt(from, p.Word))
}

// wordAt returns the span of a word in the scalar at an offset; without a word, or where the text
// spells it differently, that of the scalar, cut at the end of the line.
func (b *buffer) wordAt(from int, word string) outline.Span {
	end := len(b.text)
	if line := b.line(from); line+1 < len(b.starts) {
		end = b.starts[line+1] - 1
	}
	here := b.root().At(b.text, from)
	span := here.Word
	if !span.Contains(from) && span.From != from+1 || span.To <= from {
		span = outline.Span{From: from, To: from + len(bytes.TrimRight(b.text[from:end], " \t\r"))}
	}
	if word != "" {
		if i := bytes.Index(b.text[span.From:span.To], []byte(word)); i >= 0 {
			return outline.Span{From: span.From + i, To: span.From + i + len(word)}
		}
	}
	if span.To > end {
		span.To = max(span.From, end)
	}
	return span
}

// byPath groups diagnostics by file.
func byPath(all []located) map[string][]protocol.Diagnostic {
	out := map[string][]protocol.Diagnostic{}
	for _, one := range all {
		out[one.path] = append(out[one.path], one.Diagnostic)
	}
	return out
}

// publish sends the diagnostics of a suite, and takes back those of files that have none any more.
func (s *server) publish(d *document) {
	now := byPath(d.known)
	was := s.published[d.path]
	s.published[d.path] = nil
	for path := range now {
		if path != d.path {
			s.published[d.path] = append(s.published[d.path], path)
		}
	}
	slices.Sort(s.published[d.path])
	s.send(d.path, d, now[d.path])
	for _, path := range was {
		if now[path] == nil {
			s.send(path, s.openAt(path), nil)
		}
	}
	for _, path := range s.published[d.path] {
		s.send(path, s.openAt(path), now[path])
	}
}

// send publishes the diagnostics of one file; open is nil if no editor has it.
func (s *server) send(path string, open *document, list []protocol.Diagnostic) {
	params := protocol.PublishDiagnosticsParams{URI: uriOf(path), Diagnostics: list}
	if open != nil {
		params.URI, params.Version = open.uri, &open.version
	}
	if list == nil {
		params.Diagnostics = []protocol.Diagnostic{}
	}
	s.notify("textDocument/publishDiagnostics", params)
}

// openAt returns the open document at a path, nil if there is none.
func (s *server) openAt(path string) *document {
	for _, d := range s.documents {
		if d.path == path {
			return d
		}
	}
	return nil
}
