package suite

import (
	"bytes"
	"hash/maphash"
	"slices"
	"sync"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/crash"
	"assay/runner/internal/source"
)

// inPieces is how much text a section has at least to be read in pieces, and how much a piece has.
var inPieces = struct{ section, piece int }{16 << 10, 8 << 10}

// section is the map under probes: or findings: of a document: its entries, or the text with them.
type section struct {
	key     string
	entries []source.Entry
	text    []byte                                // nil: entries
	line    int                                   // of the document, at which text starts; from 1
	ahead   *ahead                                // the pieces of text
	seen    struct{ bytes, entries, visited int } // of the pieces parsed so far
}

// pieced is a large document whose probes and findings are read piece by piece, and each piece let
// go of before the next: as nodes, a text takes over 20 times its memory.
//
// A document that would read differently in pieces (an alias, a key written twice, any mistake)
// makes the attempt fail. It is then read whole.
type pieced struct {
	rest     []byte // the text with its sections left out, each replaced by ~ and empty lines
	sections []*section
	failed   bool
	seen     int // of the problems
}

// cutUp returns the pieces of a text; nil if it has no long section in block style.
func cutUp(text []byte) *pieced {
	if len(text) < inPieces.section || !linesAlike(text) {
		return nil
	}
	p := &pieced{}
	var open *section
	from, start := 0, 0 // of text: what rest does not have yet, and the open section
	end := func(at, line int) {
		if open == nil || at-start < inPieces.section {
			open = nil
			return
		}
		open.text = text[start:at]
		p.rest = append(append(p.rest, bytes.TrimRight(text[from:start], " \r\n")...), " ~\n"...) // readPlain knows no empty value
		p.rest = append(p.rest, bytes.Repeat([]byte("\n"), line-open.line)...)
		p.sections = append(p.sections, open)
		open, from = nil, at
	}
	for at, line := 0, 1; at < len(text); line++ {
		next := lineEnd(text, at)
		if c := text[at]; c != ' ' && c != '#' && c != '\n' && c != '\r' {
			end(at, line)
			switch key := string(bytes.TrimRight(text[at:next], " \r\n")); key {
			case "probes:", "findings:":
				open, start = &section{key: key[:len(key)-1], line: line + 1}, next
			}
		}
		if at = next; at == len(text) {
			end(at, line+1)
		}
	}
	if len(p.sections) == 0 {
		return nil
	}
	p.rest = append(p.rest, text[from:]...)
	return p
}

// linesAlike reports whether YAML ends a line of the text only where a line feed is.
func linesAlike(text []byte) bool {
	return bytes.Count(text, []byte("\r")) == bytes.Count(text, []byte("\r\n")) &&
		!bytes.Contains(text, []byte("\u0085")) && !bytes.Contains(text, []byte("\u2028")) && !bytes.Contains(text, []byte("\u2029"))
}

// lineEnd returns the offset after the line of text at an offset.
func lineEnd(text []byte, at int) int {
	if n := bytes.IndexByte(text[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(text)
}

// into gives t the sections, where its root has their keys without a value.
func (p *pieced) into(t *top, root *yaml.Node) {
	p.failed = p.failed || !isMap(root) || len(t.include) > 0
	for _, s := range p.sections {
		found := false
		for _, e := range source.Entries(root) {
			found = found || e.Key == s.key && e.KeyNode.Line == s.line-1 && e.KeyNode.Column == 1 && isNull(e.Value)
		}
		p.failed = p.failed || !found
	}
	if p.failed {
		return
	}
	p.parseAhead(t.doc.file)
	for _, s := range p.sections {
		if s.key == "probes" {
			t.probes = *s
		} else {
			t.findings = *s
		}
	}
}

// hasFailed reports whether the document must be read whole.
func (l *loading) hasFailed() bool {
	if l.pieced == nil {
		return false
	}
	for ; l.pieced.seen < len(*l.problems); l.pieced.seen++ {
		if (*l.problems)[l.pieced.seen].Severity == source.Error {
			l.pieced.failed = true
		}
	}
	return l.pieced.failed
}

// rooms are those of pieces that were visited, for the pieces of this document and of others.
var rooms sync.Pool

// inAdvance is how many pieces of a section may have been parsed and not been visited.
const inAdvance = 1

// ahead parses the pieces of a section while earlier ones are visited.
type ahead struct {
	parsed  chan piece
	stop    chan struct{}
	parsing crash.Group
}

// parseAhead starts to parse the pieces of all sections.
func (p *pieced) parseAhead(f *source.File) {
	for _, s := range p.sections {
		s.ahead = &ahead{parsed: make(chan piece, inAdvance), stop: make(chan struct{})}
		s.ahead.parsing.Go(func() { s.parse(f) })
	}
}

func (s *section) parse(f *source.File) {
	defer close(s.ahead.parsed)
	for p := range s.pieces {
		p.room, _ = rooms.Get().(*plainRoom)
		if p.room == nil {
			p.room = newPlainRoom(len(p.text))
		}
		select {
		case s.ahead.parsed <- p.parse(f):
		case <-s.ahead.stop:
			return
		}
	}
}

// end stops parsing.
func (p *pieced) end() {
	if p == nil {
		return
	}
	for _, s := range p.sections {
		if s.ahead != nil {
			close(s.ahead.stop)
			s.ahead.parsing.Wait()
		}
	}
}

// entriesIn visits the entries of a section. The nodes of a piece are made in the place of those of
// earlier ones, so a visit keeps no node but a copy.
func (d *doc) entriesIn(s *section, visit func(source.Entry)) {
	if s.text == nil {
		for _, e := range s.entries {
			visit(e)
		}
		return
	}
	var keys []uint64
	seed := maphash.MakeSeed()
	for p := range s.ahead.parsed {
		*d.problems = append(*d.problems, p.problems...)
		d.pieced.failed = d.pieced.failed || p.root == nil
		if d.hasFailed() {
			return
		}
		entries := d.named(p.root, s.key, idPattern)
		s.seen.bytes, s.seen.entries = s.seen.bytes+len(p.text), s.seen.entries+len(entries)
		for _, e := range entries {
			keys = append(withRoom(keys, s), maphash.String(seed, e.Key))
			visit(e)
			s.seen.visited++
		}
		p.room.reset()
		rooms.Put(p.room)
	}
	slices.Sort(keys)
	d.pieced.failed = d.pieced.failed || len(slices.Compact(keys)) < len(keys)
}

// withRoom returns a list with room for the entry of s that is being visited: if it has none, for
// all that are still to come, by those seen so far.
func withRoom[T any](list []T, s *section) []T {
	if len(list) < cap(list) || s.seen.bytes == 0 {
		return list
	}
	all := s.seen.entries * len(s.text) / s.seen.bytes
	return slices.Grow(list, max(all, s.seen.entries)-s.seen.visited+all/64)
}

// piece is some entries of a section: their text, then their nodes.
type piece struct {
	text     []byte
	line     int
	root     *yaml.Node // nil: it cannot be read alone
	problems source.Problems
	room     *plainRoom
}

// pieces visits the pieces of a section. Each starts with a line that is indented as the first
// entry is: at an entry, or the piece before it ends within quotes or brackets, and is not YAML.
func (s *section) pieces(visit func(piece) bool) {
	indent, from, first := -1, 0, s.line
	for at, line := 0, s.line; at < len(s.text); line++ {
		next := lineEnd(s.text, at)
		blanks := len(s.text[at:next]) - len(bytes.TrimLeft(s.text[at:next], " "))
		if c := s.text[min(at+blanks, len(s.text)-1)]; c != '#' && c != '\n' && c != '\r' {
			switch {
			case indent < 0:
				indent = blanks
			case blanks == indent && at-from >= inPieces.piece:
				if !visit(piece{text: s.text[from:at], line: first}) {
					return
				}
				from, first = at, line
			}
		}
		at = next
	}
	visit(piece{text: s.text[from:], line: first})
}

// parse returns p with its nodes, and what is to be warned of in them.
func (p piece) parse(f *source.File) piece {
	n, ok := readPlainIn(p.room, p.text, p.line-1)
	if !ok {
		if n, _ = loadYAML(p.text); n != nil {
			shift(n, p.line-1)
		}
	}
	if n == nil || n.Kind != yaml.DocumentNode || len(n.Content) == 0 || !isMap(n.Content[0]) {
		return p
	}
	root := n.Content[0]
	s := &structure{file: f, problems: &p.problems, size: map[*yaml.Node]int{}, apart: root} // see entriesIn
	s.visit(root)
	if len(s.size) == 0 && !mergesKeys(root) { // no anchor, so no alias
		p.root = root
	}
	return p
}

// shift moves a node down by some lines.
func shift(n *yaml.Node, lines int) {
	n.Line += lines
	for _, c := range n.Content {
		shift(c, lines)
	}
}

// mergesKeys reports whether a map has a merge key, whose entries come after all others.
func mergesKeys(n *yaml.Node) bool {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == "<<" {
			return true
		}
	}
	return false
}
