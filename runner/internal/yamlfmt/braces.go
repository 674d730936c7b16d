package yamlfmt

import (
	"bytes"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// width is the maximum number of columns of a line with braces.
const width = 120

// unbrace splits maps and lists in braces that do not fit, or contain comments, into lines. indent
// is the column of n's entries, used the columns before n on its line.
func unbrace(n *yaml.Node, indent, used int) {
	if n.Kind != yaml.MappingNode && n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		return
	}
	if n.Style&yaml.FlowStyle != 0 {
		if !commented(n) && (used+atMost(n) <= width || used+inBraces(n) <= width) {
			return
		}
		n.Style &^= yaml.FlowStyle
	}
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			unbrace(item, indent+2, indent+2)
		}
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		unbrace(value, indent+2, indent+utf8.RuneCountInString(key.Value)+2)
	}
}

// commented reports whether there is a comment inside the braces of n.
func commented(n *yaml.Node) bool {
	for _, c := range n.Content {
		if c.HeadComment+c.LineComment+c.FootComment != "" || commented(c) {
			return true
		}
	}
	return false
}

// atMost returns a number of columns that n takes at most on one line, without writing it: every
// text is counted with quotes. It is too many if a text may need an escape, or n is more than its
// content.
func atMost(n *yaml.Node) int {
	if n.Anchor != "" || n.Kind == yaml.AliasNode || n.Style&yaml.TaggedStyle != 0 {
		return width + 1
	}
	if n.Kind == yaml.ScalarNode {
		for _, c := range []byte(n.Value) {
			if c < ' ' || c > '~' || c == '"' || c == '\'' || c == '\\' {
				return width + 1
			}
		}
		return len(n.Value) + len(`""`)
	}
	columns := len("{}")
	for _, c := range n.Content {
		columns += atMost(c) + len(", ")
	}
	return columns
}

// inBraces returns the number of columns of n on one line; too many if that is impossible.
func inBraces(n *yaml.Node) int {
	text, err := flow(n)
	if err != nil {
		return width + 1
	}
	return utf8.RuneCount(text)
}

func flow(n *yaml.Node) ([]byte, error) {
	alone := *n
	alone.HeadComment, alone.LineComment, alone.FootComment = "", "", ""
	alone.Style |= yaml.FlowStyle
	var b bytes.Buffer
	dumper, err := yaml.NewDumper(&b, yaml.WithLineWidth(-1), yaml.WithQuotePreference(yaml.QuoteDouble))
	if err != nil {
		return nil, err
	}
	if err := dumper.Dump(&alone); err != nil {
		return nil, err
	}
	if err := dumper.Close(); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}

// Brace puts a map or list, and all below it, into braces if it fits into most columns and
// contains neither a comment nor a text of several lines; otherwise the parts of it that do. It is
// for generated documents.
func Brace(n *yaml.Node, most int) {
	if n.Kind != yaml.MappingNode && n.Kind != yaml.SequenceNode {
		return
	}
	if len(n.Content) > 0 && !commented(n) && !multiline(n) && fits(n, most) >= 0 && inBraces(n) <= most {
		n.Style |= yaml.FlowStyle
		return
	}
	for _, c := range n.Content {
		Brace(c, most)
	}
}

// fits returns how many of most columns the words below n leave, and a negative number if they
// alone need more. It saves writing long texts just to measure them.
func fits(n *yaml.Node, most int) int {
	most -= utf8.RuneCountInString(n.Value)
	for i := 0; i < len(n.Content) && most >= 0; i++ {
		most = fits(n.Content[i], most)
	}
	return most
}

func multiline(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return true
	}
	for _, c := range n.Content {
		if multiline(c) {
			return true
		}
	}
	return false
}
