package yamlfmt

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// keepBlankLines marks the entries below n that have an empty line before them, and the comments
// after entries that have one. lines is the text.
func keepBlankLines(n *yaml.Node, lines []string) {
	if n.Style&yaml.FlowStyle != 0 {
		return
	}
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2
	}
	for i := 0; i < len(n.Content); i += step {
		c := n.Content[i]
		before := n.Kind != yaml.DocumentNode && i > 0 && blankBefore(c, lines)
		if strings.HasSuffix(c.HeadComment, "\n") {
			c.HeadComment += blank // it is separate: about no entry, or about a removed one
		}
		if before {
			Blank(c)
		}
		for _, part := range n.Content[i : i+step] {
			blankBeforeFoot(part, lines)
		}
		if last := n.Content[i+step-1]; last.Kind != yaml.AliasNode {
			keepBlankLines(last, lines)
		}
	}
}

// blankBefore reports whether there is an empty line before the comments before n.
func blankBefore(n *yaml.Node, lines []string) bool {
	at := n.Line - 2 // the preceding line, from 0
	comments := 0
	if n.HeadComment != "" {
		comments = strings.Count(n.HeadComment, "\n") + 1
	}
	for ; comments > 0 && at >= 0; comments-- {
		at--
	}
	return at >= 0 && at < len(lines) && strings.TrimSpace(lines[at]) == ""
}

// blankBeforeFoot marks the comment after n if there is an empty line before it.
func blankBeforeFoot(n *yaml.Node, lines []string) {
	if n.FootComment == "" {
		return
	}
	first, _, _ := strings.Cut(n.FootComment, "\n")
	for at := n.Line; at < len(lines); at++ {
		if strings.TrimSpace(lines[at]) != first {
			continue
		}
		if strings.TrimSpace(lines[at-1]) == "" {
			n.FootComment = blank + "\n" + n.FootComment
		}
		return
	}
}
