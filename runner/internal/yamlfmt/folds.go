package yamlfmt

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// folds holds the lines of folded texts (">-"), as the author broke them: each text is encoded as a
// word, which is then replaced by the lines.
type folds [][]string

func (f folds) word(i int) string { return fmt.Sprintf("\u2060folded%d\u2060", i) }

// keepFolds replaces folded texts by words.
func keepFolds(n *yaml.Node, lines []string) folds {
	var out folds
	out.walk(n, lines)
	return out
}

func (f *folds) walk(n *yaml.Node, lines []string) {
	if n.Kind == yaml.ScalarNode && n.Style&yaml.FoldedStyle != 0 {
		if text := foldedLines(n, lines); text != nil {
			ends := n.Value[len(strings.TrimRight(n.Value, "\n")):]
			n.Value = f.word(len(*f)) + ends
			*f = append(*f, text)
		}
		return
	}
	for _, c := range n.Content {
		f.walk(c, lines)
	}
}

// foldedLines returns the lines of a folded text without their indent; nil if the indent is
// unknown: it is explicit, or the first line starts with a space.
func foldedLines(n *yaml.Node, lines []string) []string {
	if n.Line > len(lines) || n.Value == "" || n.Value[0] == ' ' || n.Value[0] == '\n' {
		return nil
	}
	head := lines[n.Line-1]
	if i := strings.LastIndexByte(head, '>'); i < 0 || i+1 < len(head) && head[i+1] >= '1' && head[i+1] <= '9' || i+2 < len(head) && head[i+2] >= '1' && head[i+2] <= '9' {
		return nil
	}
	var out []string
	indent := -1
	for _, line := range lines[n.Line:] {
		text := strings.TrimLeft(line, " ")
		here := len(line) - len(text)
		if indent < 0 && text != "" {
			indent = here
		}
		if text != "" && here < indent {
			break
		}
		out = append(out, strings.TrimRight(line[min(len(line), max(indent, 0)):], " "))
	}
	for len(out) > 0 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// put puts the lines back, indented like the words, which are in the text in their order.
func (f folds) put(text []byte) []byte {
	var out []byte
	for i, lines := range f {
		before, after, found := bytes.Cut(text, []byte(f.word(i)))
		if !found {
			continue
		}
		out, text = append(out, before...), after
		indent := bytes.Clone(out[bytes.LastIndexByte(out, '\n')+1:])
		for k, line := range lines {
			if k > 0 {
				out = append(out, '\n')
				if line != "" {
					out = append(out, indent...)
				}
			}
			out = append(out, line...)
		}
	}
	return append(out, text...)
}
