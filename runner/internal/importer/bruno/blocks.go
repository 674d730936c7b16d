package bruno

import (
	"strings"

	"assay/runner/internal/source"
)

// block is a block of a file: pairs, a text, or a list.
type block struct {
	name  string
	at    source.Pos
	pairs []pair
	text  string     // of a block of text, without its indentation
	first source.Pos // of the first line of the text
}

type pair struct {
	key, value string
	off        bool // it is switched off
	at         source.Pos
}

// blocks are the blocks of a file in their order.
type blocks []block

// block returns the first block of that name, nil without one.
func (b blocks) block(name string) *block {
	for i := range b {
		if b[i].name == name {
			return &b[i]
		}
	}
	return nil
}

// get returns the value of a pair, "" without it.
func (b blocks) get(name, key string) string { return b.block(name).get(key) }

// get returns the value of a pair that is not switched off.
func (b *block) get(key string) string {
	if b == nil {
		return ""
	}
	for _, p := range b.pairs {
		if p.key == key && !p.off {
			return p.value
		}
	}
	return ""
}

// on returns the pairs that are not switched off.
func (b *block) on() []pair {
	if b == nil {
		return nil
	}
	var out []pair
	for _, p := range b.pairs {
		if !p.off && p.key != "" {
			out = append(out, p)
		}
	}
	return out
}

var (
	opening    = source.Pattern(`^([A-Za-z][\w:-]*)[ \t]*([{\[])[ \t]*(.*?)[ \t]*$`)
	annotation = source.Pattern(`^\s*@[^\s:(]+(\(.*\))?\s*$`)
	quotedKey  = source.Pattern(`^(~?)"((?:\\.|[^"\\])*)"\s*:(.*)$`)
)

// pairBlocks are the blocks below body: and the like that hold pairs.
var pairBlocks = map[string]bool{"body:form-urlencoded": true, "body:multipart-form": true, "body:file": true, "body:grpc": true, "body:ws": true}

// isText reports whether a block holds a text.
func isText(name string) bool {
	switch kind, _, _ := strings.Cut(name, ":"); kind {
	case "body":
		return !pairBlocks[name]
	case "script", "tests", "docs", "example":
		return true
	}
	return false
}

// blocksOf reads a .bru text. The problem says where it is none.
func blocksOf(file *source.File) (blocks, *source.Problem) {
	var ps source.Problems
	lines := strings.Split(strings.ReplaceAll(strings.TrimPrefix(string(file.Text), "\ufeff"), "\r\n", "\n"), "\n")
	at := func(i int) source.Pos { return source.Pos{File: file, Line: i + 1, Col: 1} }
	var out blocks
	for i := 0; i < len(lines); i++ {
		if strings.TrimSpace(lines[i]) == "" || strings.HasPrefix(lines[i], "color:") {
			continue
		}
		m := opening().FindStringSubmatch(lines[i])
		if m == nil {
			ps.Add(at(i), "a block starts with a line like \"get {\", got %q", lines[i])
			return nil, ps[0]
		}
		b := block{name: m[1], at: at(i), first: at(i + 1)}
		end := map[string]string{"{": "}", "[": "]"}[m[2]]
		if rest, closed := strings.CutSuffix(m[3], end); closed {
			b.list(rest, at(i))
			out = append(out, b)
			continue
		}
		from := i + 1
		for i++; i < len(lines) && strings.TrimRight(lines[i], " \t") != end; i++ {
			continue
		}
		if i == len(lines) {
			ps.Add(b.at, "the block %s has no end: a line %s", b.name, end)
			return nil, ps[0]
		}
		inner := lines[from:i]
		switch {
		case m[2] == "[":
			for n, l := range inner {
				b.list(l, at(from+n))
			}
		case isText(b.name):
			b.text = outdented(inner)
		default:
			b.read(inner, func(n int) source.Pos { return at(from + n) })
		}
		out = append(out, b)
	}
	return out, nil
}

func outdented(lines []string) string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = strings.TrimPrefix(l, "  ")
	}
	return strings.Join(out, "\n")
}

// list reads the items of a list, parted by commas or lines.
func (b *block) list(text string, at source.Pos) {
	for one := range strings.SplitSeq(text, ",") {
		if one = strings.TrimSpace(one); one != "" && !strings.HasPrefix(one, "@") {
			name, off := strings.CutPrefix(one, "~")
			b.pairs = append(b.pairs, pair{key: name, off: off, at: at})
		}
	}
}

// block delimiters of values on several lines.
const fence = "'''"

// read reads pairs.
func (b *block) read(lines []string, at func(int) source.Pos) {
	for i := 0; i < len(lines); i++ {
		text := strings.TrimSpace(lines[i])
		if strings.HasPrefix(text, "@") && strings.HasSuffix(text, "("+fence) {
			for i++; i < len(lines) && strings.TrimSpace(lines[i]) != fence+")"; i++ {
				continue
			}
			continue
		}
		if text == "" || annotation().MatchString(text) {
			continue
		}
		p := pair{at: at(i)}
		p.key, p.value, p.off = keyAndValue(text)
		switch {
		case strings.HasPrefix(p.value, fence):
			p.value, i = fenced(lines, i)
		case p.value == "[":
			var items []string
			for i++; i < len(lines) && strings.TrimSpace(lines[i]) != "]"; i++ {
				items = append(items, strings.TrimSpace(lines[i]))
			}
			p.value = strings.Join(items, " ")
		}
		b.pairs = append(b.pairs, p)
	}
}

// keyAndValue splits a pair.
func keyAndValue(text string) (key, value string, off bool) {
	if m := quotedKey().FindStringSubmatch(text); m != nil {
		return strings.ReplaceAll(m[2], `\"`, `"`), strings.TrimSpace(m[3]), m[1] != ""
	}
	key, value, _ = strings.Cut(text, ":")
	key, off = strings.CutPrefix(strings.TrimSpace(key), "~")
	return key, strings.TrimSpace(value), off
}

// fenced reads a value between two fences that starts at line i; it returns the last line of it.
func fenced(lines []string, i int) (string, int) {
	_, first, _ := strings.Cut(lines[i], fence)
	if text, behind, closed := strings.Cut(first, fence); closed {
		return text + behind, i
	}
	var out []string
	if first != "" {
		out = append(out, first)
	}
	for i++; i < len(lines); i++ {
		if text, behind, closed := strings.Cut(lines[i], fence); closed {
			if strings.TrimSpace(text) != "" {
				out = append(out, strings.TrimPrefix(text, "    "))
			}
			return strings.Join(out, "\n") + behind, i
		}
		out = append(out, strings.TrimPrefix(lines[i], "    "))
	}
	return strings.Join(out, "\n"), i
}
