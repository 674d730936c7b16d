package suite

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"

	"assay/runner/internal/source"
)

const (
	// largest is the maximum size of a document in bytes.
	largest = int(source.MostText)
	// spare is the number of nodes that aliases may expand to in addition to ten times the nodes
	// written.
	spare = 200_000
)

// parse reads the one YAML document of f, of which text has all or a part, and checks what YAML
// alone can get wrong. It returns nil if nothing can be read.
func parse(f *source.File, text []byte, ps *source.Problems) *yaml.Node {
	if len(f.Text) > largest {
		tooLarge(f, int64(len(f.Text)), ps)
		return nil
	}
	if n, ok := readPlain(text); ok {
		return checked(f, n, ps)
	}
	joined := source.JoinPairs(text)
	loader, err := yaml.NewLoader(bytes.NewReader(joined.Text))
	if err != nil {
		ps.Add(source.Pos{File: f}, "cannot be read as YAML: %v", err)
		return nil
	}
	var n, second yaml.Node
	if err := loader.Load(&n); err != nil {
		syntax(f, err, ps)
		return nil
	}
	if err := loader.Load(&second); err == nil {
		ps.Add(f.At(&second), "a second YAML document starts here, and a suite is one").Next = "put it into a file of its own and name that under include:"
	} else if !errors.Is(err, io.EOF) {
		syntax(f, err, ps)
	}
	joined.PutBack(&n)
	return checked(f, &n, ps)
}

// loadYAML returns the document of a text that has one.
func loadYAML(text []byte) (*yaml.Node, error) {
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	var n, second yaml.Node
	if err := loader.Load(&n); err != nil {
		return nil, err
	}
	if err := loader.Load(&second); !errors.Is(err, io.EOF) {
		return nil, cmp.Or(err, errors.New("a second document"))
	}
	return &n, nil
}

func tooLarge(f *source.File, size int64, ps *source.Problems) {
	ps.Add(source.Pos{File: f}, "the document has %d bytes, and the most is %d", size, largest).Next = "split it with include:, or move rows into a file (each: {file: rows.csv})"
}

// syntax reports err, the YAML reader's.
func syntax(f *source.File, err error, ps *source.Problems) {
	if errors.Is(err, io.EOF) {
		ps.Add(source.Pos{File: f}, "the document is empty").Next = `start with "suite: NAME"`
		return
	}
	var one *yaml.LoadError
	if !errors.As(err, &one) {
		ps.Add(source.Pos{File: f}, "not YAML: %v", err)
		return
	}
	p := ps.Add(source.Pos{File: f, Line: one.Mark.Line, Col: one.Mark.Column}, "not YAML: %s", one.Message)
	if one.ContextMsg != "" {
		p.Message += " " + one.ContextMsg
		if m := one.ContextMark; m.Line > 0 && m.Line != one.Mark.Line {
			p.Message += fmt.Sprintf(" that starts on line %d", m.Line)
		}
	}
	p.Next = mend(f, one)
}

// mend returns the next step after an error of the YAML reader; "" if none is known. The reader's
// errors have no codes: what is wrong is told by the stage, and by what stands at the two places.
func mend(f *source.File, e *yaml.LoadError) string {
	line := f.Line(e.Mark.Line)
	before, at := parted(line, e.Mark)
	first := strings.TrimLeft(before, " ") == ""
	_, of := parted(f.Line(e.ContextMark.Line), e.ContextMark)
	inFlow := strings.HasPrefix(of, "{") || strings.HasPrefix(of, "[")
	noKey := e.Stage == yaml.ParserStage && of != "" && !inFlow && !strings.HasPrefix(of, "-")
	strayColon := e.Stage == yaml.ScannerStage && strings.HasPrefix(at, ":")
	switch {
	case source.HasPair(line):
		return `write the character itself, or \U and its eight digits: only JSON has pairs of \u`
	case source.HasHalf(line):
		return `a \u from d800 to dfff is half of a character: write the character itself`
	case strings.HasPrefix(strings.TrimLeft(line, " "), "\t"):
		return "indent with spaces: YAML allows no tabs there"
	case strings.Contains(line, "$.") && strings.Contains(line, "[") && inFlow:
		return `put quotes around a JSONPath with [ ] inside { }: "$.items[0]"`
	case strings.Contains(line, "${") && inFlow:
		return `put quotes around "${…}" inside { } and [ ]`
	case inBraces(line, e.Mark.Column):
		return "in braces, quote a text that has a comma or a colon with a blank behind it"
	case strings.HasPrefix(at, "@") || strings.HasPrefix(at, "`"):
		return "quote a text that starts with " + at[:1]
	case strayColon && strings.Contains(before, ": "):
		return "quote a text that has a colon with a blank behind it"
	case strayColon || noKey && first:
		return "indent the keys of one map alike: this line, or those above it"
	case strings.HasPrefix(at, "}") || strings.HasPrefix(at, "]"):
		return "take the " + at[:1] + " away, or open it before"
	case noKey && strings.ContainsAny(before, `"'`):
		return `put all of the text in quotes, and write one inside as \" in "…", as '' in '…'`
	}
	return ""
}

// parted divides a line at a mark in it.
func parted(line string, m yaml.Mark) (before, at string) {
	column := min(max(m.Column-1, 0), len(line))
	return line[:column], line[column:]
}

// checked returns the document's root if a walk over it ends: no alias is inside its own anchor,
// and the expansion of aliases is bounded.
func checked(f *source.File, n *yaml.Node, ps *source.Problems) *yaml.Node {
	root := n
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		root = n.Content[0]
	}
	s := &structure{file: f, problems: ps, size: map[*yaml.Node]int{}}
	total := s.visit(root)
	if s.endless {
		return nil
	}
	if total > 10*s.written+spare {
		ps.Add(s.file.At(s.largest), "aliases make this document %s nodes large, from %d written", about(total), s.written).Next = "write the repeated part once less deep: aliases of aliases multiply"
		return nil
	}
	return root
}

func about(n int) string {
	if n >= enough {
		return "more than a billion"
	}
	return fmt.Sprint(n)
}

// enough is the count at which counting stops.
const enough = 1_000_000_000

// structure is one walk over a document as written.
type structure struct {
	file     *source.File
	problems *source.Problems
	size     map[*yaml.Node]int // by anchored node: its nodes with aliases followed; 0 while inside
	written  int
	endless  bool
	largest  *yaml.Node // the alias that expands to most
	most     int
	apart    *yaml.Node // a map of which others find the keys that are written twice; may be nil
}

// visit counts the nodes of n with aliases followed.
func (s *structure) visit(n *yaml.Node) int {
	if n.Kind == yaml.AliasNode {
		return s.alias(n)
	}
	s.written++
	s.tag(n)
	if n.Anchor != "" {
		s.size[n] = 0
	}
	if n.Kind == yaml.MappingNode {
		s.keys(n)
	}
	total := 1
	for i, c := range n.Content {
		if n.Kind != yaml.MappingNode || i%2 == 1 { // the format's own keys have one meaning: cooldown: {on: 429}
			s.spelling(c)
		}
		total = min(total+s.visit(c), enough)
	}
	if n.Anchor != "" {
		s.size[n] = total
	}
	return total
}

func (s *structure) alias(n *yaml.Node) int {
	size := s.size[n.Alias]
	if size == 0 {
		s.endless = true
		s.problems.Add(s.file.At(n), "the alias *%s stands inside its own anchor &%s, without end", n.Value, n.Value)
		return 1
	}
	if size > s.most {
		s.most, s.largest = size, n
	}
	return size
}

// tag rejects tags outside of the format, such as "!env X".
func (s *structure) tag(n *yaml.Node) {
	if strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") && n.Tag != "!" {
		s.problems.Add(s.file.At(n), "the tag %s has no meaning here", n.Tag).Next = "leave it out"
	}
}

// keys checks that the keys of a map are words, each written once.
func (s *structure) keys(n *yaml.Node) {
	var seen map[string]*yaml.Node
	if len(n.Content) > 32 && n != s.apart {
		seen = make(map[string]*yaml.Node, len(n.Content)/2)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := source.Resolve(n.Content[i])
		switch {
		case key.Kind != yaml.ScalarNode:
			s.problems.Add(s.file.At(n.Content[i]), "a key must be a word, got %s", kindOf(key))
			continue
		case key.Tag == "!!merge":
			s.merge(source.Resolve(n.Content[i+1]))
			continue
		}
		if n == s.apart {
			continue
		}
		first := seen[key.Value]
		if seen == nil {
			first = earlier(n, i, key.Value)
		} else if first == nil {
			seen[key.Value] = key
		}
		if first != nil {
			s.problems.Add(s.file.At(n.Content[i]), "the key %q is written twice; the first is on line %d", key.Value, first.Line).Next = "keep one of them"
		}
	}
}

func earlier(n *yaml.Node, before int, key string) *yaml.Node {
	for i := 0; i < before; i += 2 {
		if k := source.Resolve(n.Content[i]); k.Kind == yaml.ScalarNode && k.Value == key && k.Tag != "!!merge" {
			return k
		}
	}
	return nil
}

// merge checks the value of a merge key: a map, or a list of them.
func (s *structure) merge(n *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		return
	}
	if n.Kind == yaml.SequenceNode {
		for _, one := range n.Content {
			if r := source.Resolve(one); r.Kind != yaml.MappingNode {
				s.problems.Add(s.file.At(one), "<<: expected maps to merge, got %s", kindOf(r))
			}
		}
		return
	}
	s.problems.Add(s.file.At(n), "<<: expected a map to merge, got %s", kindOf(n))
}

// inBraces reports whether the column of a line, from 1, is within braces that are open there.
func inBraces(line string, column int) bool {
	before := line[:min(max(column-1, 0), len(line))]
	return strings.Count(before, "{") > strings.Count(before, "}")
}
